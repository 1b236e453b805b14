"""The recogniser runs with its real weights: speech, silence and noise, cancelling, and damaged weights."""

import shutil
from pathlib import Path

import huggingface_hub.constants
import numpy as np
import pytest

from assistant.core.engines import Progress, Report
from assistant.core.errors import (
    BadRecording,
    ConfigError,
    EngineError,
    JobCancelled,
    ModelMissing,
    NothingHeard,
    OutOfMemory,
)
from assistant.core.request import Audio, TranscriptionJob
from assistant.core.transcript import Transcript, TranscriptionOptions
from assistant.settings.schema import TranscriberSettings
from assistant.transcribing.phonetics.corrections import total_log_probability
from assistant.transcribing.whisper.decoding import Decoder
from assistant.transcribing.whisper.model_loading import engine_failure, find_folder, load_model, thread_count
from assistant.transcribing.whisper.utterance_sound import to_samples
from assistant.transcribing.whisper.whisper_transcriber import WhisperTranscriber

RATE_HZ = 16_000


def quiet(progress: Progress) -> None:
    """Ignores progress."""


def as_audio(samples: np.ndarray) -> Audio:
    return Audio((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def transcribe(
    whisper: WhisperTranscriber, audio: Audio, report: Report, *, check: str | None = None, **options: bool
) -> Transcript:
    return whisper.transcribe(TranscriptionJob(audio, TranscriptionOptions(check=check, **options)), report)


def noise(kind: str, seconds: float) -> np.ndarray:
    count = int(seconds * RATE_HZ)
    at_s = np.arange(count) / RATE_HZ
    random = np.random.default_rng(1)
    match kind:
        case "silence":
            return np.zeros(count)
        case "hiss":
            return random.standard_normal(count) * 0.01
        case "loud hiss":
            return random.standard_normal(count) * 0.1
        case "hum":
            return sum((0.05 / k * np.sin(2 * np.pi * 50 * k * at_s) for k in (1, 2, 3, 5)), np.zeros(count))
        case _:
            click = np.zeros(count)
            click[:: RATE_HZ // 2] = 0.9
            return click


def test_writes_what_was_said_without_the_wake_word(whisper: WhisperTranscriber, botticelli: Audio) -> None:
    transcript = transcribe(whisper, botticelli, quiet)
    assert transcript.text.lower().startswith("paint me an oil painting of iron man")
    assert "Botticelli" in transcript.text
    assert transcript.language == "en"
    assert 0.7 < transcript.confidence <= 1
    (segment,) = transcript.segments
    assert segment.text.lower().endswith("by botticelli.")
    assert segment.no_speech_probability < 0.2
    assert segment.end_s == pytest.approx(botticelli.seconds, abs=0.1)


def test_writes_a_sentence_without_a_wake_word_whole(whisper: WhisperTranscriber, coffee: Audio) -> None:
    text = transcribe(whisper, coffee, quiet).text.lower()
    assert "double shot espresso" in text
    assert text.startswith("i'd like")


@pytest.mark.parametrize("kind", ["silence", "hiss", "loud hiss", "hum", "clicks"])
@pytest.mark.parametrize("seconds", [0.3, 4.0])
def test_hears_nothing_where_nobody_spoke(whisper: WhisperTranscriber, kind: str, seconds: float) -> None:
    with pytest.raises(NothingHeard) as caught:
        transcribe(whisper, as_audio(noise(kind, seconds)), quiet)
    assert caught.value.hint


@pytest.mark.parametrize("samples", [b"", b"\0\0" * 100])
def test_hears_nothing_in_next_to_no_sound(whisper: WhisperTranscriber, samples: bytes) -> None:
    with pytest.raises(NothingHeard):
        transcribe(whisper, Audio(samples), quiet)


def test_quiet_speech_and_speech_in_noise_are_heard(whisper: WhisperTranscriber, botticelli: Audio) -> None:
    samples = np.frombuffer(botticelli.samples, "<i2") / 32768
    faint = as_audio(samples * 0.02)
    noisy = as_audio(samples + noise("hiss", 60)[: len(samples)] * 2)
    for audio in (faint, noisy):
        assert "oil painting" in transcribe(whisper, audio, quiet).text


def test_a_long_recording_is_heard_to_its_end(whisper: WhisperTranscriber, botticelli: Audio, coffee: Audio) -> None:
    pause = noise("hiss", 22)
    samples = [np.frombuffer(audio.samples, "<i2") / 32768 for audio in (botticelli, coffee)]
    seen: list[Progress] = []
    transcript = transcribe(whisper, as_audio(np.concatenate([samples[0], pause, samples[1]])), seen.append)
    assert "Botticelli" in transcript.text
    assert "espresso" in transcript.text.lower()
    assert seen[0] == Progress(0, 2)
    assert seen[-1] == Progress(2, 2)


def test_cancelling_passes_through_at_every_step(whisper: WhisperTranscriber, coffee: Audio) -> None:
    steps: list[Progress] = []
    assert "espresso" in transcribe(whisper, coffee, steps.append).text
    assert len(steps) >= 4  # before and after encoding, before names, at the end
    for last in range(1, len(steps) + 1):
        calls = 0

        def cancel(progress: Progress) -> None:
            nonlocal calls
            calls += 1
            if calls == last:  # noqa: B023
                raise JobCancelled

        with pytest.raises(JobCancelled):
            transcribe(whisper, coffee, cancel)
    assert "espresso" in transcribe(whisper, coffee, quiet).text


def test_an_utterance_of_twenty_seconds_is_heard_whole(
    whisper: WhisperTranscriber, botticelli: Audio, coffee: Audio
) -> None:
    samples = [np.frombuffer(audio.samples, "<i2") / 32768 for audio in (botticelli, coffee)]
    gap = noise("hiss", 0.4)
    both = np.concatenate([samples[0], gap, samples[1], gap])
    transcript = transcribe(whisper, as_audio(np.concatenate([both, both])[: 24 * RATE_HZ]), quiet)
    assert len(transcript.segments) > 1
    assert transcript.segments[-1].start_s > transcript.segments[0].start_s == 0
    assert "Botticelli" in transcript.text
    assert "espresso" in transcript.text.lower()


def test_a_partial_pass_writes_what_is_heard_so_far_as_it_is(whisper: WhisperTranscriber, botticelli: Audio) -> None:
    so_far = Audio(botticelli.samples[: 3 * 2 * RATE_HZ])
    text = transcribe(whisper, so_far, quiet, partial=True).text.lower()
    assert "jarvis" not in text
    assert "painting" in text
    assert "botticelli" not in text
    assert transcribe(whisper, as_audio(noise("hiss", 1.0)), quiet, partial=True).text == ""


@pytest.mark.parametrize("kind", ["silence", "loud hiss"])
def test_a_call_in_doubt_was_not_made_where_nobody_spoke(whisper: WhisperTranscriber, kind: str) -> None:
    assert transcribe(whisper, as_audio(noise(kind, 2.0)), quiet, check="jarvis").said is False


@pytest.mark.parametrize("unlikely", [False, True])
def test_words_that_nobody_can_read_refuse_a_call_only_if_a_verifier_doubts_it_too(
    whisper: WhisperTranscriber, coffee: Audio, unlikely: bool
) -> None:
    speech = np.frombuffer(coffee.samples, "<i2").astype(np.float32) / 32768
    hiss = np.random.default_rng(0).standard_normal(speech.size).astype(np.float32) * np.sqrt(np.square(speech).mean())
    drowned = speech + 2 * hiss
    heard = transcribe(whisper, as_audio(drowned / np.abs(drowned).max()), quiet, check="jarvis", unlikely=unlikely)
    assert heard.said is not unlikely


def test_a_call_alone_was_made_although_nothing_follows(whisper: WhisperTranscriber, botticelli: Audio) -> None:
    transcript = transcribe(whisper, Audio(botticelli.samples[: int(1.2 * 2 * RATE_HZ)]), quiet, check="jarvis")
    assert transcript.said
    assert transcript.text == ""


def test_the_recogniser_judges_what_was_said_likelier_than_what_was_not(botticelli: Audio) -> None:
    model, _ = load_model(TranscriberSettings(threads=1))
    decoder = Decoder(model, "en")
    sound = decoder.encode([to_samples(botticelli)])
    text = decoder.decode(sound, 5)[0].text
    assert "Botticelli" in text
    texts = [text, text.replace("Botticelli", "Donatello")]
    right, wrong = decoder.score_texts(sound, texts)
    assert total_log_probability(right) > total_log_probability(wrong) + 5
    assert total_log_probability(right, text.index("Botticelli")) == pytest.approx(
        total_log_probability(wrong, text.index("Botticelli")), abs=0.1
    )
    for token in right:
        assert 0 <= token.start < len(text)
    request = "paint me an oil painting of Iron Man"
    (after_a_call,) = decoder.score_texts(sound, [request], called=True)
    assert [token.start for token in after_a_call][:3] == [0, 6, 9]
    assert total_log_probability(after_a_call) > total_log_probability(decoder.score_texts(sound, [request])[0])


def test_told_of_the_call_the_recogniser_writes_the_request_alone(botticelli: Audio) -> None:
    model, _ = load_model(TranscriberSettings(threads=1))
    decoder = Decoder(model, "en")
    sound = decoder.encode([to_samples(botticelli)[: 3 * RATE_HZ]])
    assert "jarvis" in decoder.decode(sound, 1)[0].text.lower()
    assert decoder.decode(sound, 1, called=True)[0].text.lower().removeprefix("jarvis, ").startswith("paint me an oil")


@pytest.mark.parametrize("audio", [Audio(b"\0" * 32_001), Audio(b"\0" * 32_000, 44_100)])
def test_sound_in_another_form_is_refused(whisper: WhisperTranscriber, audio: Audio) -> None:
    with pytest.raises(BadRecording):
        transcribe(whisper, audio, quiet)


def test_says_which_model_it_is(whisper: WhisperTranscriber) -> None:
    assert whisper.name == "tiny.en int8"


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """Returns a copy of the weights to damage."""
    found = find_folder("tiny.en")
    assert found is not None
    return Path(shutil.copytree(found, tmp_path / "weights"))


def load(model: str | Path, **settings: object) -> None:
    section = {"model": str(model), "threads": 1, **settings}
    WhisperTranscriber(TranscriberSettings.model_validate(section)).load()


def test_any_folder_with_weights_is_a_model(weights: Path) -> None:
    load(weights)


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.txt"])
def test_a_missing_or_empty_part_is_named(weights: Path, name: str) -> None:
    (weights / name).unlink()
    with pytest.raises(ModelMissing, match=name) as caught:
        load(weights)
    assert str(weights) in caught.value.title
    (weights / name).touch()
    with pytest.raises(ModelMissing, match=name):
        load(weights)


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.txt"])
def test_a_truncated_part_is_a_damaged_model(weights: Path, name: str) -> None:
    content = (weights / name).read_bytes()
    (weights / name).write_bytes(content[: len(content) // 3])
    with pytest.raises(ModelMissing, match="damaged") as caught:
        load(weights)
    assert str(weights) in caught.value.title
    assert "tiny.en" in caught.value.hint


def test_garbage_is_a_damaged_model(weights: Path) -> None:
    (weights / "model.bin").write_bytes(b"not a model at all" * 100)
    with pytest.raises(ModelMissing, match="damaged"):
        load(weights)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing) as caught:
        load(tmp_path / "nowhere")
    assert str(tmp_path / "nowhere") in caught.value.title
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(ModelMissing, match="is a file"):
        load(file)


def test_an_unknown_name_offers_the_nearest() -> None:
    with pytest.raises(ModelMissing) as caught:
        load("basee.en")
    assert '"base.en"' in caught.value.hint


def test_a_hub_name_without_a_network_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelMissing) as caught:
        load("somebody/no-such-whisper")
    assert "somebody/no-such-whisper" in caught.value.title
    assert "network" in caught.value.hint


def test_a_number_format_that_the_device_lacks_is_a_setting_to_change() -> None:
    with pytest.raises(ConfigError) as caught:
        load("tiny.en", device="cpu", compute_type="int7")
    assert "compute_type" in caught.value.hint


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (RuntimeError("CUDA failed with error out of memory"), OutOfMemory),
        (RuntimeError("std::bad_alloc"), OutOfMemory),
        (MemoryError(), OutOfMemory),
        (RuntimeError("CUBLAS_STATUS_ALLOC_FAILED"), OutOfMemory),
        (RuntimeError("Library libcublas.so.12 is not found or cannot be loaded"), ConfigError),
        (RuntimeError("CUDA driver version is insufficient"), ConfigError),
        (RuntimeError("something else"), EngineError),
    ],
)
def test_the_engines_own_errors_become_words_for_people(raised: Exception, kind: type[Exception]) -> None:
    failure = engine_failure(raised, "tiny.en")
    assert type(failure) is kind
    assert failure.hint


def test_threads_are_what_the_machine_has_and_at_most_four() -> None:
    assert thread_count(3) == 3
    assert 1 <= thread_count(0) <= 4
