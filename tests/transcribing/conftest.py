"""Provides one loaded recogniser for all tests of transcribing, and the recordings that it hears."""

from pathlib import Path

import numpy as np
import pytest
from faster_whisper.audio import decode_audio

from assistant.core.request import Audio
from assistant.settings.schema import TranscriberSettings
from assistant.transcribing.whisper.whisper_transcriber import WhisperTranscriber

SPEECH = Path(__file__).parent.parent / "data" / "speech"


def to_audio(samples: np.ndarray) -> Audio:
    """Returns samples −1 … 1 at 16 kHz as an utterance."""
    return Audio((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


@pytest.fixture(scope="session")
def whisper() -> WhisperTranscriber:
    transcriber = WhisperTranscriber(TranscriberSettings(threads=1))
    transcriber.load()
    return transcriber


@pytest.fixture(scope="session")
def botticelli() -> Audio:
    """Hey Jarvis, paint me an oil painting of Iron Man dancing in the countryside by Botticelli."""
    return to_audio(decode_audio(str(SPEECH / "botticelli.flac")))


@pytest.fixture(scope="session")
def coffee() -> Audio:
    """I'd like a dark roast double shot espresso with lots of whole milk."""
    return to_audio(decode_audio(str(SPEECH / "coffee.flac")))
