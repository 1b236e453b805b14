"""The wake word is removed from a transcript."""

import pytest

from assistant.transcribing.wake_word import strip_wake_word


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("Jarvis, paint me a fox.", "paint me a fox."),
        ("Jarvis paint me a fox", "paint me a fox"),
        ("Jarvis. Paint me a fox.", "Paint me a fox."),
        ("Jarvis! Paint me a fox.", "Paint me a fox."),
        ("JARVIS... paint me a fox", "paint me a fox"),
        ("Hey Jarvis, paint me a fox.", "paint me a fox."),
        ("Hey, Jarvis, paint me a fox.", "paint me a fox."),
        ("Okay Jarvis, paint me a fox.", "paint me a fox."),
        ("Jarvis, Jarvis, paint me a fox.", "paint me a fox."),
        ("Jarvis's paint me a fox.", "paint me a fox."),
        ("Jarvis’s paint me a fox.", "paint me a fox."),
        ("Jarvis, a fox in the snow.", "a fox in the snow."),
        ("Jarvis stop", "stop"),
        ("Jarvis, male mir einen Fuchs", "male mir einen Fuchs"),
        # misheard
        ("Jervis, paint me a fox.", "paint me a fox."),
        ("Travis paint me a fox.", "paint me a fox."),
        ("Javis, paint me a fox.", "paint me a fox."),
        ("Chavis, paint me a fox.", "paint me a fox."),
        ("charvis paint me a fox", "paint me a fox"),
        ("Service, paint me a fox.", "paint me a fox."),
        ("Harvest, paint me a fox.", "paint me a fox."),
        ("Davis, draw me a fox.", "draw me a fox."),
        ("Hey Jarvish, paint me a fox.", "paint me a fox."),
        ("Hey Jar vis, paint me a fox.", "paint me a fox."),
        ("Travis, a fox in the snow.", "a fox in the snow."),
        # the end of another sentence first
        ("…and so. Jarvis, paint me a fox", "paint me a fox"),
        ("and that was it. Jarvis paint me a fox", "paint me a fox"),
        ("we went to the store. Travis, paint me a fox", "paint me a fox"),
        ("we should paint the house. Jarvis, draw me a fox", "draw me a fox"),
        ("to the store and Jarvis paint me a fox", "paint me a fox"),
        # the name belongs to the request, or is none
        ("paint me Jarvis the butler", "paint me Jarvis the butler"),
        ("Jarvis, paint me Jarvis the butler.", "paint me Jarvis the butler."),
        ("Jarvis, paint me Travis Scott.", "paint me Travis Scott."),
        ("paint me a service dog", "paint me a service dog"),
        ("paint me Davis, paint me", "paint me Davis, paint me"),
        ("Travis Scott is on the stage", "Travis Scott is on the stage"),
        ("Service dogs are nice", "Service dogs are nice"),
        ("Save us a seat", "Save us a seat"),
        ("I'm going to the store.", "I'm going to the store."),
        ("Paint me a picture of a long road through the mountains to the house of Jarvis",
         "Paint me a picture of a long road through the mountains to the house of Jarvis"),
        # nothing after it
        ("Jarvis.", ""),
        ("Hey Jarvis", ""),
        ("and so on. Jarvis.", ""),
        ("Travis.", "Travis."),
        ("Stop, Jarvis.", "Stop"),
        ("we went home. Stop painting, Jarvis!", "Stop painting"),
        ("", ""),
        ("...", "..."),
        ("   ", ""),
    ],
)  # fmt: skip
def test_keeps_what_was_said_to_the_assistant(heard: str, said: str) -> None:
    assert strip_wake_word(heard) == said


def test_a_long_text_takes_no_time_to_look_at() -> None:
    text = "word " * 100_000
    assert strip_wake_word(text) == text.strip()
