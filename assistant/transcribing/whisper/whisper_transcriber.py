"""The Whisper recogniser: from an utterance to its words. Runs in the transcriber process.

A call in doubt is judged by what is heard without any hint. Where somebody called, the recogniser is told so and shown
how requests begin; names are never shown to it, but compared with what it wrote, by the recogniser itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from assistant.core.engines import Progress, Report
from assistant.core.request import TranscriptionJob
from assistant.core.transcript import Segment, Transcript, TranscriptionOptions
from assistant.settings.schema import TranscriberSettings
from assistant.transcribing import second_look
from assistant.transcribing.phonetics.expected_names import expected
from assistant.transcribing.phonetics.phonetic_index import SoundIndex
from assistant.transcribing.wake_word import strip_wake_word
from assistant.transcribing.whisper import hallucination_filter as guard
from assistant.transcribing.whisper.decoding import Decoder, most_tokens
from assistant.transcribing.whisper.failures import engine_failure
from assistant.transcribing.whisper.model_loading import load_model
from assistant.transcribing.whisper.samples import RATE_HZ, Samples, to_samples
from assistant.transcribing.whisper.short_window import OwnLengthPass, Stretch, joined
from assistant.transcribing.whisper.speech_segments import Voiced

_WINDOW_S = 30.0
"""Whisper's encoder hears at most this much at once."""
_SHORT_S = 25.0
"""Longest utterance that is encoded in its own length instead of a whole window."""
_LEAST_S = 0.1
_LOOK_S = 5.0
"""The wake word is in the first 2.5 s of an utterance; with what follows it is recognised better."""
_TEMPERATURES = (0.0, 0.4, 0.8)
"""Of the decoding in a whole window; Whisper's own ladder has six steps and takes twice as long."""


