"""Hears a recording through the very same walk: an ears process of its own with a file in place of the microphone.

Runs on the daemon's loop. The requests of one recording are fulfilled one after the other, as they were spoken.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from assistant.core.messages.ears_messages import AllHeard, RecordingOrder
from assistant.core.request import Audio, SpokenRequest
from assistant.listening.supervisor import STALLED_AFTER_S
from assistant.listening.utterances import Hearings, SendToEars, Whole
from assistant.pipeline.conductor import Conductor
from assistant.pipeline.request_store import until_ended
from assistant.workers.handle import WorkerHandle

Utterance = tuple[SpokenRequest, Audio, float | None]


class Recordings:
    """Plays files to ears.

    Args:
        conductor: Fulfils the requests.
        new_ears: Makes a fresh ears process, not yet started.
        new_hearings: Makes the listener that opens requests of origin "file" and passes whole utterances on; the
            second argument reaches the ears of this recording.
    """

    def __init__(
        self,
        conductor: Conductor,
        new_ears: Callable[[], WorkerHandle],
        new_hearings: Callable[[Whole, SendToEars | None], Hearings],
    ) -> None:
        self._conductor = conductor
        self._new_ears = new_ears
        self._new_hearings = new_hearings

    async def hear(
        self, path: Path, *, realtime: bool, on_end: Callable[[AllHeard], object]
    ) -> AsyncIterator[SpokenRequest]:
        """Every request of the recording, each when it has ended. A call that its words refused is none.

        Args:
            path: A sound file.
            realtime: Play at the speed of speech, for a person who watches; else as fast as the ears can.
            on_end: Called when the file is heard.

        Raises:
            BadRecording: The file holds no readable audio.
            WorkerError: The ears failed.
        """
        utterances: asyncio.Queue[Utterance | None] = asyncio.Queue()
        ears = self._new_ears()
        # A file that is heard as fast as possible is over before anything could be sent to its ears.
        send = ears.send if realtime else None
        hearings = self._new_hearings(lambda *utterance: utterances.put_nowait(utterance), send)
        try:
            await ears.start()
            order = RecordingOrder(str(path), realtime)
            listening = asyncio.create_task(ears.run(order, hearings.on_heard, STALLED_AFTER_S))
            listening.add_done_callback(lambda _: utterances.put_nowait(None))
            try:
                while (utterance := await utterances.get()) is not None:
                    if utterance[0].stage.is_live:  # Somebody may have said "stop" while it waited.
                        await until_ended(self._conductor.heard(*utterance))
                    if utterance[0].doubt is None:
                        yield utterance[0]
                on_end(await listening)
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)
        finally:
            hearings.drop()
            while not utterances.empty():
                if (left := utterances.get_nowait()) is not None:
                    self._conductor.drop(left[0], "stopped")
            await ears.stop()
