"""Text from silence is rejected by numbers, and repetitions are found."""

import pytest

from assistant.transcribing.whisper.hallucination_filter import (
    Evidence,
    Sign,
    find_repetition,
    is_credible,
    is_known_phrase,
    signs,
)


def evidence(  # a clear sentence, but for what a test changes
    text: str = "Paint me a fox.",
    seconds: float = 4.0,
    speech_s: float = 2.5,
    no_speech: float = 0.02,
    log_probability: float = -0.2,
    compression: float = 1.0,
) -> Evidence:
    return Evidence(text, seconds, speech_s, no_speech, log_probability, compression)


ONE_SIGN = [
    (evidence(speech_s=0.0), Sign.SILENCE),
    (evidence(seconds=30.0, speech_s=0.5), Sign.SILENCE),
    (evidence(no_speech=0.95), Sign.NO_SPEECH),
    (evidence(log_probability=-1.4), Sign.DOUBT),
    (evidence(text="no no no no no no no no no no no no", compression=4.0), Sign.REPETITION),
    (evidence(text="Thank you."), Sign.KNOWN_PHRASE),
]


@pytest.mark.parametrize(("found", "sign"), ONE_SIGN)
def test_one_sign_alone_never_rejects(found: Evidence, sign: Sign) -> None:
    assert signs(found) == {sign}
    assert is_credible(found)


@pytest.mark.parametrize(
    "found",
    [
        evidence(text="Thank you.", speech_s=0.0),
        evidence(text="you", no_speech=0.9),
        evidence(text="Thanks for watching!", log_probability=-1.2),
        evidence(text="Paint me a fox.", speech_s=0.0, no_speech=0.9),
        evidence(text="Paint me a fox.", no_speech=0.9, log_probability=-1.2),
        evidence(text="la la la la la la la la la", speech_s=0.0, compression=3.0),
        evidence(text=""),
        evidence(text=" . . ."),
        evidence(text="…"),
        evidence(text="♪"),
    ],
)
def test_two_signs_or_no_word_reject(found: Evidence) -> None:
    assert not is_credible(found)


def test_a_clear_sentence_has_no_sign_against_it() -> None:
    assert not signs(evidence())
    assert not signs(evidence(text="Stop.", seconds=2.0, speech_s=0.35))


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for watching!", "Thanks for watching.", " you", "You.", "Bye-bye.",
        "Thank you. Thank you. Thank you.",
        "♪", "♪ ♪", "[Music]", "(applause)", "*music*", "♪ la la la ♪", "[BLANK_AUDIO]",
        "Subtitles by the Amara.org community",
        "Captioned by John Doe", "Please subscribe to my channel.", "Don't forget to subscribe!", "Vielen Dank.",
        "Untertitel der Amara.org-Community",
    ],
)  # fmt: skip
def test_known_phrases(text: str) -> None:
    assert is_known_phrase(text)


@pytest.mark.parametrize(
    "text",
    [
        "Paint me a fox.", "Thank you for painting me a fox.", "Subtitles are nice", "stop", "again", "keep it",
        "Paint me (please) a fox", "you you and me", "Music of the night", "paint me [a fox]",
    ],
)  # fmt: skip
def test_sentences_are_no_known_phrases(text: str) -> None:
    assert not is_known_phrase(text)


def test_words_that_go_round_are_a_sign() -> None:
    assert signs(evidence(text="a stone bridge over a stone bridge over a river")) == {Sign.REPETITION}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Jarvis, paint me a fox. Jarvis, paint me a fox.", "Jarvis, paint me a fox"),
        ("a river by a stone bridge by a stone bridge by", "by a stone bridge"),
        ("join these join these join these join these join these", "join these"),
        ("so, la la la la la", "la"),
        ("Hey Jarvis, paint me, paint me, paint me, paint me, paint me", "paint me"),
    ],
)
def test_a_loop_is_found_with_its_first_copy(text: str, first: str) -> None:
    loop = find_repetition(text)
    assert loop is not None
    assert text[loop.start : loop.end] == first


@pytest.mark.parametrize(
    "text",
    [
        "", "...", "stop", "no no no no", "a very, very, very big fox", "paint me a fox and paint me a hare",
        "a red fox, a red hare, a red house, a red tree", "Jarvis, Jarvis, Jarvis", "again and again and again",
    ],
)  # fmt: skip
def test_what_people_repeat_is_no_loop(text: str) -> None:
    assert find_repetition(text) is None


def test_a_copy_that_was_cut_off_counts_where_the_decoder_was_stopped() -> None:
    text = "A stone bridge with a dog on it and a white church. A stone bridge with a dog on"
    assert find_repetition(text) is None
    loop = find_repetition(text, unfinished=True)
    assert loop is not None
    assert text[loop.start : loop.end] == "A stone bridge with a dog on it and a white church"
    assert find_repetition("a red fox and a blue fox and a", unfinished=True) is None
