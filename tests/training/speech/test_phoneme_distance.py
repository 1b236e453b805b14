"""Similar words are near, others are far, and a whole lexicon is measured like a single word."""

import random

import numpy as np
import pytest

from assistant.training.speech.phoneme_distance import SOUNDS, align, decode, distance, encode, stack


@pytest.mark.parametrize(
    ("cheap", "dear"),
    [
        (("ʤɑɹ", "ʧɑɹ"), ("ʤɑɹ", "mɑɹ")),
        (("sɪp", "zɪp"), ("sɪp", "kɪp")),
        (("sɪp", "ʃɪp"), ("sɪp", "lɪp")),
        (("vɪs", "fɪs"), ("vɪs", "kɪs")),
        (("vɪs", "bɪs"), ("vɪs", "ɡɪs")),
        (("kɑt", "kɔt"), ("kɑt", "kit")),
        (("kɑt", "kʌt"), ("kɑt", "kAt")),
        (("vɪs", "vəs"), ("vɪs", "vOs")),
        (("hɑɹvɪst", "hɑvɪst"), ("hɑɹvɪst", "hɑɹɪst")),
    ],
)
def test_what_is_easily_misheard_costs_less(cheap: tuple[str, str], dear: tuple[str, str]) -> None:
    assert 0 < distance(*cheap) < 0.6 * distance(*dear)


def test_stress_length_and_the_accent_of_the_spelling_do_not_count() -> None:
    assert distance("kəmpjˈuTəɹ", "kəmpjutəɹ") == 0
    assert distance("ʤˈɑːvɪs", "ʤɑvɪs") == 0
    assert decode(encode("hˈɛlQ wˌɜːld!")) == "hɛlOwɜld"


def slowly(word: str, goal: str, free_start: bool, free_end: bool) -> float:
    """Computes the same distance for one word, by the recursion that defines it."""
    gap = {sound: distance(sound, "") for sound in SOUNDS}
    swap = {(one, other): min(distance(one, other), gap[one] + gap[other]) for one in word for other in goal}
    row = [0.0]
    for sound in goal:
        row.append(row[-1] + gap[sound])
    rows = [row]
    for one in word:
        last, row = row, [0.0 if free_start else row[0] + gap[one]]
        for j, other in enumerate(goal, 1):
            row.append(min(last[j] + gap[one], row[-1] + gap[other], last[j - 1] + swap[one, other]))
        rows.append(row)
    return min(row[-1] for row in rows) if free_end else rows[-1][-1]


@pytest.mark.parametrize("free_start", [False, True])
@pytest.mark.parametrize("free_end", [False, True])
def test_many_words_at_once_are_measured_as_each_alone(free_start: bool, free_end: bool) -> None:
    source = random.Random(5)
    goal = "ʤɑɹvɪs"
    words = ["".join(source.choices(SOUNDS, k=source.randint(0, 9))) for _ in range(40)] + [goal, f"ə{goal}ɪz"]
    costs = align(stack([encode(word) for word in words]), encode(goal), free_start, free_end)
    assert costs.shape == (len(words), len(goal) + 1)
    expected = [slowly(word, goal, free_start, free_end) for word in words]
    assert costs[:, -1] == pytest.approx(expected, abs=1e-5)
    assert (costs[-1, -1] == 0) == (free_start and free_end)


def test_it_is_the_same_both_ways() -> None:
    source = random.Random(6)
    for _ in range(30):
        one, other = ("".join(source.choices(SOUNDS, k=source.randint(1, 8))) for _ in range(2))
        assert distance(one, other) == pytest.approx(distance(other, one), abs=1e-5)


def test_the_columns_are_the_beginnings_of_the_wake_word() -> None:
    costs = align(stack([encode("ʤɑɹ")]), encode("ʤɑɹvɪs"))[0]
    assert costs[3] == 0
    assert np.all(np.diff(costs[3:]) > 0)
