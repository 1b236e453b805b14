"""Examples of the prompt are recognised when the decoder repeats them."""

import pytest

from assistant.transcribing.whisper.decoder_prompts import EXAMPLES, is_echo
from assistant.transcribing.whisper.hallucination_filter import Evidence, is_credible


def evidence(text: str, speech_s: float) -> Evidence:
    return Evidence(text, 3.0, speech_s, 0.1, -0.2, 1.0)


@pytest.mark.parametrize("text", [EXAMPLES, "Paint me a fox in the snow.", "draw a knight and a dragon"])
def test_examples_that_come_back_from_silence_were_not_said(text: str) -> None:
    assert is_echo(text)
    assert not is_credible(evidence(text, 0.0))
    assert is_credible(evidence(text, 1.5)), "somebody may wish for a fox in the snow"


@pytest.mark.parametrize("text", ["Paint me a fox in the forest.", "a dragon", "Paint me a fox.", ""])
def test_other_requests_are_no_echo(text: str) -> None:
    assert not is_echo(text)
