"""Flat, stuck and overdriven signals are faults; a quiet room is none."""

import itertools
import time

import numpy as np
import pytest
from helpers import sounds

from assistant.hearing.audio.blocks import BLOCK_S, BLOCK_SAMPLES, RATE_HZ, SILENCE
from assistant.hearing.audio.signal_check import (
    FLAT_S,
    GATED_FLAT_S,
    OVERDRIVEN_S,
    REPEATED_S,
    SignalCheck,
    SignalFault,
)

_seeds = itertools.count()


def room(blocks: int) -> list[bytes]:
    """Returns seconds of a room, never the same twice."""
    return sounds.blocks(sounds.room(blocks * BLOCK_S, 40, seed=next(_seeds)))


def dither(seconds: float, share: float, seed: int = 3) -> list[bytes]:
    """Returns a very quiet room: the last bit moves in this share of the samples."""
    chances = np.random.default_rng(seed).random(round(seconds * RATE_HZ))
    return sounds.blocks((chances < share / 2).astype(np.int16) - (chances > 1 - share / 2).astype(np.int16))


def flat(seconds: float, value: int = 0) -> list[bytes]:
    return [np.full(BLOCK_SAMPLES, value, np.int16).tobytes()] * round(seconds / BLOCK_S)


def told(check: SignalCheck, blocks: list[bytes]) -> list[SignalFault]:
    return [fault for block in blocks if (fault := check.push(block)) is not None]


@pytest.mark.parametrize(
    "blocks",
    [
        room(250),
        dither(20, 0.9),
        dither(20, 0.01),
        dither(20, 0.002),
        sounds.blocks(sounds.room(20, 0.4)),
        sounds.blocks(sounds.room(10, 6) - 900),
        sounds.blocks_of(sounds.PAUSE),
        sounds.blocks(sounds.tone(10, 997) + sounds.room(10, 2)),
        list(itertools.chain(*(room(5) + [SILENCE] * 20 for _ in range(12)))),
    ],
    ids=["room", "dither", "rare dither", "rarer dither", "rounded", "offset", "speech", "tone", "gated"],
)
def test_what_a_working_microphone_delivers_is_no_trouble(blocks: list[bytes]) -> None:
    check = SignalCheck()
    assert told(check, blocks) == []
    assert check.fault is None


@pytest.mark.parametrize(
    ("value", "fault"), [(0, SignalFault.SILENT), (-1, SignalFault.STUCK), (12_000, SignalFault.STUCK)]
)
def test_one_value_for_long_is_told_once_until_there_is_sound(value: int, fault: SignalFault) -> None:
    check = SignalCheck()
    assert told(check, room(20) + flat(FLAT_S - 2 * BLOCK_S, value)) == []
    assert told(check, flat(60, value)) == [fault]
    assert check.fault is fault
    assert told(check, room(1)) == []
    assert check.fault is None
    assert told(check, flat(FLAT_S + BLOCK_S, value)) == [fault]


def test_a_microphone_that_suppresses_noise_may_be_still_for_minutes_but_not_for_ever() -> None:
    check = SignalCheck()
    assert told(check, room(10) + flat(1) + room(10) + flat(1) + room(10)) == []
    assert told(check, flat(GATED_FLAT_S - 1)) == []
    assert told(check, flat(2)) == [SignalFault.SILENT]
    assert told(check, room(3) + flat(GATED_FLAT_S - 1)) == []


@pytest.mark.parametrize("period", [BLOCK_SAMPLES, 1024, 4000, 256])
def test_a_buffer_that_plays_in_a_loop_is_stuck(period: int) -> None:
    loop = sounds.samples_of(sounds.PAUSE)[RATE_HZ : RATE_HZ + period]
    looped = sounds.blocks(np.tile(loop, 30 * RATE_HZ // period))
    check = SignalCheck()
    assert told(check, room(20) + looped) == [SignalFault.STUCK]
    assert told(check, room(50)) == []
    assert check.fault is None


def test_bits_that_hang_are_stuck() -> None:
    hanging = np.random.default_rng(1).choice(np.array([-256, 0, 256], np.int16), round((REPEATED_S + 2) * RATE_HZ))
    assert told(SignalCheck(), sounds.blocks(hanging)) == [SignalFault.STUCK]


def test_speech_that_is_cut_off_at_full_scale_for_long_is_overdriven_and_recovers() -> None:
    speech = np.tile(sounds.samples_of(sounds.HEY_RUN_ON)[RATE_HZ // 2 : 4 * RATE_HZ], 8).astype(np.int32)
    loudest = int(np.abs(speech).max())
    check = SignalCheck()
    assert told(check, sounds.blocks((speech * 32767 // loudest).astype(np.int16))) == [], "loud, not cut off"
    overdriven = sounds.blocks(np.clip(speech * 40 * 32767 // loudest, -32768, 32767).astype(np.int16))
    assert told(check, overdriven[: round(OVERDRIVEN_S / BLOCK_S) - 1]) == []
    assert told(check, overdriven) == [SignalFault.OVERDRIVEN]
    assert told(check, room(300)) == []
    assert check.fault is None


def test_one_shout_is_no_trouble() -> None:
    shout = np.sign(sounds.tone(4, 300)).astype(np.int16) * 32767
    assert told(SignalCheck(), sounds.blocks(shout) + room(200)) == []


@pytest.mark.parametrize("fault", SignalFault)
def test_each_trouble_names_the_microphone_and_what_to_do(fault: SignalFault) -> None:
    error = fault.error("Desk")
    assert '"Desk"' in error.title
    assert error.hint.endswith(".")
    assert error.code == "microphone_gone"


def test_judging_costs_next_to_nothing() -> None:
    check, blocks = SignalCheck(), room(1000)
    started = time.thread_time()
    for block in blocks:
        check.push(block)
    assert (time.thread_time() - started) / len(blocks) < 0.002 * BLOCK_S
