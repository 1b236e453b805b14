"""A change of one setting leaves every other byte of the file and writes nothing that cannot be read."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import pytest

from assistant.core.errors import ConfigError
from assistant.settings.editing import ABSENT, DEFAULT, ChangedMeanwhile, edit_settings, fingerprint
from assistant.settings.loading import load_settings

SENSITIVITY = ("wake", "sensitivity")
MINE = """\
# My settings.  Do not touch!

[painter]   # pictures
count = 1# one is enough

[wake]
# It woke at the radio.
sensitivity    = 0.4  # was 0.5

"jarvis" = 1
"""


def test_everything_else_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    mine = MINE.replace('"jarvis" = 1\n', "second_look = false\n")
    file.write_text(mine)
    assert edit_settings({SENSITIVITY: 0.55}, file) == file
    assert file.read_text() == mine.replace("0.4 ", "0.55 ")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "[wake]\nsensitivity = 0.6\n"),
        ("", "[wake]\nsensitivity = 0.6\n"),
        ("# mine\n", "# mine\n"),
        ("wake.sensitivity = 0.3 # mine\n", "wake.sensitivity = 0.6 # mine\n"),
        ("wake = { sensitivity = 0.3, log = false }\n", "wake = { sensitivity = 0.6, log = false }\n"),
        ("[painter]\r\ncount = 1 # c\r\n", "[painter]\r\ncount = 1 # c\r\n"),
        ("[wake]\nlog = false\n\n[painter]\ncount = 1\n", "[painter]\ncount = 1\n"),
    ],
)
def test_however_it_was_written(tmp_path: Path, before: str | None, after: str) -> None:
    file = tmp_path / "sub" / "config.toml"
    if before is not None:
        file.parent.mkdir()
        file.write_bytes(before.encode())
    edit_settings({SENSITIVITY: 0.6}, file)
    text = file.read_bytes().decode()
    assert after in text
    old = tomllib.loads(before or "")
    assert tomllib.loads(text) == {**old, "wake": {**old.get("wake", {}), "sensitivity": 0.6}}
    assert load_settings((), [file], {}).wake.sensitivity == 0.6


@pytest.mark.parametrize(
    "before",
    [
        "",
        "[wake]\nsensitivity = 0.4 # mine\n",
        "[wake]\nsensitivities = { hey_jarvis = 0.7 } # mine\n",
        "[wake.sensitivities]\n# mine\nfriday = 0.1\n",
    ],
)
def test_one_words_sensitivity(tmp_path: Path, before: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(before)
    edit_settings({("wake", "sensitivities", "friday"): 0.8}, file)
    wake = load_settings((), [file], {}).wake
    assert wake.sensitivities["friday"] == 0.8
    assert ("hey_jarvis" in wake.sensitivities) == ("hey_jarvis" in before)
    assert ("mine" in file.read_text()) == ("mine" in before)


@pytest.mark.parametrize(
    ("before", "value"),
    [("[wake\n", 0.6), ("[wake]\nsensitivity = 0.4\n", 1.5), ("[wake]\nsensitvity = 0.4\n", 0.6), ("wake = 3\n", 0.6)],
)
def test_what_could_not_be_read_is_not_written(tmp_path: Path, before: str, value: float) -> None:
    file = tmp_path / "config.toml"
    file.write_text(before)
    with pytest.raises(ConfigError) as failure:
        edit_settings({SENSITIVITY: value}, file)
    assert ".config-" not in str(failure.value)
    assert file.read_text() == before
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]


def test_a_link_is_followed_and_the_rights_stay(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "jarvis.toml"
    real.parent.mkdir()
    real.write_text("[wake]\nsensitivity = 0.4\n")
    real.chmod(0o600)
    link = tmp_path / "config.toml"
    link.symlink_to(real)
    assert edit_settings({SENSITIVITY: 0.6}, link) == real
    assert link.is_symlink()
    assert "0.6" in real.read_text()
    assert stat.S_IMODE(real.stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "jarvis").write_text("a file where the folder should be")
    with pytest.raises(ConfigError, match=r"config\.toml"):
        edit_settings({SENSITIVITY: 0.6}, tmp_path / "jarvis" / "config.toml")


def test_an_edit_by_hand_is_noticed_and_stays(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    assert fingerprint(file) == ABSENT
    file.write_text("[wake]\nsensitivity = 0.4\n")
    seen = fingerprint(file)
    by_hand = "[wake]\nsensitivity = 0.45 # by hand\n"
    file.write_text(by_hand)
    with pytest.raises(ChangedMeanwhile, match=r"config\.toml"):
        edit_settings({SENSITIVITY: 0.6}, file, seen)
    assert file.read_text() == by_hand
    edit_settings({SENSITIVITY: 0.6}, file, fingerprint(file))
    assert file.read_text() == by_hand.replace("0.45", "0.6")


def test_a_file_that_came_meanwhile_is_noticed_too(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    seen = fingerprint(file)
    file.write_text("[wake]\nsensitivity = 0.4\n")
    with pytest.raises(ChangedMeanwhile):
        edit_settings({SENSITIVITY: 0.6}, file, seen)


@pytest.mark.parametrize("before", [MINE.replace('"jarvis" = 1\n', ""), "wake = { sensitivity = 0.3 }\n", ""])
def test_back_to_the_default(tmp_path: Path, before: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(before)
    edit_settings({SENSITIVITY: DEFAULT, ("painter", "seed"): DEFAULT}, file)
    assert load_settings((), [file], {}).wake.sensitivity == 0.5
    assert ("# It woke at the radio." in file.read_text()) == ("radio" in before)


def test_none_where_none_is_a_value(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    edit_settings({("transcriber", "language"): None, ("painter", "count"): None}, file)
    settings = load_settings((), [file], {})
    assert settings.transcriber.language is None
    assert settings.painter.count is None
    with pytest.raises(ConfigError, match=r"wake\.log"):
        edit_settings({("wake", "log"): None}, file)


def test_a_refused_value_is_not_said_to_be_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    with pytest.raises(ConfigError) as caught:
        edit_settings({("hotkey", "keys"): "J"}, file)
    assert caught.value.title == 'hotkey.keys cannot be "J"'
    assert not file.exists()
