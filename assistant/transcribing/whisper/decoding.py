"""Runs Whisper's encoder and decoder below `faster_whisper.transcribe`: a sound is encoded once, then decoded and
scored as often as needed.

Each call blocks. An encoder input has the length of its sound instead of Whisper's 30 s, which makes short utterances
three to four times faster. No name and no hot word is ever given to the decoder; examples of requests only where the
caller says that somebody called (see `decoder_prompts`).
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

from assistant.transcribing.phonetics.corrections import Token
from assistant.transcribing.whisper.decoder_prompts import CALL, EXAMPLES, LANGUAGE
from assistant.transcribing.whisper.hallucination_filter import Repetition, find_repetition
from assistant.transcribing.whisper.utterance_sound import RATE_HZ, Samples

TAIL_S = 1.0
"""Silence after the sound. With less, the decoder cuts words off or repeats itself; with more, it is slower and no
better (tiny.en int8, 744 words: error .039 with 0.5 s, .036 with 1 s, .043 with 2 s)."""
_LENGTH_PENALTY = 0.5
"""Texts compare by their log probability over their number of tokens to this power. With 1, the mean, a text that says
everything twice wins, because its second half is easy to predict; with 0, a text that stops early."""
_MIN_PROBABILITY = 1e-10


@dataclass(frozen=True, slots=True)
class EncodedSound:
    """Holds stretches of sound as the decoder takes them."""

    features: Any
    """[stretches, positions, width] CTranslate2 StorageView."""
    seconds: tuple[float, ...]
    """Length of each stretch, without the silence after it."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Holds one text that was decoded for a stretch."""

    text: str
    average_log_probability: float
    """Mean over the tokens of the text and its end, as Whisper counts."""
    log_probability: float
    """Sum over the tokens of the text and its end."""
    repetition: Repetition | None
    """Marks where the text repeats itself."""
    no_speech_probability: float

    @property
    def compression_ratio(self) -> float:
        """Returns the length of the text over its zlib-compressed length; above 2.4 for a text that repeats itself."""
        encoded = self.text.encode()
        return len(encoded) / len(zlib.compress(encoded))


class Decoder:
    """Decodes with a loaded model in one language.

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
        self._after_call = [
            *model.get_prompt(self._tokenizer, self._tokenizer.encode(f" {EXAMPLES}"), without_timestamps=True),
            *self._tokenizer.encode(f" {CALL}"),
        ]
        self._suppressed = get_suppressed_tokens(self._tokenizer, [-1])

    def encode(self, stretches: Sequence[Samples]) -> EncodedSound:
        """Encodes stretches of sound, each padded to the longest; at most 29 s each."""
        longest = max(len(stretch) for stretch in stretches) + int(TAIL_S * RATE_HZ)
        features = [
            self._model.feature_extractor(np.pad(stretch, (0, longest - len(stretch)))) for stretch in stretches
        ]
        seconds = tuple(len(stretch) / RATE_HZ for stretch in stretches)
        return EncodedSound(self._model.encode(np.stack(features)), seconds)

    def select(self, encoded: EncodedSound, which: Sequence[int]) -> EncodedSound:
        """Returns only the stretches whose indices are in `which`."""
        if len(which) == len(encoded.seconds):
            return encoded
        features = _storage(_array(encoded.features)[list(which)])
        return EncodedSound(features, tuple(encoded.seconds[at] for at in which))

    def decode(self, encoded: EncodedSound, beam_size: int, called: bool = False) -> list[Hypothesis]:
        """Returns the likeliest text of each stretch.

        The best text that does not repeat itself is taken; where all of them do, the best.

        Args:
            encoded: The sound.
            beam_size: Number of texts that are followed at once.
            called: Whether the sound follows a call: requests are then expected (see `decoder_prompts`), and the call
                is no part of the texts.
        """
        most = max_tokens(max(encoded.seconds))
        results = self._model.model.generate(
            encoded.features,
            [self._after_call if called and self.language == LANGUAGE else self._prompt] * len(encoded.seconds),
            beam_size=beam_size,
            num_hypotheses=beam_size,
            length_penalty=_LENGTH_PENALTY,
            max_length=2 * most,  # CTranslate2 allows half of it, as Whisper does
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self._suppressed,
        )
        return [self._best(result, most) for result in results]

    def _best(self, result: Any, most: int) -> Hypothesis:
        texts = [self._tokenizer.decode(tokens).strip() for tokens in result.sequences_ids]
        counts = [len(tokens) for tokens in result.sequences_ids]
        repetitions = [find_repetition(text, count >= most) for text, count in zip(texts, counts, strict=True)]
        best = repetitions.index(None) if None in repetitions else 0
        whole = result.scores[best] * counts[best] ** _LENGTH_PENALTY
        # Whisper counts the end of the text as one token more.
        return Hypothesis(texts[best], whole / (counts[best] + 1), whole, repetitions[best], result.no_speech_prob)

    def score_texts(self, encoded: EncodedSound, texts: Sequence[str], called: bool = False) -> list[list[Token]]:
        """Returns how sure the recogniser is of each token of each text, had the text been said in the one stretch of
        `encoded`.

        Args:
            encoded: The sound. Each text goes through the decoder beside a copy of it, which takes most of the time.
            texts: At least one text.
            called: Whether the texts follow a call, as in `decode`.
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
                Token(start - len(before), math.log(max(_MIN_PROBABILITY, probability)))
                for start, probability in zip(self._starts(pieces), result.text_token_probs, strict=True)
                if start >= len(before)
            ]
            for pieces, result in zip(tokens, results, strict=True)
        ]

    def _starts(self, tokens: Sequence[int]) -> list[int]:
        """Returns the offset of each token's first letter in the text; tokens begin with the space before a word."""
        starts, before = [], ""
        for at in range(len(tokens)):
            upto = self._tokenizer.decode(tokens[: at + 1]).replace("\ufffd", "")
            piece = upto[len(before) :]
            starts.append(max(0, len(before) + len(piece) - len(piece.lstrip()) - 1))
            before = upto
        return starts


def max_tokens(seconds: float) -> int:
    """Returns the cap on tokens, for decoders that repeat themselves: a fast speaker needs about seven tokens a
    second."""
    return min(220, 16 + int(8 * seconds))


def _array(features: Any) -> Any:
    if features.device != "cpu":
        features = features.to_device(ctranslate2.Device.cpu)
    return np.array(features)


def _storage(array: Any) -> Any:
    return ctranslate2.StorageView.from_array(np.ascontiguousarray(array))
