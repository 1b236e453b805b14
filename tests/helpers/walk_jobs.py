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
from pathlib import Path
from typing import Any

from assistant.core.errors import BadRecording, NothingHeard
from assistant.core.jobs import JobContext
from assistant.core.wire import Message

TICK_S = 0.01


def _for_ever() -> None:
    threading.Event().wait()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _tick() -> None:
    threading.Event().wait(TICK_S)


class Speller:
    """A transcriber: `die: …`, `hang: …`, `nothing: …`, `gate: …` (waits for the gate), or plain words.

    `draft die: …` and so on do so only where the order is `partial`. A wake word is said where the words begin with
    it: "jarvis, paint me a fox". Each order is noted in a file beside the gate.
    """

    def __init__(self, section: dict[str, Any]) -> None:
        self._gate = Path(section["gate"])
        self._orders = self._gate.with_name("orders")

    def load(self) -> dict[str, Any]:
        return {"name": "speller"}

    def run(self, order: Message, context: JobContext) -> Message:
        with self._orders.open("a") as orders:
            orders.write(json.dumps(order.data) + "\n")
        before, colon, after = order.payload.decode().partition(": ")
        manner = before if colon else ""
        if manner.startswith("draft "):
            manner = manner.removeprefix("draft ") if order.data["partial"] else ""
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
        check = order.data["check"]
        said = words.startswith(f"{check}, ") if check else None
        words = words.removeprefix(f"{check}, ")
        return Message("result", {"text": words, "language": "en", "confidence": 0.9, "segments": [], "said": said})


class SmallPainter:
    """A painter: draws what is unfinished in the colour of its seed.

    Else it waits for the gate after its first picture of something `slow`; `stalls`, `crashes` there too.
    """

    def __init__(self, section: dict[str, Any]) -> None:
        self._gate = Path(section["gate"])

    def load(self) -> dict[str, Any]:
        return {"name": "small", "pid": os.getpid()}

    def run(self, order: Message, context: JobContext) -> Message:
        subject, count, seed = order.data["subject"], order.data["count"], order.data["seed"]
        if order.data.get("unfinished"):
            size = {"index": 0, "width_px": 1, "height_px": 1}
            context.send(Message("progress", {"done": 0, "total": 1, "preview": size}, seed.to_bytes(4, "big")[1:]))
            if "crashing" in subject:
                _die()
            return Message("result", {"painter": "small", "version": "1", "count": 0})
        for index in range(count):
            context.send(Message("progress", {"done": index, "total": count}))
            size = {"index": index, "width_px": 8, "height_px": 8, "seed": seed + index}
            context.send(Message("picture", size, small_png(seed + index)))
            if "stalling" in subject:
                _for_ever()
            if "crashing" in subject:
                _die()
            while "slow" in subject and not self._gate.exists():
                context.send(Message("progress", {"done": index, "total": count}))
                _tick()
        return Message("result", {"painter": "small", "version": "1", "count": count})


def small_png(seed: int) -> bytes:
    """An 8 × 8 PNG of one colour."""
    row = b"\0" + seed.to_bytes(4, "big")[1:] * 8
    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(row * 8)), (b"IEND", b""))
    framed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)


class ScriptedEars:
    """Ears that hear what the test tells them: `{say: {what, …}, words}`, or `{do: die | end}`.

    Told to listen, they hear the words "paint me a cat".
    """

    def __init__(self, section: dict[str, Any]) -> None:
        pass

    def load(self) -> dict[str, Any]:
        return {"name": "scripted"}

    def run(self, order: Message, context: JobContext) -> Message:
        context.send(Message("heard", {"what": "open", "device": "a microphone"}))
        while True:
            told = context.told()
            if told is not None and "say" in told:
                context.send(Message("heard", told["say"], str(told.get("words", "")).encode()))
                continue
            match told:
                case None:
                    _tick()
                case {"do": "listen"}:
                    context.send(Message("heard", {"what": "utterance", "rate_hz": 16000}, b"paint me a cat"))
                case {"do": "self_test"}:
                    context.send(
                        Message("heard", {"what": "self_test", "heard": True, "word": "jarvis", "score": 0.97})
                    )
                case {"do": "die"}:
                    _die()
                case {"do": "end"}:
                    return Message("result", {"heard_s": 1.0, "wakes": 0})


class Tape:
    """Ears that hear a text file: a line is an utterance after a wake word, an empty one a wake word alone.

    The line "die" kills them. The wake word before a line that begins with "doubt: " is not sure.
    """

    def __init__(self, section: dict[str, Any]) -> None:
        pass

    def load(self) -> dict[str, Any]:
        return {"name": "tape"}

    def run(self, order: Message, context: JobContext) -> Message:
        try:
            lines = Path(order.data["path"]).read_text().splitlines()
        except FileNotFoundError as error:
            raise BadRecording("There is no such file") from error
        for number, line in enumerate(lines):
            if line == "die":
                _die()
            words = line.removeprefix("doubt: ")
            woke = {
                "what": "woke",
                "word": "jarvis",
                "score": 0.6,
                "sure": words == line,
                "at": float(number),
                "at_s": 0.0,
            }
            context.send(Message("heard", woke))
            if words:
                data = {"what": "utterance", "rate_hz": 16000, "speech_end": number + 0.5}
                context.send(Message("heard", data, words.encode()))
            else:
                context.send(Message("heard", {"what": "nobody_spoke"}))
        return Message("result", {"heard_s": float(len(lines)), "wakes": len(lines)})
