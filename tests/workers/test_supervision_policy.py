"""When a crashed worker is started again, by a clock that the test turns."""

from __future__ import annotations

from assistant.workers.supervision_policy import Backoff, RestartPolicy


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_delay_doubles_up_to_its_longest() -> None:
    clock = Clock()
    backoff = Backoff(RestartPolicy(clock=clock, crashes=100))
    assert [backoff.crashed() for _ in range(9)] == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


def test_a_stable_time_lets_the_delay_begin_anew() -> None:
    clock = Clock()
    backoff = Backoff(RestartPolicy(clock=clock))
    backoff.crashed()
    backoff.ready()
    clock.now += 59
    assert backoff.crashed() == 1
    backoff.ready()
    clock.now += 60
    assert backoff.crashed() == 0.5


def test_time_spent_dead_is_no_stable_time() -> None:
    clock = Clock()
    backoff = Backoff(RestartPolicy(clock=clock))
    backoff.ready()
    backoff.crashed()
    clock.now += 300
    assert backoff.crashed() == 1


def test_five_crashes_in_the_window_bar_it_until_the_first_is_out_of_it() -> None:
    clock = Clock()
    backoff = Backoff(RestartPolicy(clock=clock))
    for _ in range(4):
        backoff.crashed()
        clock.now += 60
    assert backoff.barred_s == 0
    backoff.crashed()
    assert backoff.barred_s == 600 - 240
    clock.now += 361
    assert backoff.barred_s == 0
    backoff.crashed()
    assert backoff.barred_s == 59, "the second crash, a minute after the first, is the oldest of five now"


def test_slow_crashes_never_bar_it() -> None:
    clock = Clock()
    backoff = Backoff(RestartPolicy(clock=clock))
    for _ in range(50):
        backoff.crashed()
        assert backoff.barred_s == 0
        clock.now += 151


def test_forgiven_crashes_are_forgotten() -> None:
    backoff = Backoff(RestartPolicy(clock=Clock()))
    for _ in range(5):
        backoff.crashed()
    backoff.forgive()
    assert backoff.barred_s == 0
    assert backoff.crashed() == 0.5
