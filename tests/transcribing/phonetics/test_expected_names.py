"""The names to expect: the program's lists and the user's own."""

import logging
from pathlib import Path

import pytest

from assistant.paths import data_file
from assistant.settings.schema import TranscriberSettings
from assistant.transcribing.phonetics.expected_names import expected, read_names


def test_a_line_is_a_name_and_a_hash_begins_a_comment(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("# painters\n\nVan  Gogh  # one ear\nboticelli\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("Boticelli\nDürer\n", encoding="utf-8")
    (tmp_path / "notes.md").write_text("not a list", encoding="utf-8")
    assert list(read_names(tmp_path)) == ["Boticelli", "Dürer", "Van Gogh"]


def test_a_name_may_say_how_it_sounds(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Gaudí = gowdee,  gow dy # the architect\n", encoding="utf-8")
    assert read_names(tmp_path) == {"Gaudí": ("gowdee", "gow dy")}


def test_a_list_that_cannot_be_read_is_named_and_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "good.txt").write_text("Klimt\n", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert read_names(tmp_path) == {"Klimt": ()}
    assert "bad.txt" in caplog.text


def test_the_lists_that_come_with_the_program() -> None:
    names = read_names(data_file("config/names"))
    assert len(names) >= 1000
    assert not [name for name in names if "jarvis" in name.lower()], "the wake word must not be expected"
    assert len({name.lower() for name in names}) == len(names)


@pytest.mark.parametrize(
    ("settings", "heard", "found"),
    [
        (TranscriberSettings(), "kapibara", "capybara"),
        (TranscriberSettings(), "nyokee", "gnocchi"),
        (TranscriberSettings(own_names=("Wolkenstein",)), "volkenstein", "Wolkenstein"),
        (TranscriberSettings(own_names=("Siobhan = shivawn",)), "shivon", "Siobhan"),
        (TranscriberSettings(names=False, own_names=("Wolkenstein",)), "volkenstein", "Wolkenstein"),
    ],
)
def test_both_kinds_are_found(settings: TranscriberSettings, heard: str, found: str) -> None:
    index = expected(settings)
    assert index is not None
    assert index.find([heard], 0.2, 1)[0].name == found


def test_names_can_be_switched_off() -> None:
    assert expected(TranscriberSettings(names=False)) is None
    own = expected(TranscriberSettings(names=False, own_names=("Wolkenstein",)))
    assert own is not None
    assert own.find(["kapibara"], 0.3, 5) == []
