"""Hears a recording as the microphone is heard: an ears process of its own gets a file in place of the microphone.

The requests of one recording are fulfilled one after the other, as they were spoken.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from assistant.core.messages.ears_messages import AllHeard, Heard, RecordingOrder
from assistant.core.request import Audio, SpokenRequest
from assistant.listening.supervisor import STALLED_AFTER_S
from assistant.listening.utterances import OnUtterance, SendToEars, UtteranceTracker
from assistant.pipeline.conductor import Conductor
from assistant.pipeline.request_store import until_ended
from assistant.workers.handle import WorkerHandle

Utterance = tuple[SpokenRequest, Audio, float | None]


class Recordings:
    """Plays sound files to ears.

    Args:
        conductor: Fulfils the requests.
        new_ears: Makes an ears process, not yet started.
        new_tracker: Makes a tracker that opens requests of origin "file" and passes whole utterances to its argument.
    """

    def __init__(
        self,
        conductor: Conductor,
        new_ears: Callable[[], WorkerHandle],
        new_tracker: Callable[[OnUtterance], UtteranceTracker],
    ) -> None:
        self._conductor = conductor
        self._new_ears = new_ears
        self._new_tracker = new_tracker

    async def hear(
        self, path: Path, *, realtime: bool, on_end: Callable[[AllHeard], object]
    ) -> AsyncIterator[SpokenRequest]:
        """Yield each request of the recording when it has ended. A call that the transcript refuted is no request.

        Args:
            path: A sound file.
            realtime: Play at the speed of speech, for a person who watches; else as fast as the ears can.
            on_end: Called when the whole file has been heard.

        Raises:
            BadRecording: The file holds no readable audio.
            WorkerError: The ears failed.
        """
        utterances: asyncio.Queue[Utterance | None] = asyncio.Queue()
        ears = self._new_ears()
        # A file that is heard as fast as possible is over before anything could be sent to its ears.
        send: SendToEars | None = ears.send if realtime else None
        tracker = self._new_tracker(lambda *utterance: utterances.put_nowait(utterance))

        def on_heard(heard: Heard, samples: bytes) -> None:
            tracker.on_heard(heard, samples, send)

        try:
            await ears.start()
            order = RecordingOrder(str(path), realtime)
            listening = asyncio.create_task(ears.run(order, on_heard, STALLED_AFTER_S))
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
            tracker.drop()
            while not utterances.empty():
                if (left := utterances.get_nowait()) is not None:
                    self._conductor.drop(left[0], "stopped")
            await ears.stop()
