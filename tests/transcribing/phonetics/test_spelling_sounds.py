"""Spelling becomes sounds, and sounds have distances."""

import pytest

from assistant.transcribing.phonetics.spelling_sounds import SOUNDS, edit_cost, sounds, total_omission_cost


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rosetti", "Rossetti"), ("caravagio", "Caravaggio"), ("degass", "Degas"), ("Sézanne", "cezanne"),
        ("Moebius", "Mobius"), ("knight", "nite"), ("quick", "kwik"), ("Jarvis", "JARVIS"), ("o'Keeffe", "okeef"),
        ("żubr", "zubr"), ("smørrebrød", "smorebrod"), ("Chris", "kris"),
    ],
)  # fmt: skip
def test_spellings_of_one_sound_are_the_same(one: str, other: str) -> None:
    assert sounds(one) == sounds(other) != ""


@pytest.mark.parametrize("word", ["", "...", "42", "北京", "’"])
def test_what_has_no_letters_has_no_sound(word: str) -> None:
    assert sounds(word) == ""


def test_every_sound_has_its_costs() -> None:
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    for first in alphabet:
        for second in alphabet:
            assert set(sounds(f"{first}{second}a{first}")) <= set(SOUNDS)


def test_what_recognisers_confuse_is_near_and_the_rest_is_far() -> None:
    jarvis = sounds("Jarvis")
    near = [edit_cost(sounds(word), jarvis) for word in ("Javis", "Charvis", "Jervis")]
    far = [edit_cost(sounds(word), jarvis) for word in ("service", "harvest", "paint")]
    assert max(near) < min(far)
    assert edit_cost(jarvis, jarvis) == 0
    assert edit_cost("", jarvis) == edit_cost(jarvis, "") == total_omission_cost(jarvis)
