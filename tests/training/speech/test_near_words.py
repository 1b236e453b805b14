"""Near words are found by their sound, for any wake word, and none of them is the wake word to a listener."""

from collections import Counter

import numpy as np
import pytest

from assistant.training.speech.made_words import other_vowels
from assistant.training.speech.near_words import SHARES, near_pool, near_words
from assistant.training.speech.phoneme_distance import align, encode, stack
from assistant.training.speech.pronunciations import encoded_sounds, vocabulary
from assistant.training.speech.sound_confusion import sound_alikes

pytest.importorskip("hibari", reason="hibari-tts has the pronunciations: pip install hibari-tts")

WORDS = ("jarvis", "friday")


def apart(text: str, word: str) -> float:
    """Returns the distance of a phrase, as a voice reads it, from containing the word, in the nearer accent."""
    return min(
        float(align(stack([heard]), goal, free_start=True, free_end=True)[0, -1])
        for heard, goal in zip(encoded_sounds(text), encoded_sounds(word), strict=True)
    )


@pytest.mark.parametrize(
    ("word", "misheard"),
    [
        ("jarvis", "service Travis harvest jarring jar jargon Elvis Davis nervous Charles dervish job-is"),
        ("friday", "fried fighter frighten frying Thursday Sunday holiday fly-day fright-I"),
        ("hey computer", "computer compute commuter supporter her-computer"),
    ],
)
def test_what_people_mishear_is_found(word: str, misheard: str) -> None:
    found = {near.text.replace(" ", "-") for near in near_pool(word)}
    assert not set(misheard.split()) - found


@pytest.mark.parametrize("word", WORDS)
def test_every_kind_is_found_and_is_near(word: str) -> None:
    pool = near_pool(word)
    assert Counter(near.kind for near in pool).keys() == SHARES.keys()
    assert len({(near.text.lower(), near.phonemes) for near in pool}) == len(pool) > 700
    everything = align(vocabulary("us").stacked, encoded_sounds(word)[0])[:, -1]
    limit = float(np.quantile(everything, 0.01))
    assert all(0 < near.distance < limit for near in pool if near.kind in ("word", "phrase", "made"))


@pytest.mark.parametrize("word", WORDS)
def test_none_is_the_wake_word_to_a_listener(word: str) -> None:
    for near in near_pool(word)[::4]:
        assert word not in near.text.lower().replace(" ", "")
        assert apart(near.text, word) >= 0.15, near


@pytest.mark.parametrize("word", WORDS)
def test_made_words_are_one_sound_away(word: str) -> None:
    originals = encoded_sounds(word)
    for near in near_pool(word):
        if near.kind in ("made", "cut", "vowel"):
            heard = encode(near.phonemes)
            assert (
                any(
                    sum(one != other for one, other in zip(heard, original, strict=True)) == 1
                    for original in originals
                    if len(heard) == len(original)
                )
                or len(heard) == len(originals[0]) - 1
            )
            nearest = min(float(align(stack([original]), heard)[0, -1]) for original in originals)
            assert 0.4 <= near.distance == pytest.approx(nearest, abs=1e-5)
            assert near.marked == f"[{near.text}](/{near.phonemes}/)"
            assert near.text.isalpha()


def test_words_whose_last_sound_alone_differs_are_a_kind_of_their_own() -> None:
    cut = {near.text: encode(near.phonemes) for near in near_pool("jarvis") if near.kind == "cut"}
    assert {"jarvik", "jarvin", "jarvi"} <= cut.keys()
    assert {len(heard) for heard in cut.values()} <= {5, 6}
    assert {heard[:4] for heard in cut.values()} == {encode("ʤɑɹv")}


def test_words_whose_stressed_vowel_alone_differs_are_a_kind_of_their_own_in_both_accents() -> None:
    vowels = [near for near in near_pool("jarvis") if near.kind == "vowel"]
    assert {near.phonemes for near in vowels if near.text == "jurviss"} == {"ʤˈɜɹvɪs", "ʤˈɜːvɪs"}
    assert vowels[0].text == "jurviss"
    assert not {"ʤˈævɪs", "ʤˈʌɹvɪs", "ʤˈɔɹvɪs"} & {near.phonemes for near in vowels}, "accents say the word so"
    assert all(near.distance <= 0.8 for near in vowels)
    assert {"fɹˈOdˌA", "fɹˈOdA"} <= {near.phonemes for near in near_pool("friday") if near.kind == "vowel"}


