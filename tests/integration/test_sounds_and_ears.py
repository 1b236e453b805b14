"""Our own chime in our own microphone: it wakes nobody, spoils no words, and keeps no utterance open. Real ears."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from helpers import sounds
from helpers.ears_at_work import EarsAtWork

from assistant.core.messages.ears_messages import FramesScored, NearMiss, NobodySpoke, RecordingOrder, Utterance, Woke
from assistant.core.request import Audio, TranscriptionJob
from assistant.hearing.audio.blocks import BLOCK_S
from assistant.hearing.job import EarsJob
from assistant.settings.schema import TranscriberSettings
from assistant.transcribing.whisper.whisper_transcriber import WhisperTranscriber
from bench.chimes import Samples, chime, chime_at, mixed, with_pause

Hear = Callable[[Samples], EarsAtWork]


@pytest.fixture(scope="module")
def job() -> EarsJob:
    made = EarsJob({})
    made.load()
    return made


@pytest.fixture
def hear(job: EarsJob, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hear:
    """Hears samples as fast as it can, and tells a level for each block."""
    monkeypatch.setattr("assistant.hearing.listener.LEVEL_EVERY_S", 0.0)

    def listen(samples: Samples) -> EarsAtWork:
        path = sounds.write_wav(tmp_path / "heard.wav", samples)
        with EarsAtWork(job, RecordingOrder(str(path))) as ears:
            ears.join()
        return ears

    return listen


def test_chimes_alone_wake_nobody(hear: Hear) -> None:
    """Each chime six times, at its own loudness and twice that, in a quiet room and in a noisy one."""
    pieces: list[Samples] = []
    for number, level_db in enumerate([0.0, 6.0] * 3):
        for name in ("wake", "done"):
            pieces.append(
                mixed(sounds.room(1.3, level=[6.0, 300.0][number % 3 == 0], seed=number), 0.4, chime(name), level_db)
            )
    ears = hear(np.concatenate(pieces))
    assert ears.of(Woke) == ears.of(NearMiss) == []
    assert max(message.score for message in ears.of(FramesScored)) < 0.2


@pytest.mark.parametrize("level_db", [0.0, 6.0])
def test_a_chime_is_not_taken_for_the_answer_of_one_who_says_nothing(hear: Hear, level_db: float) -> None:
    call = np.concatenate([sounds.room(1.0), sounds.samples_of(sounds.PEOPLE[0]), sounds.room(8.0, seed=3)])
    at_s = chime_at(hear(call).reports.messages)
    assert at_s is not None
    assert 2.0 < at_s < 3.5
    ears = hear(mixed(call, at_s, chime(), level_db))
    assert len(ears.of(Woke)) == 1
    assert ears.of(NobodySpoke)
    assert not ears.of(Utterance)


@pytest.mark.parametrize("path", [sounds.PAUSE, sounds.HEY_RUN_ON], ids=["with a pause", "in one breath"])
def test_who_goes_on_speaking_hears_no_chime(hear: Hear, path: Path) -> None:
    ears = hear(sounds.samples_of(path))
    assert [woke.unlikely for woke in ears.of(Woke)] == [False]
    assert chime_at(ears.reports.messages) is None


def test_words_after_a_chime_are_understood_and_end_when_they_end(hear: Hear) -> None:
    """Who waits for a sign and begins while it sounds: the chime 12 dB below its own loudness."""
    samples = with_pause(sounds.samples_of(sounds.PAUSE), sounds.PAUSE_WAKE_END_S, 0.5)
    samples = np.concatenate([samples, sounds.room(2.0)])
    alone = hear(samples)
    at_s = chime_at(alone.reports.messages)
    assert at_s is not None
    ears = hear(mixed(samples, at_s, chime(), -12))
    assert len(ears.of(Woke)) == 1
    utterances = [told.of(Utterance)[0] for told in (alone, ears)]
    audios = [Audio(told.reports.payload_of(told.of(Utterance)[0])) for told in (alone, ears)]
    ends = [heard.at_s + audio.seconds for heard, audio in zip(utterances, audios, strict=True)]
    assert ends[1] - ends[0] <= BLOCK_S
    whisper = WhisperTranscriber(TranscriberSettings())
    whisper.load()
    texts = [whisper.transcribe(TranscriptionJob(audio), lambda _: None).text.lower() for audio in audios]
    words = [text.replace(",", "") for text in texts]
    assert "spider-man eating ramen on a rooftop" in words[1]
    assert words[1] == words[0]
