"""`jarvis wake score` scores recordings with real ears and the real transcriber, in the command's own processes."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import sounds
from helpers.doubtful_detectors import LETHAL

from assistant.cli import EXIT_FAILED
from assistant.cli.wake.wake_score import score_command
from assistant.cli.wake.wake_score_pool import JOBS_VARIABLE, jobs_for
from assistant.core.errors import ConfigError, ModelMissing
from assistant.hearing.audio.blocks import RATE_HZ
from assistant.hearing.wake.detector import build_detector
from assistant.settings.schema import WakeSettings

COFFEE = Path(__file__).resolve().parents[2] / "data" / "speech" / "coffee.flac"
KEYS = {"file", "detections", "max_score", "transcript_checked", "accepted"}
SURE = "wake.second_look=false"


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Sets an empty configuration, one process, and a path to the tests' detectors."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv(JOBS_VARIABLE, "1")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[2]))


def score(capsys: pytest.CaptureFixture[str], files: list[Path], *overrides: str) -> tuple[int, list[dict[str, Any]]]:
    """Runs the command; returns exit status and objects."""
    status = score_command(files, True, list(overrides))
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def highest_score(path: Path) -> float:
    """Returns the detector's own scores."""
    detector = build_detector(WakeSettings())
    return max(detector.score(block) for block in sounds.blocks_of(path))


def test_objects_come_in_order_from_several_processes_and_a_bad_file_stops_no_other(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(JOBS_VARIABLE, "2")
    (tmp_path / "text.wav").write_text("no sound")
    files = [sounds.HEY_RUN_ON, tmp_path / "text.wav", sounds.NO_WAKE_WORD, tmp_path / "absent.wav", sounds.PAUSE]
    status, found = score(capsys, files, SURE)
    assert status == EXIT_FAILED
    assert [Path(item["file"]) for item in found] == files
    for item in found:
        assert item.keys() - {"error"} == KEYS
    assert [item["accepted"] for item in found] == [True, False, False, False, True]
    assert [item.get("error", {}).get("code") for item in found] == [None, "bad_recording", None, "bad_recording", None]
    (wake,) = found[4]["detections"]
    assert wake["word"] == "jarvis"
    assert wake["at_s"] == pytest.approx(sounds.PAUSE_WAKE_END_S, abs=0.35)
    assert 0.5 <= wake["score"] <= found[4]["max_score"] <= 1
    assert not any(item["transcript_checked"] for item in found)


def test_the_highest_score_is_the_detectors_own(capsys: pytest.CaptureFixture[str]) -> None:
    """The highest score is reported even without a wake event, and if it rises after one."""
    files = [sounds.PAUSE, sounds.PEOPLE[0]]
    status, found = score(capsys, files, SURE, "hearing.gate=0")
    assert status == 0
    for path, item in zip(files, found, strict=True):
        assert item["max_score"] == pytest.approx(highest_score(path), abs=0.001)


def test_doubtful_calls_are_looked_for_in_the_transcript(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Recordings: a whole request, one that breaks off, and the word alone, which no utterance follows."""
    call = sounds.samples_of(sounds.PAUSE)
    broken_off = sounds.write_wav(tmp_path / "broken_off.wav", call[: round(2.2 * RATE_HZ)])
    alone = np.concatenate((call[: round(0.85 * RATE_HZ)], sounds.room(6)))
    files = [sounds.PAUSE, broken_off, sounds.write_wav(tmp_path / "alone.wav", alone)]
    status, found = score(capsys, files, "wake.engine=helpers.doubtful_detectors:NeverSure", "wake.verify=false")
    assert status == 0
    for item in found:
        assert [wake["sure"] for wake in item["detections"]] == [False]
        assert item["transcript_checked"]
        assert item["accepted"]


def test_a_doubtful_call_whose_transcript_lacks_the_word_does_not_count(capsys: pytest.CaptureFixture[str]) -> None:
    status, (found,) = score(capsys, [COFFEE], "wake.engine=helpers.doubtful_detectors:Eager", "wake.verify=false")
    assert status == 0
    assert found["detections"]
    assert not any(wake["accepted"] for wake in found["detections"])
    assert found["transcript_checked"]
    assert not found["accepted"]


def test_a_recording_that_ends_its_process_costs_no_other(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    monkeypatch.setenv("MARKS", str(marks))
    noisy = np.concatenate((sounds.samples_of(sounds.NO_WAKE_WORD), np.full(RATE_HZ, LETHAL, np.int16)))
    lethal = sounds.write_wav(tmp_path / "lethal.wav", noisy)
    mortal = "wake.engine=helpers.doubtful_detectors:Mortal"
    status, found = score(capsys, [sounds.PAUSE, lethal, sounds.HEY_RUN_ON], SURE, mortal, "hearing.gate=0")
    assert status == EXIT_FAILED
    assert [item["accepted"] for item in found] == [True, False, True]
    assert [item.get("error", {}).get("code") for item in found] == [None, "worker_died", None]
    assert len(list(marks.iterdir())) == 2


def test_people_get_a_table(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert score_command([sounds.PAUSE, tmp_path / "absent.wav"], False, [SURE]) == EXIT_FAILED
    printed = capsys.readouterr()
    first, wake, second = printed.out.splitlines()
    assert first.startswith(f"● {sounds.PAUSE}")
    assert wake.split()[2] == "jarvis"
    assert second.startswith("✗")
    assert "There is no recording" in second
    assert "1 of 1 recordings woke it" in printed.err


def test_a_model_that_is_missing_fails_the_whole_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ModelMissing, match="nonsense"):
        score_command([sounds.PAUSE, sounds.HEY_RUN_ON], True, ['wake.models=["nonsense"]'])
    assert capsys.readouterr().out == ""


def test_as_many_processes_as_files_or_as_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(JOBS_VARIABLE, "3")
    assert [jobs_for(files) for files in (1, 3, 9)] == [1, 3, 3]
    monkeypatch.delenv(JOBS_VARIABLE)
    assert 1 <= jobs_for(10_000) < 10_000
    monkeypatch.setenv(JOBS_VARIABLE, "0")
    with pytest.raises(ConfigError, match=JOBS_VARIABLE):
        jobs_for(2)
