"""Recognises an utterance with Whisper, and decides which pass over it counts.

A doubtful call is judged by what is heard without a prompt. Where somebody called for certain, the decoder is given a
prompt that says so (see `decoder_prompts`). Names are never shown to the decoder: the text is compared with them
afterwards, and the recogniser scores the result.
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
from assistant.transcribing.phonetics.names import PhoneticIndex, expected_names
from assistant.transcribing.wake_word import strip_wake_word
from assistant.transcribing.whisper.decoding import Decoder, max_tokens
from assistant.transcribing.whisper.hallucination_filter import Evidence, is_credible, nothing_heard
from assistant.transcribing.whisper.model_loading import engine_failure, load_model
from assistant.transcribing.whisper.short_window import ShortWindowPass, Stretch, join_texts
from assistant.transcribing.whisper.utterance_sound import RATE_HZ, Samples, SpeechSegments, to_samples

_WINDOW_S = 30.0
"""Longest sound that Whisper's encoder hears at once."""
_MAX_SHORT_S = 25.0
"""Longest utterance that is encoded in its own length instead of a whole window."""
_MIN_S = 0.1
"""Shortest utterance that is recognised."""
_WAKE_CHECK_S = 5.0
"""Seconds in which the wake word is looked for. It is in the first 2.5 s of an utterance; with what follows it is
recognised better."""
_TEMPERATURES = (0.0, 0.4, 0.8)
"""Temperatures of the decoding in a whole window. Whisper's own ladder has six steps and takes twice as long."""


class WhisperTranscriber:
    """Runs Whisper through CTranslate2. Blocking, one utterance at a time."""

    supports = frozenset({"check", "unlikely", "partial"})

    def __init__(self, settings: TranscriberSettings) -> None:
        self._settings = settings
        self._model: Any = None
        self._names: PhoneticIndex | None = None
        self.name = settings.model
        """The name as people read it, with the number format once the model is loaded: "tiny.en int8"."""

    def load(self) -> None:
        """Loads the weights and the names. Blocks for about a second, or for a download; see
        `model_loading.load_model`.

        Raises:
            ModelMissing: The folder or the hub's model is absent, incomplete or damaged.
            OutOfMemory: The device has too little memory.
            ConfigError: There is no such device, or the device lacks the number format.
        """
        self._model, number_format = load_model(self._settings)
        self._names = expected_names(self._settings)
        self.name = f"{self._settings.model} {number_format}"

    def transcribe(self, job: TranscriptionJob, report: Report) -> Transcript:
        """Returns the words of `job.audio`, without the wake word.

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
        if len(samples) < _MIN_S * RATE_HZ:
            raise nothing_heard()
        if self._model is None:
            self.load()
        report(Progress(0, _windows(samples)))
        try:
            heard = self._transcribe(samples, report, job.options)
        except (RuntimeError, ValueError, MemoryError) as error:
            raise engine_failure(error, self.name) from error
        if heard.said is None and not job.options.partial and not any(character.isalnum() for character in heard.text):
            raise nothing_heard()
        return heard

    def _transcribe(self, samples: Samples, report: Report, options: TranscriptionOptions) -> Transcript:
        check, partial, unlikely = options.check or None, options.partial, options.unlikely
        language = self._settings.language if self._model.model.is_multilingual else "en"
        speech = SpeechSegments(samples)
        heard: ShortWindowPass | None = None
        if language is not None and len(samples) <= _MAX_SHORT_S * RATE_HZ:
            heard = self._hear(samples, speech, language, report, partial, called=check is None)
        said: bool | None = None
        if check is not None and not partial:
            beginning = samples[: int(_WAKE_CHECK_S * RATE_HZ)]
            look = heard or self._hear(beginning, SpeechSegments(beginning), language or "en", report, partial)
            said = look.wake_word_said(second_look.spoken_word(check), unlikely)
            if not said:
                return Transcript("", language or "en", 0.0, (), said)
            if heard is not None and not heard.is_call_alone:
                heard.decode(self._settings.beam_size, called=True)
        if heard is not None and (partial or not heard.looks_wrong):
            report(Progress(0, 1))
            self._correct(heard, partial)
            stretches = [stretch for stretch in heard.stretches if not stretch.looks_wrong]
            report(Progress(1, 1))
        else:
            language, found = self._in_windows(samples, speech, language)
            stretches = list(_reported(found, _windows(samples), report))
            if heard is not None and not partial and len(stretches) == len(heard.stretches) == 1:
                heard.take_stretches(stretches)
                self._correct(heard, partial)
                stretches = heard.stretches
        segments = tuple(_segment(stretch) for stretch in stretches if is_credible(stretch.evidence))
        text = join_texts([segment.text for segment in segments])
        if partial and check is not None:
            said = True if second_look.holds_wake_word(text, second_look.spoken_word(check)) else None
        return _transcript(strip_wake_word(text), language or "en", segments, said)

    def _hear(
        self,
        samples: Samples,
        speech: SpeechSegments,
        language: str,
        report: Report,
        partial: bool,
        called: bool = False,
    ) -> ShortWindowPass:
        heard = ShortWindowPass(Decoder(self._model, language), samples, speech)
        report(Progress(0, _windows(samples)))
        heard.decode(self._settings.beam_size, partial, called)
        report(Progress(0, _windows(samples)))
        return heard

    def _correct(self, heard: ShortWindowPass, partial: bool) -> None:
        if self._names is not None:
            heard.correct_opening()
            if not partial:
                heard.correct_names(self._names)

    def _in_windows(
        self, samples: Samples, speech: SpeechSegments, language: str | None
    ) -> tuple[str, Iterator[Stretch]]:
        """Returns the language, and the stretches of text as faster-whisper hears them; they are decoded while they are
        taken."""
        found, info = self._model.transcribe(
            samples,
            language=language,
            beam_size=self._settings.beam_size,
            temperature=_TEMPERATURES if speech.seconds() else _TEMPERATURES[:1],
            no_speech_threshold=None,
            condition_on_previous_text=False,
            without_timestamps=True,
            max_new_tokens=2 * max_tokens(min(_WINDOW_S, len(samples) / RATE_HZ)),  # CTranslate2 allows half of it
        )
        return info.language, (_window_stretch(segment, speech) for segment in found)


def _windows(samples: Samples) -> int:
    return max(1, math.ceil(len(samples) / RATE_HZ / _WINDOW_S))


def _reported(found: Iterator[Stretch], total: int, report: Report) -> Iterator[Stretch]:
    for done, stretch in enumerate(found, start=1):
        report(Progress(min(done, total), total))
        yield stretch


def _transcript(text: str, language: str, segments: tuple[Segment, ...], said: bool | None) -> Transcript:
    mean = sum(segment.average_log_probability for segment in segments) / max(1, len(segments))
    return Transcript(text, language, min(1.0, math.exp(mean)) if segments else 0.0, segments, said)


def _window_stretch(segment: Any, speech: SpeechSegments) -> Stretch:
    evidence = Evidence(
        segment.text.strip(),
        segment.end - segment.start,
        speech.seconds(segment.start, segment.end),
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
