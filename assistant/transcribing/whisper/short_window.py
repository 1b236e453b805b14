"""One pass over an utterance in an encoder input of its own length: encode once, then write and judge.

Runs in the transcriber process. Long utterances go through it in stretches. It tells where a text looks wrong, and
leaves it to the caller to hear the utterance again in Whisper's whole window.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from assistant.transcribing import second_look
from assistant.transcribing.phonetics.name_correction import Token, with_names
from assistant.transcribing.phonetics.opening_correction import with_opening
from assistant.transcribing.phonetics.phonetic_index import SoundIndex
from assistant.transcribing.wake_word import strip_wake_word
from assistant.transcribing.whisper import hallucination_filter as guard
from assistant.transcribing.whisper.chunking import cut
from assistant.transcribing.whisper.decoding import Decoder, Writing
from assistant.transcribing.whisper.hallucination_filter import Sign
from assistant.transcribing.whisper.samples import RATE_HZ, Samples
from assistant.transcribing.whisper.speech_segments import Voiced

SURE = -0.3
"""Mean log probability from which the first text of a stretch of a long utterance is taken as it is. Less sure ones
are written again with several texts followed at once, which takes twice as long."""
CERTAIN = -3.0
"""Log probability of a text from which no name is looked for: every one of 60 texts with a misheard name was below
(tiny.en), and of texts of plain words every third one is above."""
FEW_WORDS_S, WORDS_A_SECOND = 4.0, 2.2
"""Where the last words of a text go round in circles, others may be lost behind them. Not where all of them do, the
sound is so short, or the first copy has so many words already: people speak two to three words a second."""
SPARSE_S, SPARSE_WORDS = 2.5, 0.6
"""From so many seconds of speech on, fewer words than so many a second are the beginning of what was said: the texts
that end after "Hey Jarvis." fill the beam before those that go on are finished."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of sound and its text."""

    start_s: float
    evidence: guard.Evidence
    log_probability: float = -math.inf
    """Of the whole text, where it is known."""

    @property
    def looks_wrong(self) -> bool:
        """Whether a voice says something, and the text goes round in circles, is empty or far too short.

        Doubt alone is no reason to hear an utterance again in the whole window: in noise that wrote more wrong words,
        not fewer (tiny.en, 11 doubtful utterances at 5 and 10 dB: 99 instead of 79 of 91), in six times the time.
        """
        wrong = Sign.REPETITION in guard.signs(self.evidence) or not self.evidence.text
        return (wrong and self.evidence.speech_s >= guard.LEAST_SPEECH_S) or self._is_sparse

    @property
    def _is_sparse(self) -> bool:
        speech_s = self.evidence.speech_s
        return speech_s >= SPARSE_S and len(self.evidence.text.split()) < SPARSE_WORDS * speech_s


