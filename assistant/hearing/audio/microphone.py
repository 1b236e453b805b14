"""Reads the microphone through PortAudio's blocking calls, and notices lost sound. The only home of pyaudio.

`python -m assistant.hearing.audio.microphone` prints the microphones as JSON. It is a process of its own because
PortAudio may hang or crash where the sound system is broken.

The module never picks a device by its number (numbers change when a device is plugged in), never records what a
loudspeaker plays, and never retries: after a failure the caller makes a new `Microphone`, because PortAudio keeps its
list of devices until it is terminated.
"""

from __future__ import annotations

import json
import logging
import math
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from assistant.core.errors import MicrophoneGone
from assistant.hearing.audio.blocks import RATE_HZ, BlockConverter
from assistant.hearing.audio.sound_server import (
    alsa_silenced,
    choose_source,
    client_settings,
    default_source,
    server_sources,
)

MIN_GAP_S = 0.3
"""A stream has lost sound when it is behind by this much more than at the last read that waited: more than a busy
machine delays two reads in a row."""
WAITED_SHARE = 0.5
"""A read waited for fresh sound when it took more than this share of the time that its sound lasts."""


log = logging.getLogger(__name__)
READ_MS = 80
"""Sound of one read while somebody may be speaking: one block."""
LONG_READ_MS = 320
"""Sound of one read while nobody speaks. A call lasts longer than this, so it is recognised no later."""
MAX_CHANNELS = 8
"""Maximum number of channels that are opened: ALSA's plug-in devices claim 32 or 128."""
_INT16 = 8  # paInt16 of portaudio.h
_OVERFLOWED = -9981  # paInputOverflowed: sound came in faster than it was read, and some of it is lost
_SERVER_DEVICE_NAMES = ("pulse", "default", "pipewire")
"""PortAudio's names for the whole sound server."""


