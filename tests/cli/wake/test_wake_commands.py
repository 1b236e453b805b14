"""`jarvis wake log | tune | test` work with and without a running daemon."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.filled import filled
from helpers.jarvis_process import Jarvis
from typer.testing import CliRunner

from assistant.cli.app import app
from assistant.cli.doctor import Finding, _hearing, _self_test
from assistant.cli.wake import wake_test as wake_testing
from assistant.cli.wake.wake_sensitivity import OUTCOMES, line, moment
from assistant.core.errors import AssistantError, ConfigError
from assistant.core.messages.control_messages import MuteRequest, SelfTestRequest, StatusRequest, TuneRequest
from assistant.core.messages.event_messages import StateEvent
from assistant.wake_log.analysis import FALSE_WAKE_OUTCOMES
from assistant.wake_log.store import NEAR_MISS, WakeEntry, WakeLogStore

NO_SOUND = {"PULSE_SERVER": "unix:/nonexistent"}


@pytest.fixture
def jarvis(tmp_path: Path) -> Iterator[Jarvis]:
    with Jarvis(tmp_path, NO_SOUND) as command:
        yield command


class Command:
    """Runs `jarvis …` in this process, with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.config = home / ".config" / "jarvis" / "config.toml"

    def __call__(self, *arguments: str) -> str:
        """Run a command that has to succeed, and return its output."""
        result = CliRunner().invoke(app, ["wake", *arguments])
        assert result.exception is None, result.exception
        return result.output

    def fails(self, *arguments: str) -> AssistantError:
        """Run a command that has to fail, and return its error."""
        result = CliRunner().invoke(app, ["wake", *arguments])
        assert isinstance(result.exception, AssistantError)
        assert result.output == ""
        return result.exception


@pytest.fixture
def wake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    return Command(tmp_path)


@pytest.fixture
def file(wake: Command) -> WakeLogStore:
    """The user's wake log with a few entries."""
    file = WakeLogStore()
    assert file.path.is_relative_to(wake.home)
    now = time.time()
    for score, outcome in ((0.31, NEAR_MISS), (0.44, NEAR_MISS), (0.97, "painted"), (0.58, "refused")):
        file.add(now, "jarvis", score, 0.5, outcome)
    return file


def test_the_log_is_shown_in_words_and_for_scripts(wake: Command, file: WakeLogStore) -> None:
    shown = wake("log").splitlines()
    assert "almost woke, score 0.31, from 0.50 on it wakes — jarvis" in shown[0]
    assert "did not find the word" in shown[3]
    assert shown[4] == "2 calls, 2 near-misses this week; 1 of the calls came to nothing"
    assert "--that-was-me" in shown[5]
    entries = [json.loads(line) for line in wake("log", "--json", "--limit", "2").splitlines()]
    assert [(entry["number"], entry["outcome"]) for entry in entries] == [(3, "painted"), (4, "refused")]
    file.path.write_bytes(b"a letter\n" * 1000)
    assert str(file.path) in wake.fails("log").title
    file.path.unlink()
    assert "Nothing has woken" in wake("log")


def test_tuning_shows_sets_keeps_comments_and_can_be_undone(wake: Command, file: WakeLogStore) -> None:
    shown = wake("tune")
    assert "The sensitivity is 0.50" in shown
    assert "at 0.60: 1 of 2 near-misses would have woken it; at least 1 of 1 call would still" in shown
    assert not wake.config.exists()
    wake.config.parent.mkdir(parents=True)
    wake.config.write_text("[wake] # mine\nsensitivity = 0.5  # the usual\n")
    assert "Nothing was changed" in wake("tune", "0.7", "--dry-run")
    assert "0.5  #" in wake.config.read_text()
    done = wake("tune", "--that-was-me", "1")
    assert "went from 0.50 to 0.69" in done
    assert "jarvis wake tune 0.5" in done
    assert "from the next start" in done
    assert wake.config.read_text() == "[wake] # mine\nsensitivity = 0.69  # the usual\n"
    assert "from 0.69 to 0.64" in wake("tune", "--down")
    assert "is 0.64 already" in wake("tune", "0.64")
    wake("tune", "0.5")
    assert wake.config.read_text() == "[wake] # mine\nsensitivity = 0.5  # the usual\n"


