"""The daemon's view of the ears process: keeps it listening, and turns what it hears into requests.

Runs on the daemon's loop. The truth about hearing comes only from audio frames that were scored: no timer and no
ping counts as listening.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path

from assistant.conductor import Conductor
from assistant.core.errors import AssistantError, MicrophoneGone, WorkerUnavailable, from_wire
from assistant.core.events import Event, EventBus
from assistant.core.request import Audio, Origin, SpokenRequest
from assistant.core.wire import Message
from assistant.settings import HearingSettings
from assistant.workers.keeper import WorkerKeeper

log = logging.getLogger(__name__)

DEAF_AFTER_S = 2.0
"""Frames scored longer ago than this mean that nothing is heard."""
STALLED_AFTER_S = 8.0
"""Ears that say nothing for so long hang in the sound system: they are ended and started again."""
PAUSE_S = 0.5
RETRY_S = 60.0
"""An always-on daemon tries again by itself, also after the ears crashed too often, or lack their model."""


Whole = Callable[[SpokenRequest, Audio, float | None], object]
"""Gets a request whose utterance is whole, the audio, and when speech ended (monotonic s)."""


class Hearings:
    """Turns `heard` messages of one source into requests.

    Args:
        conductor: Opens requests, and fulfils them.
        bus: Told of levels.
        hearing: How long an utterance may take.
        origin: What the requests' origin is.
        whole: Gets each request when its utterance is whole, with the audio and when speech ended (monotonic s);
            None fulfils it at once.
    """

    def __init__(
        self,
        conductor: Conductor,
        bus: EventBus,
        hearing: HearingSettings,
        origin: Origin,
        whole: Whole | None = None,
    ) -> None:
        self._conductor = conductor
        self._bus = bus
        self._origin = origin
        self._whole = whole or conductor.heard
        self._deadline_s = hearing.max_utterance_s + hearing.no_speech_s + 5
        self._open: SpokenRequest | None = None
        self._deadline: asyncio.TimerHandle | None = None

    def woke(self, at: float | None, word: str) -> None:
        """A wake word, or a push to talk: open a request."""
        log.info("woke on %r", word)
        self.drop()
        self._open = self._conductor.open(self._origin, at)
        self._deadline = asyncio.get_running_loop().call_later(self._deadline_s, self.drop)

    def level(self, level: float, time_left: float) -> None:
        """How loud the voice is and how much time is left, for the screen."""
        if self._open is not None:
            data = {"request": self._open.id, "level": level, "time_left": time_left}
            self._bus.publish(Event("level", data, lossy=True))

    def utterance(self, message: Message) -> None:
        """The request's words are all spoken."""
        request = self._take()
        if request is not None:
            audio = Audio(message.payload, message.data["rate_hz"])
            self._whole(request, audio, message.data.get("speech_end"))

    def drop(self) -> None:
        """Nobody spoke, or the ears went away: the open request ends quietly."""
        request = self._take()
        if request is not None:
            self._conductor.drop(request)

    def _take(self) -> SpokenRequest | None:
        if self._deadline is not None:
            self._deadline.cancel()
        request, self._open, self._deadline = self._open, None, None
        return request if request is not None and request.stage.is_live else None

    def on_message(self, message: Message) -> None:
        """One `heard` message."""
        data = message.data
        match data.get("what"):
            case "woke":
                self.woke(data["at"], str(data["word"]))
            case "level":
                self.level(data["level"], data["time_left"])
            case "utterance":
                self.utterance(message)
            case "nobody_spoke":
                self.drop()


