"""Whisper's encoder and decoder below `faster_whisper.transcribe`: encode once, write and judge as often as needed.

Runs in the transcriber process; each call blocks. An encoder input has the length of its sound instead of Whisper's
30 s, which makes short utterances three to four times faster. No name and no hot word is ever given, and examples of
requests only where the caller says that somebody called; see `examples`.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ctranslate2
import numpy as np
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens

from assistant.transcribing.phonetics.name_correction import Token
from assistant.transcribing.whisper.decoder_prompts import CALL, EXAMPLES, LANGUAGE
from assistant.transcribing.whisper.repetition import Loop, find_loop
from assistant.transcribing.whisper.samples import RATE_HZ, Samples

TAIL_S = 1.0
"""Silence after the sound: with less the decoder cuts words off or goes round in circles, with more it is slower and
no better (tiny.en int8, 744 words: error .039 with 0.5 s, .036 with 1 s, .043 with 2 s)."""
_LENGTH_PENALTY = 0.5
"""Texts compare by their log probability over their number of tokens to this power. With 1, the mean, one that says
everything twice wins, since its second half is easy to foresee; with 0, one that stops early."""
_LEAST_PROBABILITY = 1e-10


@dataclass(frozen=True, slots=True)
class Encoded:
    """Stretches of sound as the decoder takes them."""

    features: Any
    """[stretches, positions, width] CTranslate2 StorageView."""
    seconds: tuple[float, ...]
    """Length of each stretch, without the silence after it."""


@dataclass(frozen=True, slots=True)
class Writing:
    """One text that was written for a stretch."""

    text: str
    average_log_probability: float
    """Over the text's tokens and its end, as Whisper counts."""
    log_probability: float
    """Their sum."""
    loop: Loop | None
    """Where the text goes round in circles."""
    no_speech_probability: float

    @property
    def compression_ratio(self) -> float:
        """Length of the text over its zlib-compressed length: a text that goes round in circles is above 2.4."""
        encoded = self.text.encode()
        return len(encoded) / len(zlib.compress(encoded))


class Decoder:
    """A loaded model in one language.

    Args:
        model: A `faster_whisper.WhisperModel`.
        language: ISO 639-1 code.
    """

    def __init__(self, model: Any, language: str) -> None:
        self._model = model
        self.language = language
        multilingual = model.model.is_multilingual
        self._tokenizer = Tokenizer(model.hf_tokenizer, multilingual, task="transcribe", language=language)
        self._prompt = model.get_prompt(self._tokenizer, [], without_timestamps=True)
        self._called = [
            *model.get_prompt(self._tokenizer, self._tokenizer.encode(f" {EXAMPLES}"), without_timestamps=True),
            *self._tokenizer.encode(f" {CALL}"),
        ]
        self._suppressed = get_suppressed_tokens(self._tokenizer, [-1])

    def encode(self, stretches: Sequence[Samples]) -> Encoded:
        """Encode stretches of sound, all of them as long as the longest; at most 29 s each."""
        longest = max(len(stretch) for stretch in stretches) + int(TAIL_S * RATE_HZ)
        features = [
            self._model.feature_extractor(np.pad(stretch, (0, longest - len(stretch)))) for stretch in stretches
        ]
        seconds = tuple(len(stretch) / RATE_HZ for stretch in stretches)
        return Encoded(self._model.encode(np.stack(features)), seconds)

    def only(self, encoded: Encoded, which: Sequence[int]) -> Encoded:
        """Some of the stretches."""
        if len(which) == len(encoded.seconds):
            return encoded
        features = _storage(_array(encoded.features)[list(which)])
        return Encoded(features, tuple(encoded.seconds[at] for at in which))

    def write(self, encoded: Encoded, beam_size: int, called: bool = False) -> list[Writing]:
        """The likeliest text of each stretch.

        The best text that does not go round in circles is taken; where all of them do, the best.

        Args:
            encoded: The sound.
            beam_size: Texts that are followed at once.
            called: Write requests, as they go on after a call; see `examples`. The call is then no part of the texts.
        """
        most = most_tokens(max(encoded.seconds))
        results = self._model.model.generate(
            encoded.features,
            [self._called if called and self.language == LANGUAGE else self._prompt] * len(encoded.seconds),
            beam_size=beam_size,
            num_hypotheses=beam_size,
            length_penalty=_LENGTH_PENALTY,
            max_length=2 * most,  # CTranslate2 allows the half of it, as Whisper does
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self._suppressed,
        )
        return [self._best(result, most) for result in results]

    def _best(self, result: Any, most: int) -> Writing:
        texts = [self._tokenizer.decode(tokens).strip() for tokens in result.sequences_ids]
        counts = [len(tokens) for tokens in result.sequences_ids]
        loops = [find_loop(text, count >= most) for text, count in zip(texts, counts, strict=True)]
        best = loops.index(None) if None in loops else 0
        whole = result.scores[best] * counts[best] ** _LENGTH_PENALTY
        # Whisper counts the end of the text as one token more.
        return Writing(texts[best], whole / (counts[best] + 1), whole, loops[best], result.no_speech_prob)

    def judge(self, encoded: Encoded, texts: Sequence[str], called: bool = False) -> list[list[Token]]:
        """How sure the recogniser is of each token of each text, had it been said in the one stretch of `encoded`.

        Args:
            encoded: The sound. Each text goes through the decoder beside a copy of it, which is most of the time.
            texts: At least one.
            called: They go on after a call, as in `write`.
        """
        before = f"{CALL} " if called and self.language == LANGUAGE else ""
        features = _array(encoded.features)
        tokens = [self._tokenizer.encode(f" {before}{text}") for text in texts]
        results = self._model.model.align(
            _storage(np.repeat(features, len(texts), axis=0)),
            list(self._tokenizer.sot_sequence),
            tokens,
            2 * features.shape[1],
        )
        return [
            [
                Token(start - len(before), math.log(max(_LEAST_PROBABILITY, probability)))
                for start, probability in zip(self._starts(pieces), result.text_token_probs, strict=True)
                if start >= len(before)
            ]
            for pieces, result in zip(tokens, results, strict=True)
        ]

    def _starts(self, tokens: Sequence[int]) -> list[int]:
        """Where in the text each token's first letter is; tokens begin with the space before a word."""
        starts, before = [], ""
        for at in range(len(tokens)):
            upto = self._tokenizer.decode(tokens[: at + 1]).replace("\ufffd", "")
            piece = upto[len(before) :]
            starts.append(max(0, len(before) + len(piece) - len(piece.lstrip()) - 1))
            before = upto
        return starts


def most_tokens(seconds: float) -> int:
    """A cap for decoders that go round in circles: a fast speaker needs about seven tokens a second."""
    return min(220, 16 + int(8 * seconds))


def _array(features: Any) -> Any:
    if features.device != "cpu":
        features = features.to_device(ctranslate2.Device.cpu)
    return np.array(features)


def _storage(array: Any) -> Any:
    return ctranslate2.StorageView.from_array(np.ascontiguousarray(array))
