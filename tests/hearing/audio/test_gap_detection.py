"""Lost sound is distinguished from late sound by the clock, over reads as a sound server answers them."""

import numpy as np
import pytest

from assistant.hearing.audio.microphone import MIN_GAP_S, GapDetector

READ_S = 0.08


class Server:
    """Receives sound by the clock and keeps it until it is read; `lose` throws some away."""

    def __init__(self, jitter_s: float = 0.0, drift: float = 0.0) -> None:
        self.now = 1000.0
        self.read_s = 0.0
        self.lost_s = 0.0
        self._jitter = np.random.default_rng(7).exponential(jitter_s, 100_000) if jitter_s else np.zeros(100_000)
        self._reads = 0
        self._rate = 1 + drift
        self.gaps = GapDetector()

    def read(self, times: int = 1) -> list[bool]:
        """Reads portions, each as soon as it is there; returns for each whether sound was lost."""
        told = []
        for _ in range(times):
            started = self.now
            ready = 1000.0 + (self.read_s + self.lost_s + READ_S) / self._rate
            self._reads += 1
            self.now = max(started, ready) + self._jitter[self._reads]
            self.read_s += READ_S
            told.append(self.gaps.gap_before(started, self.now, READ_S))
            self.now += 0.003
        return told

    def busy(self, seconds: float) -> None:
        """Lets time pass in which the reader does something else."""
        self.now += seconds

    def lose(self, seconds: float) -> None:
        """Lets time pass whose sound is lost."""
        self.now += seconds
        self.lost_s += seconds


def test_steady_sound_is_never_lost_also_when_clocks_drift_or_the_machine_is_busy() -> None:
    for server in (Server(), Server(drift=0.001), Server(drift=-0.001), Server(jitter_s=0.02)):
        assert not any(server.read(20_000))


@pytest.mark.parametrize("seconds", [0.1, 1.0, 8.0, 600.0])
def test_sound_that_waited_in_the_server_is_late_and_not_lost(seconds: float) -> None:
    server = Server()
    server.read(50)
    server.busy(seconds)
    assert not any(server.read(round(seconds / READ_S) + 100))


@pytest.mark.parametrize("seconds", [MIN_GAP_S + 0.1, 2.0, 30_000.0])
@pytest.mark.parametrize("jitter_s", [0.0, 0.01])
def test_lost_sound_is_told_once_and_within_two_reads(seconds: float, jitter_s: float) -> None:
    server = Server(jitter_s)
    assert not any(server.read(50))
    server.lose(seconds)
    told = server.read(50)
    assert told.count(True) == 1
    assert told.index(True) <= 2
    server.lose(seconds)
    assert server.read(50).count(True) == 1


def test_sound_lost_behind_what_was_kept_is_told_when_the_stock_is_used_up() -> None:
    server = Server()
    server.read(50)
    server.busy(2.0)
    server.read(5)
    server.lost_s += 1.0
    server.now += 1.0
    assert server.read(100).count(True) == 1


def test_one_read_that_wakes_late_with_its_successor_in_stock_is_no_loss() -> None:
    server = Server()
    server.read(50)
    server._jitter[server._reads + 1] = 1.5
    assert not any(server.read(100))