class Ears:
    """Keeps the microphone open while not muted.

    Args:
        keeper: Keeper of the ears' process.
        hearings: Where what was heard goes.
        bus: Told of a lost or silent microphone.
        muted_file: Stands on disk while muted, so that mute outlives a restart.
    """

    def __init__(self, keeper: WorkerKeeper, hearings: Hearings, bus: EventBus, muted_file: Path) -> None:
        self._keeper = keeper
        self._hearings = hearings
        self._bus = bus
        self._muted_file = muted_file
        self._task: asyncio.Task[None] | None = None
        self._scored_at: float | None = None
        self._silent = False
        self.device: str | None = None
        self.problem: AssistantError | None = None
        self.hearing = asyncio.Event()
        """Set once frames were scored for the first time."""
        self.changed = asyncio.Event()
        """Set whenever the ears' state may have changed; its waiter clears it."""

    @property
    def muted(self) -> bool:
        """Whether the microphone is closed because somebody said so."""
        return self._muted_file.exists()

    @property
    def frames_age_s(self) -> float | None:
        """Seconds since audio frames were last scored; None when none ever were."""
        return None if self._scored_at is None else time.monotonic() - self._scored_at

    @property
    def listening(self) -> bool:
        """Whether frames were scored in the last seconds. Nothing else counts."""
        age = self.frames_age_s
        return not self.muted and age is not None and age <= DEAF_AFTER_S

    def start(self) -> None:
        """Open the microphone, unless muted."""
        if not self.muted and self._task is None:
            self._task = asyncio.create_task(self._listen_for_ever(), name="ears")

    async def mute(self) -> None:
        """Close the device. It stays closed over restarts."""
        self._muted_file.parent.mkdir(parents=True, exist_ok=True)
        self._muted_file.touch()
        await self.close()
        self._changed()

    async def unmute(self) -> None:
        """Open the device again."""
        self._muted_file.unlink(missing_ok=True)
        self.start()
        self._changed()

    def listen_now(self) -> None:
        """Push to talk: an utterance without a wake word.

        Raises:
            MicrophoneGone: Muted, or nothing is heard.
        """
        if self.muted:
            raise MicrophoneGone("The microphone is muted", "Unmute it first: jarvis unmute.")
        if not self.listening:
            raise self.problem or MicrophoneGone("No sound comes in", "See what is wrong with `jarvis doctor`.")
        self._hearings.woke(None, "push to talk")
        self._keeper.tell({"do": "listen"})

    def drop(self) -> None:
        """Forget the utterance that is open."""
        self._keeper.tell({"do": "drop"})
        self._hearings.drop()

    async def close(self) -> None:
        """Close the microphone and end what was being heard."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._hearings.drop()
        self._scored_at, self.device, self.problem, self._silent = None, None, None, False

    async def _listen_for_ever(self) -> None:
        while True:
            try:
                await self._keeper.run(Message("job", {"source": "microphone"}), self._on_message, STALLED_AFTER_S)
                error: AssistantError = MicrophoneGone("The microphone was closed", "Jarvis opens it again.")
            except AssistantError as failure:
                error = failure
            except Exception:
                log.exception("what the ears said could not be taken in")
                error = AssistantError("Something went wrong in hearing", "Jarvis goes on listening.")
            self.device = None
            self._hearings.drop()
            self._trouble(error)
            await asyncio.sleep(RETRY_S if isinstance(error, WorkerUnavailable) else PAUSE_S)
            self._keeper.retry()

    def _on_message(self, message: Message) -> None:
        match message.data.get("what"):
            case "frames":
                self._scored_at = time.monotonic()
                if not self._silent or message.data.get("peak"):
                    self._silent, self.problem = False, None
                self.hearing.set()
                self._changed()
            case "open":
                self.device = message.data.get("device")
                log.info("the microphone is open")
                self._changed()
            case "gone" | "silent":
                self._silent = message.data["what"] == "silent"
                if not self._silent:
                    self.device = None
                    self._hearings.drop()
                self._trouble(from_wire(message.data))
            case _:
                self._hearings.on_message(message)

    def _trouble(self, error: AssistantError) -> None:
        if self.problem is None or self.problem.title != error.title:
            log.warning("%s", error)
            self._bus.publish(Event("notice", {**error.to_wire(), "level": "error"}))
        self.problem = error
        self._changed()

    def _changed(self) -> None:
        self.changed.set()