@pytest.mark.parametrize(
    ("phonemes", "vowels"),
    [("ʤˈɑːvɪs", {"ʤˈɜːvɪs", "ʤˈIvɪs"}), ("hˈA ʤˈɑɹvɪs", {"hˈA ʤˈɛɹvɪs"}), ("st", set()), ("pˈʌb", {"pˈɛb", "pˈub"})],
)
def test_another_vowel_is_put_in_where_the_last_stress_is(phonemes: str, vowels: set[str]) -> None:
    found = set(other_vowels(phonemes))
    assert vowels <= found
    assert bool(vowels) == bool(found)
    assert not {"ʤˈævɪs", "ʤˈɛvɪs", phonemes} & found


def test_no_near_word_is_a_saying_that_counts_as_the_wake_word() -> None:
    meant = ["ʤˈɑɹwɪs", "ʤˈɑɹvɪk"]
    assert {"jarwiss", "jarvik"} <= {near.text for near in near_words("jarvis", 4000, seed=4)}
    assert {"jarwiss", "jarvik"}.isdisjoint(near.text for near in near_words("jarvis", 4000, seed=4, meant=meant))


def test_words_that_begin_or_end_alike_share_that_part() -> None:
    pool = {near.text: near for near in near_pool("jarvis")}
    assert pool["jargon"].kind == "start"
    assert pool["Memphis"].kind == "end"
    halves = {"start": ("ʤɑɹ", "ʤɑ"), "end": ("vɪs", "vɪs")}
    for near in pool.values():
        if near.kind in halves:
            cost = min(
                float(align(stack([heard]), encode(half), near.kind == "end", near.kind == "start")[0, -1])
                for heard, half in zip(encoded_sounds(near.text), halves[near.kind], strict=True)
            )
            assert cost <= 0.75, near


def test_a_seed_gives_the_same_words_and_the_nearest_most_often() -> None:
    drawn = near_words("jarvis", 3000, seed=4)
    assert drawn == near_words("jarvis", 3000, seed=4)
    assert drawn != near_words("jarvis", 3000, seed=5)
    shares = Counter(near.kind for near in drawn)
    assert all(shares[kind] == pytest.approx(3000 * share, rel=0.2) for kind, share in SHARES.items())
    often = Counter(near.text for near in drawn)
    words = [near.text for near in near_pool("jarvis") if near.kind == "word"]
    assert sum(often[text] for text in words[:30]) > 3 * sum(often[text] for text in words[-30:])


@pytest.mark.parametrize(
    ("word", "sentence", "held"),
    [
        ("jarvis", "it is Jarvis's car", True),
        ("jarvis", "we drove to Jervis Bay", True),
        ("jarvis", "the service was a disservice", False),
        ("friday", "see you on Fridays", True),
        ("friday", "it is a deep fry day", True),
        ("friday", "he fried an egg on Sunday", False),
        ("hal", "we shall go half way to the hall", False),
        ("hal", "thank you, Hal", True),
        ("hey computer", "so hey computer", True),
        ("hey computer", "the computer is on", False),
    ],
)
def test_a_sentence_that_holds_the_wake_word_is_known(word: str, sentence: str, held: bool) -> None:
    assert sound_alikes(word).in_text(sentence) is held


def test_a_word_that_no_lexicon_has() -> None:
    assert "zyphora" not in vocabulary("us").row
    assert sound_alikes("zyphora").in_text("look, Zyphora's hat")
    assert not sound_alikes("zyphora").in_text("the sofa is a zephyr for her")
    assert len(encoded_sounds("zyphora")[0]) == len("zɪfɔɹə")


@pytest.mark.parametrize("nothing", ["", " ", "..."])
def test_nothing_to_say_is_an_error(nothing: str) -> None:
    with pytest.raises(ValueError, match="nothing to say"):
        near_words(nothing, 3)