def test_one_word_can_be_tuned_alone(wake: Command, file: WakeLogStore) -> None:
    wake.config.parent.mkdir(parents=True)
    wake.config.write_text('[wake]\nmodels = ["jarvis", "friday"]\n')
    assert "sensitivity of friday went from 0.50 to 0.60" in wake("tune", "0.6", "--word", "friday")
    assert "sensitivity of jarvis went from 0.50 to 0.41" in wake("tune", "--that-was-not-me", "4")
    text = wake.config.read_text()
    assert "friday = 0.6" in text
    assert "jarvis = 0.41" in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("0.6", "--up"), "Only one way at a time"),
        (("--that-was-me", "77"), "no number 77"),
        (("--that-was-me", "3"), "did wake it"),
        (("--that-was-me", "4"), "second_look"),
        (("--that-was-not-me", "1"), "did not wake it"),
    ],
)
def test_what_cannot_be_tuned_says_why(
    wake: Command, file: WakeLogStore, arguments: tuple[str, ...], words: str
) -> None:
    failure = wake.fails("tune", *arguments)
    assert words in str(failure)
    assert failure.hint
    assert not wake.config.exists()


def test_a_variable_that_is_stronger_than_the_file_is_named(wake: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JARVIS__WAKE__SENSITIVITY", "0.3")
    assert "JARVIS__WAKE__" in wake("tune", "--up")


def test_a_running_daemon_takes_it_over_and_a_wrong_one_it_refuses(jarvis: Jarvis, started: Callable[..., Any]) -> None:
    started()
    assert "takes it over" in jarvis("wake", "tune", "--up").stdout
    with jarvis.client() as client:
        for wrong in (TuneRequest(1.5), TuneRequest(sensitivities={"a": 9})):
            with pytest.raises(ConfigError, match="sensitivit"):
                client.ask(wrong)
        assert client.ask(StatusRequest()).pid
        with pytest.raises(Exception, match=r"microphone|ears"):
            client.ask(SelfTestRequest())
        client.ask(MuteRequest())
        with pytest.raises(Exception, match="muted"):
            client.ask(SelfTestRequest())


@pytest.fixture
def started(jarvis: Jarvis) -> Callable[[], None]:
    """Start a daemon and wait until it answers."""

    def start() -> None:
        daemon = jarvis.start()
        deadline = time.monotonic() + 60
        while not (jarvis.runtime / "jarvis" / "control.sock").exists():
            assert daemon.poll() is None, jarvis.log
            assert time.monotonic() < deadline
            os.sched_yield()

    return start


def test_a_test_without_daemon_and_microphone_still_proves_the_detector(jarvis: Jarvis) -> None:
    done = jarvis("wake", "test", "--json")
    assert done.returncode == 1, "without a microphone a call is not heard"
    result = json.loads(done.stdout)
    assert result["heard"]
    assert result["score"] >= result["threshold"] == 0.5
    assert result["problem"]["code"] == "microphone_gone"


def test_a_muted_microphone_is_not_opened_for_a_test(wake: Command) -> None:
    muted = wake.home / ".local" / "state" / "jarvis" / "muted"
    muted.parent.mkdir(parents=True)
    muted.touch()
    assert "muted" in wake.fails("test").title


def test_every_outcome_has_words() -> None:
    assert OUTCOMES.keys() >= FALSE_WAKE_OUTCOMES
    assert len(set(OUTCOMES.values())) == len(OUTCOMES)


def test_times_are_said_as_people_say_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        now = time.mktime((2026, 3, 30, 0, 10, 0, 0, 0, -1))  # ten past midnight; the clock was put forward on the 29th
        assert moment(now, now) == "today 00:10"
        assert moment(now - 20 * 60, now) == "yesterday 23:50"
        assert moment(now - 24 * 3600, now) == "Sat 28 Mar 23:10"
        entry = WakeEntry(41, now - 20 * 60, "jarvis", 0.314, 0.5, NEAR_MISS)
        shown = line(entry, now)
        assert "yesterday 23:50  [yellow]almost woke[/yellow], score 0.31, from 0.50 on it wakes — jarvis" in shown
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("scored", "peak", "words"),
    [
        (12, 0.5, "peaks at -6 dB"),
        (12, 0.0005, "very quiet"),
        (12, 0.0, "no sound at all"),
        (0, 0.5, "no sound arrives"),
    ],
)
def test_how_the_microphone_is(scored: int, peak: float, words: str) -> None:
    assert words in wake_testing._sound(scored, peak)[1]


def state(**more: Any) -> StateEvent:
    return filled(StateEvent, **more)


def test_the_doctor_names_deaf_ears_and_silent_microphones() -> None:
    test = {"heard": True, "word": "jarvis", "score": 0.97, "at": 0.0}
    assert _self_test(state()).state == "note"
    assert _self_test(state(self_test=test)).state == "good"
    failed = _self_test(state(self_test={**test, "heard": False}))
    assert (failed.state, bool(failed.hint)) == ("bad", True)
    stuck = {"title": "The microphone is stuck", "hint": "Plug it out and in."}
    assert _hearing(state(problem=stuck), stuck["title"]) == Finding("daemon", "bad", stuck["title"], stuck["hint"])
    assert _hearing(state(), "Listening").state == "good"
