"""Small jobs in place of the engines, for tests of the daemon's side of the walk. They run in real worker processes.

The transcriber says what the audio's bytes spell; words in front of a colon make it misbehave. The painter paints
small real PNGs, and misbehaves for certain words of the subject. A gate is a file: its job goes on once it exists.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import threading
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from msgspec.structs import asdict

from assistant.core.errors import BadRecording, NothingHeard
from assistant.core.jobs import Job, JobContext
from assistant.core.message import Message
from assistant.core.messages.ears_messages import (
    AllHeard,
    DropUtterance,
    EndOfSpeech,
    Heard,
    ListenNow,
    MicrophoneOrder,
    NobodySpoke,
    RecordingOrder,
    SelfTested,
    SelfTestNow,
    SourceOpened,
    Utterance,
    WaitLonger,
    Watch,
    Woke,
)
from assistant.core.messages.engine_messages import (
    DraftOrder,
    JobProgress,
    PaintedPicture,
    PaintingOrder,
    PaintingResult,
    PreviewSize,
    TranscriptionOrder,
    TranscriptionResult,
)
from assistant.core.messages.job_messages import Ready
from assistant.core.transcript import Transcript

TICK_S = 0.01
Orders = ClassVar[tuple[type[Message], ...]]


def _for_ever() -> None:
    threading.Event().wait()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _tick() -> None:
    threading.Event().wait(TICK_S)


class Speller(Job[TranscriptionOrder]):
    """A transcriber: `die: …`, `hang: …`, `nothing: …`, `gate: …` (waits for the gate), or plain words.

    `draft die: …` and so on do so only where the order is `partial`. A wake word is said where the words begin with
    it: "jarvis, paint me a fox". Each order is noted in a file beside the gate.
    """

    orders: Orders = (TranscriptionOrder,)

    def __init__(self, section: Mapping[str, Any]) -> None:
        self._gate = Path(section["gate"])
        self._orders = self._gate.with_name("orders")

    def load(self) -> Ready:
        return Ready("speller")

    def run(self, order: TranscriptionOrder, payload: bytes, context: JobContext, /) -> TranscriptionResult:
        with self._orders.open("a") as orders:
            orders.write(json.dumps({"rate_hz": order.rate_hz, **asdict(order.options)}) + "\n")
        before, colon, after = payload.decode().partition(": ")
        manner = before if colon else ""
        if manner.startswith("draft "):
            manner = manner.removeprefix("draft ") if order.options.partial else ""
        match manner:
            case "die":
                _die()
            case "hang":
                _for_ever()
            case "nothing":
                raise NothingHeard("I heard no words", "Say it once more.")
            case "gate":
                while not self._gate.exists():
                    context.check()
                    _tick()
        words = after if colon else before
        check = order.options.check
        said = words.startswith(f"{check}, ") if check else None
        words = words.removeprefix(f"{check}, ")
        return TranscriptionResult(Transcript(words, "en", 0.9, said=said))


class SmallPainter(Job[PaintingOrder | DraftOrder]):
    """A painter: draws what is unfinished in the colour of its seed.

    Else it waits for the gate after its first picture of something `slow`; `stalls`, `crashes` there too.
    """

    orders: Orders = (PaintingOrder, DraftOrder)

    def __init__(self, section: Mapping[str, Any]) -> None:
        self._gate = Path(section["gate"])

    def load(self) -> Ready:
        return Ready("small")

    def run(self, order: PaintingOrder | DraftOrder, _payload: bytes, context: JobContext, /) -> PaintingResult:
        subject, count, seed = order.order.subject, order.order.count, order.order.seed
        if isinstance(order, DraftOrder):
            context.send(JobProgress(0, 1, PreviewSize(0, 1, 1)), seed.to_bytes(4, "big")[1:])
            if "crashing" in subject:
                _die()
            return PaintingResult("small", "1", 0)
        for index in range(count):
            context.send(JobProgress(index, count))
            context.send(PaintedPicture(index, 8, 8, seed + index), small_png(seed + index))
            if "stalling" in subject:
                _for_ever()
            if "crashing" in subject:
                _die()
            while "slow" in subject and not self._gate.exists():
                context.send(JobProgress(index, count))
                _tick()
        return PaintingResult("small", "1", count)


def small_png(seed: int) -> bytes:
    """An 8 × 8 PNG of one colour."""
    row = b"\0" + seed.to_bytes(4, "big")[1:] * 8
    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(row * 8)), (b"IEND", b""))
    framed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)


class Say(Message, frozen=True, tag="say"):
    """Lets scripted ears report something, with the letters of `words` as its samples."""

    heard: Heard
    words: str = ""


class Garble(Message, frozen=True, tag="garble"):
    """Lets scripted ears send what is no report."""


class Die(Message, frozen=True, tag="die"):
    """Ends the process of scripted ears."""


class End(Message, frozen=True, tag="end"):
    """Ends the job of scripted ears."""


class ScriptedEars(Job[MicrophoneOrder]):
    """Ears that hear what the test sends them. Asked to listen, they hear the words "paint me a cat"."""

    orders: Orders = (MicrophoneOrder,)
    inputs: Orders = (ListenNow, EndOfSpeech, DropUtterance, WaitLonger, SelfTestNow, Watch, Say, Garble, Die, End)

    def __init__(self, section: Mapping[str, Any]) -> None:
        pass

    def load(self) -> Ready:
        return Ready("scripted")

    def run(self, _order: MicrophoneOrder, _payload: bytes, context: JobContext, /) -> AllHeard:
        context.send(SourceOpened("a microphone"))
        while True:
            match context.receive():
                case None:
                    _tick()
                case Say(heard, words):
                    context.send(heard, words.encode())
                case Garble():
                    context.send(Garble())
                case ListenNow():
                    context.send(Utterance(16000, "ended", 2.0, 3.0), b"paint me a cat")
                case SelfTestNow():
                    context.send(SelfTested(True, "jarvis", 0.97))
                case Die():
                    _die()
                case End():
                    return AllHeard(1.0, 0)


class Tape(Job[RecordingOrder]):
    """Ears that hear a text file: a line is an utterance after a wake word, an empty one a wake word alone.

    The line "die" kills them. The wake word before a line that begins with "doubt: " is not sure.
    """

    orders: Orders = (RecordingOrder,)

    def __init__(self, section: Mapping[str, Any]) -> None:
        pass

    def load(self) -> Ready:
        return Ready("tape")

    def run(self, order: RecordingOrder, _payload: bytes, context: JobContext, /) -> AllHeard:
        try:
            lines = Path(order.path).read_text().splitlines()
        except FileNotFoundError as error:
            raise BadRecording("There is no such file") from error
        for number, line in enumerate(lines):
            if line == "die":
                _die()
            words = line.removeprefix("doubt: ")
            context.send(Woke("jarvis", 0.6, words == line, False, float(number), 0.0))
            if words:
                context.send(Utterance(16000, "ended", 0.0, number + 0.5), words.encode())
            else:
                context.send(NobodySpoke())
        return AllHeard(float(len(lines)), len(lines))