def clock() -> float:
    """Returns seconds that also pass while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class GapDetector:
    """Detects by the clock alone that sound was lost between two reads of a stream.

    A read that comes late proves nothing: the sound server keeps seconds of sound, and the next reads catch up without
    waiting. Sound was lost when reads wait for fresh sound again and the stream is still further behind the clock than
    before. That holds for a suspended machine, a stopped process, a server that dropped sound, and for clocks that
    drift.
    """

    def __init__(self) -> None:
        self._behind_s = math.inf
        self._read_s = 0.0
        self._suspected = False

    def gap_before(self, started: float, ended: float, sound_s: float) -> bool:
        """Returns whether sound was lost before this read, or before the previous one.

        Args:
            started: When the read began, in seconds of `clock`.
            ended: When the read was done, in seconds of `clock`.
            sound_s: Seconds of sound that the read delivered.
        """
        self._read_s += sound_s
        if ended - started < WAITED_SHARE * sound_s:
            return False  # there was buffered sound: the lag of the stream shows only when that is used up
        behind_s = ended - self._read_s
        if behind_s - self._behind_s <= MIN_GAP_S:
            self._behind_s, self._suspected = behind_s, False
            return False
        if not self._suspected:  # this read itself may have ended late, with more sound in the buffer
            self._suspected = True
            return False
        self._behind_s, self._suspected = behind_s, False
        return True


@dataclass(frozen=True, slots=True)
class Device:
    """Describes a microphone that can be named in the settings."""

    name: str
    rate_hz: int
    channels: int
    is_default: bool


class Microphone:
    """Reads an open microphone; a `with` statement opens and closes it. Opening and reading block.

    Args:
        device: Part of a name from `list_devices`, in any case; or "default".
        formats: (rate in Hz, channels) to try first, in this order; the device's own formats follow.

    Raises:
        MicrophoneGone: On entering, there is no such microphone.
    """

    def __init__(self, device: str = "default", formats: tuple[tuple[int, int], ...] = ((RATE_HZ, 1),)) -> None:
        self.name = device
        self._device = device
        self._formats = formats
        self._audio: Any = None
        self._stream: Any = None
        self._rate_hz = self._channels = 0
        self._default_at_open: str | None = None
        self.after_gap = False
        """Whether sound was lost before the last block."""
        self._read_ms = READ_MS

    def __enter__(self) -> Microphone:
        try:
            self._open()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        with alsa_silenced():
            if self._stream is not None:
                try:
                    self._stream.close()
                except OSError as failure:
                    log.debug("closing a lost microphone: %s", failure)
            if self._audio is not None:
                self._audio.terminate()
        self._stream = self._audio = None

    def use_long_reads(self, enabled: bool) -> None:
        """Sets whether the next read waits for four blocks at once, which is less work while nobody speaks."""
        self._read_ms = LONG_READ_MS if enabled else READ_MS

    def blocks(self) -> Iterator[bytes]:
        """Yields blocks of 80 ms at 16 kHz mono; ends only after an overflow, with which PyAudio closes the stream.

        Raises:
            MicrophoneGone: The microphone was unplugged, or the sound server ended. A suspended server raises nothing:
                the read waits as long as it is suspended.
        """
        converted, gaps = BlockConverter(self._rate_hz, self._channels), GapDetector()
        while True:
            read_ms = self._read_ms
            started = clock()
            try:
                portion: bytes = self._stream.read(self._rate_hz * read_ms // 1000, exception_on_overflow=True)
            except OSError as failure:
                if failure.args[:1] == (_OVERFLOWED,):
                    log.warning('sound of "%s" came in faster than it was heard', self.name)
                    return
                raise MicrophoneGone(
                    f'The microphone "{self.name}" stopped',
                    "Plug it in again, or start the sound server; Jarvis goes on trying.",
                ) from failure
            if gaps.gap_before(started, clock(), read_ms / 1000):
                log.warning('sound of "%s" was lost', self.name)
                converted = BlockConverter(self._rate_hz, self._channels)
                self.after_gap = True
            for block in converted.feed(portion):
                yield block
                self.after_gap = False

    @property
    def default_changed(self) -> bool:
        """Returns whether the sound server's default source has changed since this microphone was opened. Blocks for 10
        ms."""
        return self._default_at_open is not None and default_source() not in (None, self._default_at_open)

    def _open(self) -> None:
        sources = server_sources()
        wanted = choose_source(self._device, sources) if sources is not None else None
        chosen: str | None = None
        if wanted is not None:
            self.name = wanted.description
            if self._device == "default":
                self._default_at_open = wanted.name
            else:
                chosen = wanted.name
        for server_only in (True, False)[wanted is None :]:
            with client_settings(chosen, server_only), alsa_silenced():
                self._audio = _port_audio()
                if server_only and not _inputs(self._audio):
                    self._audio.terminate()  # only this machine's own ALSA configuration leads to the server
                    continue
                info = self._device_info(wanted is not None)
                self._open_stream(info)
                break
        if wanted is None:
            self.name = str(info["name"])
        log.info('listening to "%s" at %d Hz, %d channel(s)', self.name, self._rate_hz, self._channels)

    def _device_info(self, on_server: bool) -> dict[str, Any]:
        inputs = _inputs(self._audio)
        if on_server:
            for name in _SERVER_DEVICE_NAMES:
                for info in inputs:
                    if info["name"] == name:
                        return info
            raise MicrophoneGone(
                "Sound from the sound server cannot be read", "Install libasound2-plugins: it connects the two."
            )
        if self._device == "default":
            try:
                return dict(self._audio.get_default_input_device_info())
            except OSError as failure:
                raise MicrophoneGone("There is no microphone", "Plug one in; Jarvis goes on looking.") from failure
        wanted = self._device.casefold()
        matching = [info for info in inputs if wanted in str(info["name"]).casefold()]
        if not matching:
            raise MicrophoneGone(
                f'There is no microphone named "{self._device}"', "`jarvis devices` lists the names that there are."
            )
        return min(matching, key=lambda info: len(str(info["name"])))

    def _open_stream(self, info: dict[str, Any]) -> None:
        rate, most = round(info["defaultSampleRate"]), int(info["maxInputChannels"])
        formats = dict.fromkeys([*self._formats, (rate, 1), (rate, min(most, 2)), (rate, min(most, MAX_CHANNELS))])
        failure: Exception | None = None
        for self._rate_hz, self._channels in formats:
            try:
                self._stream = self._audio.open(
                    rate=self._rate_hz,
                    channels=self._channels,
                    format=_INT16,
                    input=True,
                    input_device_index=info["index"],
                    frames_per_buffer=self._rate_hz * READ_MS // 1000,
                )
            except (OSError, ValueError) as error:
                failure = error
            else:
                return
        raise MicrophoneGone(
            f'The microphone "{info["name"]}" cannot be opened',
            "Another program may hold it. Close that, or choose another one: `jarvis devices`.",
        ) from failure


def list_devices() -> list[Device]:
    """Returns every microphone by name. Blocks, and may hang in PortAudio: call it in a process of its own.

    The sound server's sources come first, without the monitors of loudspeakers; then what PortAudio finds beside the
    server.

    Raises:
        MicrophoneGone: PortAudio itself is not installed.
    """
    sources = server_sources()
    on_server = [
        Device(source.description, source.rate_hz, source.channels, source.is_default)
        for source in sources or ()
        if not source.is_monitor
    ]
    with alsa_silenced():
        audio = _port_audio()
        try:
            inputs = _inputs(audio)
            default = audio.get_default_input_device_info()["name"] if inputs else None
        except OSError:
            default = None
        finally:
            audio.terminate()
    beside = [
        Device(
            str(info["name"]),
            round(info["defaultSampleRate"]),
            int(info["maxInputChannels"]),
            sources is None and info["name"] == default,
        )
        for info in inputs
        if sources is None or info["name"] not in _SERVER_DEVICE_NAMES
    ]
    return on_server + beside


def _inputs(audio: Any) -> list[dict[str, Any]]:
    every = [dict(audio.get_device_info_by_index(index)) for index in range(audio.get_device_count())]
    return [info for info in every if info["maxInputChannels"] > 0 and "monitor" not in str(info["name"]).casefold()]


def _port_audio() -> Any:
    os.environ.setdefault("JACK_NO_START_SERVER", "1")  # PortAudio would otherwise start one to look for microphones
    try:
        import pyaudio
    except ImportError as failure:
        raise MicrophoneGone(
            "The sound library PortAudio is not installed", "Install it: sudo apt-get install libportaudio2"
        ) from failure
    return pyaudio.PyAudio()


if __name__ == "__main__":
    try:
        print(json.dumps([asdict(device) for device in list_devices()]))  # noqa: T201
    except MicrophoneGone as gone:
        print(json.dumps(gone.to_wire()), file=sys.stderr)  # noqa: T201
        sys.exit(1)
