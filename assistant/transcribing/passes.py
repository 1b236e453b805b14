"""One pass over an utterance in an encoder input of its own length: encode, write, and what speaks against the text.

Runs in the transcriber process. Long utterances go through it in stretches. It never repairs a text: where one looks
wrong, the caller hears the utterance again in Whisper's whole window.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.transcribing import guard
from assistant.transcribing.cutting import cut
from assistant.transcribing.decoding import Decoder, Writing
from assistant.transcribing.guard import Sign
from assistant.transcribing.samples import RATE_HZ, Samples
from assistant.transcribing.voiced import Voiced

SURE = -0.35
"""Mean log probability from which the first text of a stretch of a long utterance is taken as it is. Less sure ones
are written again with several texts followed at once, which takes twice as long."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of sound and its text."""

    start_s: float
    evidence: guard.Evidence

    @property
    def looks_wrong(self) -> bool:
        """Whether a voice says something, and the recogniser doubts its words or goes round in circles."""
        return bool(guard.signs(self.evidence) & {Sign.DOUBT, Sign.REPETITION}) and self.evidence.speech_s > 0


class OwnLengthPass:
    """An utterance of at most 25 s, encoded once.

    Args:
        decoder: The recogniser.
        samples: The utterance.
        voiced: Where in it somebody speaks.
    """

    def __init__(self, decoder: Decoder, samples: Samples, voiced: Voiced) -> None:
        pieces = cut(samples)
        self.encoded = decoder.encode(pieces)
        self.starts_s = [sum(map(len, pieces[:at])) / RATE_HZ for at in range(len(pieces))]
        self._decoder = decoder
        self._voiced = voiced

    def write(self, beam_size: int, fast: bool) -> list[Stretch]:
        """Write down every stretch.

        Args:
            beam_size: Texts that are followed at once.
            fast: Follow one text alone, for words that are not final.
        """
        count = len(self.starts_s)
        first_beam = 1 if fast or count > 1 else beam_size
        written = [texts[0] for texts in self._decoder.write(self.encoded, first_beam)]
        stretches = [self._stretch(at, writing) for at, writing in enumerate(written)]
        if fast or count == 1 or beam_size == 1:
            return stretches
        unsure = [
            at
            for at, stretch in enumerate(stretches)
            if stretch.evidence.average_log_probability < SURE or guard.goes_round(stretch.evidence.text)
        ]
        if unsure:
            again = self._decoder.write(self._decoder.only(self.encoded, unsure), beam_size)
            for at, texts in zip(unsure, again, strict=True):
                stretches[at] = self._stretch(at, texts[0])
        return stretches

    def _stretch(self, at: int, writing: Writing) -> Stretch:
        start_s, seconds = self.starts_s[at], self.encoded.seconds[at]
        evidence = guard.Evidence(
            writing.text,
            seconds,
            seconds,
            writing.no_speech_probability,
            writing.average_log_probability,
            writing.compression_ratio,
        )
        # As if all of it were speech: where nothing else speaks against the text, silence alone would not reject it.
        if guard.signs(evidence):
            evidence = replace(evidence, speech_s=self._voiced.seconds(start_s, start_s + seconds))
        return Stretch(start_s, evidence)


def joined(texts: list[str]) -> str:
    """The text of an utterance that was cut: the full stops before the cuts are the recogniser's, not the speaker's."""
    kept = [text.strip() for text in texts if text.strip()]
    return " ".join([*(text.removesuffix(".") for text in kept[:-1]), *kept[-1:]])