class OwnLengthPass:
    """An utterance of at most 25 s, encoded once.

    Args:
        decoder: The recogniser.
        samples: The utterance.
        voiced: Where in it somebody speaks.
    """

    def __init__(self, decoder: Decoder, samples: Samples, voiced: Voiced) -> None:
        pieces = cut(samples)
        self.stretches: list[Stretch] = []
        """What `write` wrote."""
        self._encoded = decoder.encode(pieces)
        self._starts_s = [sum(map(len, pieces[:at])) / RATE_HZ for at in range(len(pieces))]
        self._decoder = decoder
        self._voiced = voiced
        self._called = False
        self._judged: dict[tuple[int, str], list[Token]] = {}

    @property
    def looks_wrong(self) -> bool:
        """Whether a stretch does."""
        return any(stretch.looks_wrong for stretch in self.stretches)

    @property
    def is_call_alone(self) -> bool:
        """Whether nothing was written but a wake word."""
        return not strip_wake_word(joined([stretch.evidence.text for stretch in self.stretches]))

    def write(self, beam_size: int, fast: bool = False, called: bool = False) -> None:
        """Write down every stretch.

        Args:
            beam_size: Texts that are followed at once.
            fast: Follow one text alone, for words that are not final.
            called: Somebody called and asks for something; see `examples`. A call as such is then not written down.
        """
        self._called = called
        self._judged.clear()
        count = len(self._starts_s)
        written = self._write(range(count), 1 if fast or count > 1 else beam_size)
        self.stretches = [self._stretch(at, writing, fast) for at, writing in enumerate(written)]
        if fast or count == 1 or beam_size == 1:
            return
        unsure = [
            at
            for at, writing in enumerate(written)
            if writing.average_log_probability < SURE or writing.loop is not None
        ]
        for at, writing in zip(unsure, self._write(unsure, beam_size), strict=True):
            self.stretches[at] = self._stretch(at, writing)

    def _write(self, which: Sequence[int], beam_size: int) -> list[Writing]:
        """Write some of the stretches; a call comes before the first of all alone."""
        after_call, others = ([which[0]], which[1:]) if self._called and 0 in which else ([], which)
        return [
            writing
            for part, called in ((after_call, True), (others, False))
            if part
            for writing in self._decoder.write(self._decoder.only(self._encoded, part), beam_size, called)
        ]

    def judge(self, at: int, texts: Sequence[str]) -> list[list[Token]]:
        """How sure the recogniser is of texts for one stretch; see `Decoder.judge`."""
        if len(texts) == 1 and (at, texts[0]) in self._judged:
            return [self._judged[at, texts[0]]]
        judged = self._decoder.judge(self._decoder.only(self._encoded, [at]), texts, self._called and at == 0)
        self._judged.update({(at, text): tokens for text, tokens in zip(texts, judged, strict=True)})
        return judged

    def put_opening(self) -> None:
        """Put the opening of the request in that was said."""
        first = self.stretches[0]
        if self._decoder.language == "en" and first.log_probability <= CERTAIN:
            text = with_opening(first.evidence.text, partial(self.judge, 0))
            self.stretches[0] = replace(first, evidence=replace(first.evidence, text=text))

    def put_names(self, names: SoundIndex) -> None:
        """Put the expected names in that were said."""
        for at, stretch in enumerate(self.stretches):
            text = stretch.evidence.text
            if stretch.log_probability <= CERTAIN:
                text = with_names(text, names, partial(self.judge, at))
            text = names.respelled(text)
            self.stretches[at] = replace(stretch, evidence=replace(stretch.evidence, text=text))

    def holds(self, word: str, unlikely: bool) -> bool:
        """Whether a wake word is at the beginning of what was heard; see `second_look`."""
        text, seconds = self.stretches[0].evidence.text, self._encoded.seconds[0]
        if self._voiced.seconds(0.0, seconds) < guard.LEAST_SPEECH_S:
            return False
        if second_look.is_in(text, word):
            return True
        if not unlikely and self.stretches[0].evidence.average_log_probability < second_look.CLEAR:
            return True
        found = second_look.candidates(text, word)
        if not found:
            return False
        own, *others = self.judge(0, [text[: max(one.end for one in found)], *(one.text for one in found)])
        return second_look.was_said(found, own, others)

    def _stretch(self, at: int, writing: Writing, fast: bool = False) -> Stretch:
        start_s, seconds = self._starts_s[at], self._encoded.seconds[at]
        loop = writing.loop
        if loop is not None:
            kept = writing.text[: loop.end]
            if fast or loop.start == 0 or seconds <= FEW_WORDS_S or len(kept.split()) >= WORDS_A_SECOND * seconds:
                writing = replace(writing, text=kept)
        if self._called and at == 0:  # A call that is written once more; one without a request stays.
            writing = replace(writing, text=strip_wake_word(writing.text) or writing.text)
        evidence = guard.Evidence(
            writing.text,
            seconds,
            seconds,
            writing.no_speech_probability,
            writing.average_log_probability,
            writing.compression_ratio,
        )
        # As if all of it were speech: where nothing else speaks against the text, silence alone would not reject it.
        if guard.signs(evidence) or len(writing.text.split()) < SPARSE_WORDS * seconds:
            evidence = replace(evidence, speech_s=self._voiced.seconds(start_s, start_s + seconds))
        return Stretch(start_s, evidence, writing.log_probability)


def joined(texts: list[str]) -> str:
    """The text of an utterance that was cut: the full stops before the cuts are the recogniser's, not the speaker's."""
    kept = [text.strip() for text in texts if text.strip()]
    return " ".join([*(text.removesuffix(".") for text in kept[:-1]), *kept[-1:]])
