"""Settings come from files, environment and `--set` in that order; a mistake names the key and the nearest one."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from assistant.core.errors import ConfigError
from assistant.paths import data_file
from assistant.settings.loading import all_keys, load_settings, overridden_settings, setting_sources, setting_values
from assistant.settings.schema import Settings


def test_default_toml_equals_the_settings() -> None:
    text = data_file("config/default.toml").read_text(encoding="utf-8")
    assert load_settings(files=[data_file("config/default.toml")], environ={}) == Settings()
    listed = set()
    section = ""
    for line in text.splitlines():
        if header := re.fullmatch(r"\[(\w+)\]", line):
            section = header[1]
        elif option := re.match(r"(?:# )?(\w+) = ", line):
            listed.add(f"{section}.{option[1]}")
    assert listed == set(all_keys())


def test_commented_examples_in_default_toml_are_valid() -> None:
    text = data_file("config/default.toml").read_text(encoding="utf-8")
    live = re.sub(r"^# (\w+ = )", r"\1", text, flags=re.MULTILINE)
    Settings.model_validate(tomllib.loads(live))


def test_the_strongest_source_wins(tmp_path: Path) -> None:
    weak, strong = tmp_path / "weak.toml", tmp_path / "strong.toml"
    weak.write_text("[painter]\nsteps = 1\ncount = 1\nseed = 1\nwidth_px = 64\n")
    strong.write_text("[painter]\nsteps = 2\ncount = 2\nseed = 2\n")
    environ = {"JARVIS__PAINTER__STEPS": "3", "JARVIS__PAINTER__COUNT": "3"}
    painter = load_settings(["painter.steps=4"], [weak, strong, tmp_path / "absent.toml"], environ).painter
    assert (painter.steps, painter.count, painter.seed, painter.width_px) == (4, 3, 2, 64)


@pytest.mark.parametrize(
    ("override", "named"),
    [
        ("painter.stepz=4", "painter.steps"),
        ("hearing.patience=900", "hearing.patience_ms"),
        ("steps=4", "painter.steps"),
        ("paintr.steps=4", "painter"),
        ("transcriber.beam=2", "transcriber.beam_size"),
    ],
)
def test_an_unknown_setting_names_the_nearest(override: str, named: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings([override], [], {})
    assert override.partition("=")[0] in caught.value.title
    assert f"Did you mean {named}?" in caught.value.hint


def test_an_unknown_variable_is_not_passed_over() -> None:
    with pytest.raises(ConfigError, match="JARVIS__PAINTER__STEPZ"):
        load_settings((), [], {"JARVIS__PAINTER__STEPZ": "4"})


def test_a_value_that_does_not_fit_says_where_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[painter]\ncount = 9\n")
    with pytest.raises(ConfigError, match=r"painter\.count") as caught:
        load_settings((), [file], {})
    assert str(file) in caught.value.title


@pytest.mark.parametrize("text", ["[painter", "painter = \x00", "\xff"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigError, match=re.escape(str(file))):
        load_settings((), [file], {})


def test_set_without_a_value_shows_how_to_write_it() -> None:
    with pytest.raises(ConfigError, match=r"painter\.steps=4"):
        load_settings(["painter.steps"], [], {})


def test_values_are_typed() -> None:
    settings = load_settings(
        [
            'wake.models=["jarvis", "hey_jarvis"]',
            "overlay.enabled=false",
            "painter.model=/models/sdxl",
            "painter.seed=none",
        ],
        [],
        {},
    )
    assert settings.wake.models == ("jarvis", "hey_jarvis")
    assert settings.overlay.enabled is False
    assert settings.painter.model == "/models/sdxl"
    assert settings.painter.seed is None


def test_where_each_value_comes_from(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[painter]\nsteps = 2\ncount = 2\n[wake.sensitivities]\nfriday = 0.4\n")
    environ = {"JARVIS__PAINTER__COUNT": "3"}
    assert setting_sources(["painter.seed=4"], [file], environ) == {
        "painter.steps": str(file),
        "painter.count": "the variable JARVIS__PAINTER__COUNT",
        "painter.seed": "--set painter.seed=4",
        "wake.sensitivities.friday": str(file),
    }
    assert overridden_settings(["painter.seed=4"], environ).keys() == {"painter.count", "painter.seed"}


def test_every_setting_has_a_flat_value() -> None:
    values = setting_values(Settings())
    assert list(values) == all_keys()
    assert json.loads(json.dumps(values)) == values
    assert (values["wake.models"], values["painter.seed"], values["wake.sensitivity"]) == (["jarvis"], None, 0.5)


@pytest.mark.parametrize("keys", ["J", "Ctrl+", "ctrl+alt+j", "Ctrl+Alt+JJ", "Meta+J", "Ctrl+Alt+J; rm"])
def test_keys_that_are_none_are_refused_with_how_to_write_them(keys: str) -> None:
    with pytest.raises(ConfigError, match=r"hotkey\.keys") as caught:
        load_settings([f'hotkey.keys="{keys}"'], [], {})
    assert "Ctrl+Alt+J" in caught.value.hint


@pytest.mark.parametrize(
    ("override", "title", "hint"),
    [
        ("painter.steps=abc", 'painter.steps in --set painter.steps=abc cannot be "abc"', "Write a whole number"),
        ("painter.steps=0", "painter.steps in --set painter.steps=0 cannot be 0", "It has to be 1 or more."),
        ("wake.sensitivity=2", "cannot be 2", "It has to be 0.98 or less."),
        ("overlay.enabled=maybe", "cannot be", "Write true or false."),
        ("hearing.device=3", "cannot be 3", "Write text in quotes"),
        ("wake.models=jarvis", 'cannot be "jarvis"', 'Write a list: ["one", "two"].'),
        ("painter.when_busy=wait", 'cannot be "wait"', 'Write one of: "replace", "queue".'),
        ("hotkey.keys=J", 'cannot be "J"', 'Write it as "Ctrl+Alt+J"'),
        ("deadlines.painting_s=inf", "cannot be", "Write a number that is not infinite."),
        ("gallery.folder=Pictures", 'cannot be "Pictures"', "Write the whole path"),
    ],
)
def test_a_value_that_does_not_fit_is_told_in_plain_words(override: str, title: str, hint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings([override], [], {})
    assert title in caught.value.title
    assert hint in caught.value.hint
    assert "Input should" not in str(caught.value)
    assert "Value error" not in str(caught.value)
