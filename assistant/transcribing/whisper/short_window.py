"""Recognises an utterance in an encoder input of its own length: encodes it once, then decodes and scores.

Long utterances are divided into stretches. `Stretch.looks_wrong` marks a text that looks wrong; the caller then hears
the utterance again in Whisper's whole window.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from assistant.transcribing import second_look
from assistant.transcribing.phonetics.corrections import Token, correct_names, correct_opening
from assistant.transcribing.phonetics.names import PhoneticIndex
from assistant.transcribing.wake_word import strip_wake_word
from assistant.transcribing.whisper.decoding import Decoder, Hypothesis
from assistant.transcribing.whisper.hallucination_filter import MIN_SPEECH_S, Evidence, Sign, signs
from assistant.transcribing.whisper.utterance_sound import RATE_HZ, Samples, SpeechSegments, split_at_pauses

ACCEPTED_LOG_PROBABILITY = -0.3
"""Mean log probability from which the first text of a stretch of a long utterance is accepted. Less sure stretches are
decoded again with a beam, which takes twice as long."""
CERTAIN_LOG_PROBABILITY = -3.0
"""Log probability of a text from which no name is looked for. Each of 60 texts with a misheard name was below it
(tiny.en), and every third text of plain words is above it."""
FEW_WORDS_S, WORDS_A_SECOND = 4.0, 2.2
"""Where the end of a text is a repetition, other words may be lost behind it: the utterance is heard again in the whole
window. Not where the whole text is a repetition, where the sound is at most FEW_WORDS_S long, or where the first copy
has WORDS_A_SECOND words per second already: people speak two to three words a second."""
SPARSE_S, SPARSE_WORDS = 2.5, 0.6
"""Where at least SPARSE_S seconds of speech have fewer than SPARSE_WORDS words per second, the text is truncated: texts
that end after "Hey Jarvis." fill the beam before those that continue are finished."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Holds a stretch of sound and its text."""

    start_s: float
    """Start in the utterance, in seconds."""
    evidence: Evidence
    log_probability: float = -math.inf
    """Log probability of the whole text; −∞ where it is not known."""

    @property
    def looks_wrong(self) -> bool:
        """Returns whether somebody speaks, and the text repeats itself, is empty or far too short.

        Doubt alone is no reason to hear an utterance again in the whole window: in noise that gave more wrong words,
        not fewer (tiny.en, 11 doubtful utterances at 5 and 10 dB: 99 instead of 79 of 91), in six times the time.
        """
        wrong = Sign.REPETITION in signs(self.evidence) or not self.evidence.text
        return (wrong and self.evidence.speech_s >= MIN_SPEECH_S) or self._is_sparse

    @property
    def _is_sparse(self) -> bool:
        speech_s = self.evidence.speech_s
        return speech_s >= SPARSE_S and len(self.evidence.text.split()) < SPARSE_WORDS * speech_s