class WhisperTranscriber:
    """Runs Whisper through CTranslate2. Blocking, one utterance at a time."""

    supports = frozenset({"check", "unlikely", "partial"})

    def __init__(self, settings: TranscriberSettings) -> None:
        self._settings = settings
        self._model: Any = None
        self._names: SoundIndex | None = None
        self.name = settings.model
        """As people read it, with the number format once it is loaded: "tiny.en int8"."""

    def load(self) -> None:
        """Load the weights and the names. Blocks for about a second, or for a download; see `loading.load_model`.

        Raises:
            ModelMissing: The folder or the hub's model is absent, incomplete or damaged.
            OutOfMemory: The device has too little memory.
            ConfigError: No such device, or the device lacks the number format.
        """
        self._model, number_format = load_model(self._settings)
        self._names = expected(self._settings)
        self.name = f"{self._settings.model} {number_format}"

    def transcribe(self, job: TranscriptionJob, report: Report) -> Transcript:
        """Return the words of `job.audio`, without the wake word.

        Blocks; reports between its steps and every 30 s of sound.

        Args:
            job: An utterance, or what there is of one so far. `Transcript.said` of a partial one is true or unknown.
            report: Called between the steps.

        Raises:
            NothingHeard: Nobody spoke, or nothing but a wake word that was not in doubt.
            BadRecording: The samples are not readable.
            OutOfMemory: The device has too little memory.
        """
        samples = to_samples(job.audio)
        if len(samples) < _LEAST_S * RATE_HZ:
            raise guard.nothing_heard()
        if self._model is None:
            self.load()
        report(Progress(0, _windows(samples)))
        try:
            heard = self._transcribe(samples, report, job.options)
        except (RuntimeError, ValueError, MemoryError) as error:
            raise engine_failure(error, self.name) from error
        if heard.said is None and not job.options.partial and not any(character.isalnum() for character in heard.text):
            raise guard.nothing_heard()
        return heard

    def _transcribe(self, samples: Samples, report: Report, options: TranscriptionOptions) -> Transcript:
        check, partial, unlikely = options.check or None, options.partial, options.unlikely
        language = self._settings.language if self._model.model.is_multilingual else "en"
        voiced = Voiced(samples)
        heard: OwnLengthPass | None = None
        if language is not None and len(samples) <= _SHORT_S * RATE_HZ:
            heard = self._hear(samples, voiced, language, report, partial, called=check is None)
        said: bool | None = None
        if check is not None and not partial:
            beginning = samples[: int(_LOOK_S * RATE_HZ)]
            look = heard or self._hear(beginning, Voiced(beginning), language or "en", report, partial)
            said = look.holds(second_look.spoken_word(check), unlikely)
            if not said:
                return Transcript("", language or "en", 0.0, (), said)
            if heard is not None and not heard.is_call_alone:
                heard.write(self._settings.beam_size, called=True)
        if heard is not None and (partial or not heard.looks_wrong):
            report(Progress(0, 1))
            self._put_right(heard, partial)
            stretches = [stretch for stretch in heard.stretches if not stretch.looks_wrong]
            report(Progress(1, 1))
        else:
            language, found = self._in_windows(samples, voiced, language)
            stretches = list(_reported(found, _windows(samples), report))
            if heard is not None and not partial and len(stretches) == len(heard.stretches) == 1:
                heard.stretches = stretches  # The same sound, so names are judged on it as before.
                self._put_right(heard, partial)
                stretches = heard.stretches
        segments = tuple(_segment(stretch) for stretch in stretches if guard.was_said(stretch.evidence))
        text = joined([segment.text for segment in segments])
        if partial and check is not None:
            said = True if second_look.is_in(text, second_look.spoken_word(check)) else None
        return _transcript(strip_wake_word(text), language or "en", segments, said)

    def _hear(
        self, samples: Samples, voiced: Voiced, language: str, report: Report, partial: bool, called: bool = False
    ) -> OwnLengthPass:
        heard = OwnLengthPass(Decoder(self._model, language), samples, voiced)
        report(Progress(0, _windows(samples)))
        heard.write(self._settings.beam_size, partial, called)
        report(Progress(0, _windows(samples)))
        return heard

    def _put_right(self, heard: OwnLengthPass, partial: bool) -> None:
        if self._names is not None:
            heard.put_opening()
            if not partial:
                heard.put_names(self._names)

    def _in_windows(self, samples: Samples, voiced: Voiced, language: str | None) -> tuple[str, Iterator[Stretch]]:
        """Language and stretches of text as faster-whisper hears them, which are decoded while they are taken."""
        found, info = self._model.transcribe(
            samples,
            language=language,
            beam_size=self._settings.beam_size,
            temperature=_TEMPERATURES if voiced.seconds() else _TEMPERATURES[:1],
            no_speech_threshold=None,
            condition_on_previous_text=False,
            without_timestamps=True,
            max_new_tokens=2 * most_tokens(min(_WINDOW_S, len(samples) / RATE_HZ)),  # CTranslate2 allows the half of it
        )
        return info.language, (_of_window(segment, voiced) for segment in found)


def _windows(samples: Samples) -> int:
    return max(1, math.ceil(len(samples) / RATE_HZ / _WINDOW_S))


def _reported(found: Iterator[Stretch], total: int, report: Report) -> Iterator[Stretch]:
    for done, stretch in enumerate(found, start=1):
        report(Progress(min(done, total), total))
        yield stretch


def _transcript(text: str, language: str, segments: tuple[Segment, ...], said: bool | None) -> Transcript:
    mean = sum(segment.average_log_probability for segment in segments) / max(1, len(segments))
    return Transcript(text, language, min(1.0, math.exp(mean)) if segments else 0.0, segments, said)


def _of_window(segment: Any, voiced: Voiced) -> Stretch:
    evidence = guard.Evidence(
        segment.text.strip(),
        segment.end - segment.start,
        voiced.seconds(segment.start, segment.end),
        segment.no_speech_prob,
        segment.avg_logprob,
        segment.compression_ratio,
    )
    return Stretch(segment.start, evidence)


def _segment(stretch: Stretch) -> Segment:
    evidence = stretch.evidence
    return Segment(
        evidence.text,
        stretch.start_s,
        stretch.start_s + evidence.seconds,
        evidence.no_speech_probability,
        evidence.average_log_probability,
    )
