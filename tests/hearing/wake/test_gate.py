"""The gate spares the detector silence and loses nothing of speech."""

import numpy as np
import pytest
from helpers import sounds

from assistant.hearing.audio.blocks import BLOCK_S
from assistant.hearing.wake.gate import SpeechGate
from assistant.hearing.wake.streaming_detector import CONTEXT_BLOCKS, OpenWakeWordDetector
from assistant.settings.schema import WakeSettings


@pytest.fixture(scope="module")
def detector() -> OpenWakeWordDetector:
    return OpenWakeWordDetector(WakeSettings())


def test_silence_and_a_quiet_room_are_held_back() -> None:
    gate = SpeechGate(2, CONTEXT_BLOCKS)
    for block in sounds.blocks(np.concatenate((np.zeros(16_000, np.int16), sounds.room(10)))):
        assert gate.admit(block) == []


def test_speech_goes_through_with_what_came_before_it() -> None:
    gate = SpeechGate(2, context_blocks=5)
    spoken = sounds.blocks_of(sounds.PAUSE, trailing_s=3)
    quiet = sounds.blocks(sounds.room(2))
    sent = [gate.admit(block) for block in quiet + spoken]
    opening = next(number for number, due in enumerate(sent) if due)
    assert sent[opening] == (quiet + spoken)[opening - 5 : opening + 1]
    assert sent[opening + 1] == [(quiet + spoken)[opening + 1]]
    assert sent[-1] == []


def test_a_short_pause_loses_no_block_and_a_long_one_is_told() -> None:
    speech = sounds.blocks_of(sounds.PAUSE, trailing_s=0)[6:40]
    for pause_s, gap in ((1.6, False), (8.0, True)):
        gate = SpeechGate(2, CONTEXT_BLOCKS)
        stream = speech + sounds.blocks(sounds.room(pause_s)) + speech
        handed: list[bytes] = []
        gaps = 0
        for block in stream:
            handed += gate.admit(block)
            gaps += gate.after_gap
        assert gaps == gap
        if not gap:
            assert handed == stream[: len(handed)]
            assert len(handed) > len(stream) - 2 / BLOCK_S


@pytest.mark.parametrize("path", [sounds.HEY_RUN_ON, sounds.PAUSE, *sounds.PEOPLE], ids=lambda path: path.stem)
def test_every_score_is_the_one_without_a_gate(path, detector: OpenWakeWordDetector) -> None:
    stream = sounds.blocks(sounds.room(9)) + sounds.blocks_of(path) + sounds.blocks(sounds.room(6, seed=1))
    stream += sounds.blocks_of(path)
    detector.reset()
    ungated = [detector.score(block) for block in stream]
    gate = SpeechGate(2, CONTEXT_BLOCKS)
    detector.reset()
    gated: dict[int, float] = {}
    scored = 0
    for number, block in enumerate(stream):
        due = gate.admit(block)
        if gate.after_gap:
            detector.reset()
        for waiting in due:
            gated[number] = detector.score(waiting)
            scored += 1
    assert scored < len(stream)
    assert max(gated.values()) >= 1 - WakeSettings().sensitivity
    for number, score in gated.items():
        assert score == pytest.approx(ungated[number], abs=1e-6)
    missed = [score for number, score in enumerate(ungated) if number not in gated]
    assert max(missed) < 1 - WakeSettings().sensitivity