class ShortWindowPass:
    """Recognises an utterance of at most 25 s, encoded once.

    Args:
        decoder: The recogniser.
        samples: The utterance.
        speech: Finds where somebody speaks in the utterance.
    """

    def __init__(self, decoder: Decoder, samples: Samples, speech: SpeechSegments) -> None:
        pieces = split_at_pauses(samples)
        self.stretches: list[Stretch] = []
        """The stretches with the texts that `decode` found."""
        self._encoded = decoder.encode(pieces)
        self._starts_s = [sum(map(len, pieces[:at])) / RATE_HZ for at in range(len(pieces))]
        self._decoder = decoder
        self._speech = speech
        self._after_call = False
        self._scores: dict[tuple[int, str], list[Token]] = {}

    @property
    def looks_wrong(self) -> bool:
        """Returns whether one of the stretches looks wrong."""
        return any(stretch.looks_wrong for stretch in self.stretches)

    @property
    def is_call_alone(self) -> bool:
        """Returns whether the text is only a wake word."""
        return not strip_wake_word(join_texts([stretch.evidence.text for stretch in self.stretches]))

    def decode(self, beam_size: int, fast: bool = False, called: bool = False) -> None:
        """Decodes every stretch.

        Args:
            beam_size: Number of texts that are followed at once.
            fast: Whether only one text is followed, for words that are not final.
            called: Whether a call comes before the request for certain; see `Decoder.decode`.
        """
        self._after_call = called
        self._scores.clear()
        count = len(self._starts_s)
        written = self._decode(range(count), 1 if fast or count > 1 else beam_size)
        self.stretches = [self._stretch(at, hypothesis, fast) for at, hypothesis in enumerate(written)]
        if fast or count == 1 or beam_size == 1:
            return
        unsure = [
            at
            for at, hypothesis in enumerate(written)
            if hypothesis.average_log_probability < ACCEPTED_LOG_PROBABILITY or hypothesis.repetition is not None
        ]
        for at, hypothesis in zip(unsure, self._decode(unsure, beam_size), strict=True):
            self.stretches[at] = self._stretch(at, hypothesis)

    def _decode(self, which: Sequence[int], beam_size: int) -> list[Hypothesis]:
        """Decodes some of the stretches; a call comes only before the first stretch of all."""
        after_call, others = ([which[0]], which[1:]) if self._after_call and 0 in which else ([], which)
        return [
            hypothesis
            for part, called in ((after_call, True), (others, False))
            if part
            for hypothesis in self._decoder.decode(self._decoder.select(self._encoded, part), beam_size, called)
        ]

    def score_texts(self, at: int, texts: Sequence[str]) -> list[list[Token]]:
        """Returns how sure the recogniser is of texts for the stretch `at`; see `Decoder.score_texts`."""
        if len(texts) == 1 and (at, texts[0]) in self._scores:
            return [self._scores[at, texts[0]]]
        judged = self._decoder.score_texts(
            self._decoder.select(self._encoded, [at]), texts, self._after_call and at == 0
        )
        self._scores.update({(at, text): tokens for text, tokens in zip(texts, judged, strict=True)})
        return judged

    def take_stretches(self, stretches: list[Stretch]) -> None:
        """Replaces the stretches by those of another pass over the same sound.

        Corrections then score the new texts on this pass's encoding.
        """
        self.stretches = stretches

    def correct_opening(self) -> None:
        """Corrects the opening of the request; see `corrections.correct_opening`."""
        first = self.stretches[0]
        if self._decoder.language == "en" and first.log_probability <= CERTAIN_LOG_PROBABILITY:
            text = correct_opening(first.evidence.text, partial(self.score_texts, 0))
            self.stretches[0] = replace(first, evidence=replace(first.evidence, text=text))

    def correct_names(self, names: PhoneticIndex) -> None:
        """Corrects the names of each stretch; see `corrections.correct_names`."""
        for at, stretch in enumerate(self.stretches):
            text = stretch.evidence.text
            if stretch.log_probability <= CERTAIN_LOG_PROBABILITY:
                text = correct_names(text, names, partial(self.score_texts, at))
            text = names.respell(text)
            self.stretches[at] = replace(stretch, evidence=replace(stretch.evidence, text=text))

    def wake_word_said(self, word: str, unlikely: bool) -> bool:
        """Returns whether the wake word `word` is at the beginning of what was heard; see `second_look`.

        Args:
            word: The wake word as it is spoken.
            unlikely: Whether the verifier doubts the call, too.
        """
        text, seconds = self.stretches[0].evidence.text, self._encoded.seconds[0]
        if self._speech.seconds(0.0, seconds) < MIN_SPEECH_S:
            return False
        if second_look.holds_wake_word(text, word):
            return True
        if not unlikely and self.stretches[0].evidence.average_log_probability < second_look.MIN_CLEAR_LOG_PROBABILITY:
            return True
        found = second_look.candidates(text, word)
        if not found:
            return False
        own, *others = self.score_texts(0, [text[: max(one.end for one in found)], *(one.text for one in found)])
        return second_look.is_confirmed(found, own, others)

    def _stretch(self, at: int, hypothesis: Hypothesis, fast: bool = False) -> Stretch:
        start_s, seconds = self._starts_s[at], self._encoded.seconds[at]
        repetition = hypothesis.repetition
        if repetition is not None:
            kept = hypothesis.text[: repetition.end]
            if fast or repetition.start == 0 or seconds <= FEW_WORDS_S or len(kept.split()) >= WORDS_A_SECOND * seconds:
                hypothesis = replace(hypothesis, text=kept)
        if self._after_call and at == 0:  # Remove a call that the decoder repeats; a call without a request stays.
            hypothesis = replace(hypothesis, text=strip_wake_word(hypothesis.text) or hypothesis.text)
        evidence = Evidence(
            hypothesis.text,
            seconds,
            seconds,
            hypothesis.no_speech_probability,
            hypothesis.average_log_probability,
            hypothesis.compression_ratio,
        )
        # Until here all of the sound counts as speech. Silence alone never rejects a text, so the detector runs only
        # where another sign speaks against the text.
        if signs(evidence) or len(hypothesis.text.split()) < SPARSE_WORDS * seconds:
            evidence = replace(evidence, speech_s=self._speech.seconds(start_s, start_s + seconds))
        return Stretch(start_s, evidence, hypothesis.log_probability)


def join_texts(texts: list[str]) -> str:
    """Returns the text of an utterance that was divided: the full stops before the cuts are the recogniser's, not the
    speaker's."""
    kept = [text.strip() for text in texts if text.strip()]
    return " ".join([*(text.removesuffix(".") for text in kept[:-1]), *kept[-1:]])
