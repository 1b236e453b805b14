"""The Whisper recogniser: from an utterance to its words. Runs in the transcriber process; the home of faster_whisper.

It never expects words: no prompt and no hot words, so a wake word in a transcript was heard and not suggested.
"""

from __future__ import annotations

import logging
import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ctranslate2
import faster_whisper
import numpy as np
import numpy.typing as npt
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens
from faster_whisper.utils import available_models, download_model
from faster_whisper.vad import get_vad_model

from assistant.core.engines import Progress, Report
from assistant.core.errors import ConfigError, ModelMissing
from assistant.core.request import Audio, Segment, Transcript
from assistant.settings import TranscriberSettings
from assistant.transcribing import guard, weights
from assistant.transcribing.failures import engine_failure
from assistant.transcribing.processors import thread_count
from assistant.transcribing.samples import RATE_HZ, Samples, to_samples
from assistant.transcribing.wake_word import strip_wake_word

log = logging.getLogger(__name__)

_WINDOW_S = 30.0
"""Whisper's encoder hears at most this much at once."""
_SHORT_S = 25.0
"""Longest utterance that is encoded in its own length instead of a whole window."""
_TAIL_S = 1.0
"""Silence after such an utterance. An encoder input of its own length makes transcribing three to four times faster
for about the same words (tiny.en int8, 48 utterances: word error rate .036 for .032 with the whole window)."""
_LEAST_S = 0.1
_VAD_BLOCK = 512
"""Samples that Silero's voice detector judges at once: 32 ms."""
_SPEECH = 0.5
"""Silero's own threshold."""
_TEMPERATURES = (0.0, 0.4, 0.8)
"""Of the second look at a doubtful decoding; Whisper's own ladder has six steps and takes twice as long."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    start_s: float
    evidence: guard.Evidence


class WhisperTranscriber:
    """Whisper through CTranslate2. Blocking, one utterance at a time."""

    def __init__(self, settings: TranscriberSettings) -> None:
        self._settings = settings
        self._model: Any = None
        self.name = settings.model
        """As people read it, with the number format once it is loaded: "tiny.en int8"."""

    def load(self) -> None:
        """Load the weights. Blocks for about a second, or for a download where `model` is a hub name.

        Raises:
            ModelMissing: The folder or the hub's model is absent, incomplete or damaged.
            OutOfMemory: The device has too little memory.
            ConfigError: No such device, or the device lacks the number format.
        """
        folder = weights.find_folder(self._settings.model) or _fetch(self._settings.model)
        device = self._settings.device
        if device == "auto" and ctranslate2.get_cuda_device_count() > 0:
            try:
                self._load(folder, "cuda")
                return
            except ConfigError as error:
                log.warning("the speech model runs on the processor: %s", error)
        self._load(folder, "cuda" if device == "cuda" else "cpu")

    def transcribe(self, audio: Audio, report: Report) -> Transcript:
        """The words of `audio`, without the wake word. Blocks; reports after each window of at most 30 s.

        Raises:
            NothingHeard: Nobody spoke, or nothing but the wake word.
            BadRecording: The samples are not readable.
            OutOfMemory: The device has too little memory.
        """
        samples = to_samples(audio)
        if len(samples) < _LEAST_S * RATE_HZ:
            raise guard.nothing_heard()
        if self._model is None:
            self.load()
        total = max(1, math.ceil(len(samples) / RATE_HZ / _WINDOW_S))
        report(Progress(0, total))
        voiced = _voiced(samples)
        segments: list[Segment] = []
        try:
            language, stretches = self._decode(samples, voiced)
            for done, stretch in enumerate(stretches, start=1):
                report(Progress(min(done, total), total))
                if guard.was_said(stretch.evidence):
                    segments.append(_segment(stretch))
        except (RuntimeError, ValueError, MemoryError) as error:
            raise engine_failure(error, self.name) from error
        text = strip_wake_word(" ".join(segment.text for segment in segments))
        if not any(character.isalnum() for character in text):
            raise guard.nothing_heard()
        mean = sum(segment.average_log_probability for segment in segments) / len(segments)
        return Transcript(text, language, min(1.0, math.exp(mean)), tuple(segments))

    def _load(self, folder: Path, device: str) -> None:
        wanted = self._settings.compute_type
        compute_type = ("float16" if device == "cuda" else "int8") if wanted == "auto" else wanted
        try:
            model = faster_whisper.WhisperModel(
                str(folder),
                device=device,
                compute_type=compute_type,
                cpu_threads=thread_count(self._settings.threads),
                local_files_only=True,
            )
            if device == "cuda":  # its libraries load at the first encoding, which is where one can be missing
                model.encode(np.zeros((model.feature_extractor.mel_filters.shape[0], 100), np.float32))
        except ValueError as error:
            raise ConfigError(
                f"The speech model cannot use {device} with {compute_type}: {error}",
                'Set transcriber.device and transcriber.compute_type to "auto".',
            ) from error
        except Exception as error:  # tokenizers raises bare Exception for a damaged file
            raise engine_failure(error, self._settings.model, folder) from error
        self._model = model
        self.name = f"{self._settings.model} {compute_type}"

    def _decode(self, samples: Samples, voiced: npt.NDArray[np.bool_]) -> tuple[str, Iterator[_Stretch]]:
        """Language and stretches of text, which are decoded while they are taken."""
        language = self._settings.language if self._model.model.is_multilingual else "en"
        if language is not None and len(samples) <= _SHORT_S * RATE_HZ:
            evidence = self._decode_short(samples, _seconds(voiced), language)
            # Where nobody spoke a second look gains nothing; a doubtful text of a voice deserves the whole window.
            if not voiced.any() or not guard.signs(evidence) & {guard.Sign.DOUBT, guard.Sign.REPETITION}:
                return language, iter([_Stretch(0.0, evidence)])
        found, info = self._model.transcribe(
            samples,
            language=language,
            beam_size=self._settings.beam_size,
            temperature=_TEMPERATURES if voiced.any() else _TEMPERATURES[:1],
            no_speech_threshold=None,
            condition_on_previous_text=False,
            without_timestamps=True,
            max_new_tokens=_most_tokens(min(_WINDOW_S, len(samples) / RATE_HZ)),
        )
        return info.language, (self._stretch(segment, voiced) for segment in found)

    def _stretch(self, segment: Any, voiced: npt.NDArray[np.bool_]) -> _Stretch:
        first, last = (int(at_s * RATE_HZ / _VAD_BLOCK) for at_s in (segment.start, segment.end))
        evidence = guard.Evidence(
            segment.text.strip(),
            segment.end - segment.start,
            _seconds(voiced[first : last + 1]),
            segment.no_speech_prob,
            segment.avg_logprob,
            segment.compression_ratio,
        )
        return _Stretch(segment.start, evidence)

    def _decode_short(self, samples: Samples, speech_s: float, language: str) -> guard.Evidence:
        """Decode with an encoder input that is only as long as the utterance."""
        model = self._model
        tokenizer = Tokenizer(model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=language)
        seconds = len(samples) / RATE_HZ
        features = model.feature_extractor(np.pad(samples, (0, int(_TAIL_S * RATE_HZ))))
        prompt = model.get_prompt(tokenizer, [], without_timestamps=True)
        result = model.model.generate(
            model.encode(features),
            [prompt],
            beam_size=self._settings.beam_size,
            max_length=len(prompt) + _most_tokens(seconds),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
        )[0]
        tokens = result.sequences_ids[0]
        text = tokenizer.decode(tokens).strip()
        encoded = text.encode()
        return guard.Evidence(
            text,
            seconds,
            speech_s,
            result.no_speech_prob,
            # CTranslate2 gives the mean over the text's tokens; Whisper counts the end of the text as one more.
            result.scores[0] * len(tokens) / (len(tokens) + 1),
            len(encoded) / len(zlib.compress(encoded)),
        )


def _voiced(samples: Samples) -> npt.NDArray[np.bool_]:
    """For each block of 32 ms, whether Silero's detector hears speech in it."""
    padded = np.pad(samples, (0, -len(samples) % _VAD_BLOCK))
    return np.asarray(get_vad_model()(padded)).ravel() >= _SPEECH


def _seconds(voiced: npt.NDArray[np.bool_]) -> float:
    return float(voiced.sum()) * _VAD_BLOCK / RATE_HZ


def _most_tokens(seconds: float) -> int:
    """A cap for decoders that go round in circles: a fast speaker needs about seven tokens a second."""
    return min(220, 20 + int(10 * seconds))


def _segment(stretch: _Stretch) -> Segment:
    evidence = stretch.evidence
    return Segment(
        evidence.text,
        stretch.start_s,
        stretch.start_s + evidence.seconds,
        evidence.no_speech_probability,
        evidence.average_log_probability,
    )


def _fetch(model: str) -> Path:
    """The folder of a model hub's model: from the local cache, or downloaded into it."""
    try:
        return Path(download_model(model, local_files_only=True))
    except ValueError as error:
        raise weights.unknown(model, available_models()) from error
    except OSError:
        log.info("downloading the speech model %s", model)
    try:
        return Path(download_model(model))
    except Exception as error:  # whatever the network, the hub or its client raises
        raise ModelMissing(
            f"The speech model {model!r} is not on this machine and could not be downloaded",
            f"Connect to the network once, or copy the model's folder here. {weights.GET_ANOTHER}",
        ) from error
