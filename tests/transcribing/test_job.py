"""The transcriber runs as its worker serves it."""

import json
import subprocess
import sys
import types
from typing import Any

import pytest
from helpers.reports import Reports

from assistant.core.engines import Report
from assistant.core.errors import ConfigError, EngineError, JobCancelled, NothingHeard
from assistant.core.jobs import JobContext
from assistant.core.message import Message
from assistant.core.messages.engine_messages import JobProgress, TranscriptionOrder
from assistant.core.messages.job_messages import Ready
from assistant.core.request import Audio, TranscriptionJob
from assistant.core.transcript import Transcript, TranscriptionOptions
from assistant.core.wire import encode
from assistant.settings.schema import TranscriberSettings
from assistant.transcribing.job import TranscribeJob


@pytest.fixture(scope="module")
def job() -> TranscribeJob:
    section = json.loads(TranscriberSettings(threads=1).model_dump_json())
    job = TranscribeJob(section)
    assert job.load() == Ready("tiny.en int8")
    return job


class Parent:
    """The parent's end: what was sent, and when to cancel."""

    def __init__(self, cancelled: bool = False) -> None:
        self.reports = Reports()
        self.context = JobContext(self._send, lambda: None, lambda: None)
        self._cancelled = cancelled

    def _send(self, message: Message, payload: bytes = b"", /) -> None:
        if self._cancelled:
            raise JobCancelled
        self.reports(message, payload)


def order(**options: Any) -> TranscriptionOrder:
    return TranscriptionOrder(16_000, TranscriptionOptions(**options))


def test_an_order_becomes_progress_and_a_result(job: TranscribeJob, coffee: Audio) -> None:
    parent = Parent()
    result = job.run(order(), coffee.samples, parent.context)
    assert parent.reports.messages[-1] == JobProgress(1, 1)
    assert {type(message) for message in parent.reports.messages} == {JobProgress}
    transcript = result.transcript
    assert "espresso" in transcript.text
    assert transcript.language == "en"
    assert 0 < transcript.confidence <= 1
    (segment,) = transcript.segments
    assert "espresso" in segment.text
    assert 0 == segment.start_s < segment.end_s
    assert 0 <= segment.no_speech_probability < 0.5
    assert -1 < segment.average_log_probability < 0
    assert transcript.said is None
    encode(result)


def test_a_call_in_doubt_is_confirmed_or_has_no_words(job: TranscribeJob, botticelli: Audio, coffee: Audio) -> None:
    def heard(audio: Audio, check: str, partial: bool = False) -> Transcript:
        return job.run(order(check=check, partial=partial), audio.samples, Parent().context).transcript

    called = heard(botticelli, "hey_jarvis")
    assert called.said is True
    assert called.text.lower().startswith("paint me an oil painting")
    for audio, word in ((coffee, "jarvis"), (botticelli, "computer")):
        refused = heard(audio, word)
        assert refused.said is False
        assert refused.text == ""
    assert heard(botticelli, "jarvis", partial=True).said is True
    assert heard(coffee, "jarvis", partial=True).said is None


def test_silence_and_cancelling_pass_to_the_host(job: TranscribeJob) -> None:
    with pytest.raises(NothingHeard):
        job.run(order(), bytes(32_000), Parent().context)
    with pytest.raises(JobCancelled):
        job.run(order(), bytes(32_000), Parent(cancelled=True).context)


class Parrot:
    """An engine as somebody else may bring one: it supports drafts and nothing else."""

    name = "parrot"
    supports = frozenset({"partial"})

    def __init__(self, settings: TranscriberSettings) -> None:
        pass

    def load(self) -> None:
        """Is ready at once."""

    def transcribe(self, job: TranscriptionJob, report: Report) -> Transcript:
        return Transcript(f"{job.audio.seconds:g} s, partial: {job.options.partial}", "en", 1.0)


class EarlierParrot(Parrot):
    """One that takes what engines were given before there was a job."""

    def transcribe(self, audio: Audio, report: Report, check: str | None = None) -> Transcript:  # type: ignore[override]
        return Transcript("", "en", 1.0)


class FirstParrot(Parrot):
    """One that takes what the very first engines were given."""

    def transcribe(self, audio: Audio, report: Report) -> Transcript:  # type: ignore[override]
        return Transcript("", "en", 1.0)


@pytest.fixture
def parrots(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("somebodys_engines")
    for engine in (Parrot, EarlierParrot, FirstParrot):
        setattr(module, engine.__name__, engine)
    monkeypatch.setitem(sys.modules, "somebodys_engines", module)


@pytest.mark.usefixtures("parrots")
def test_an_engine_refuses_what_it_does_not_support() -> None:
    job = TranscribeJob({"engine": "somebodys_engines:Parrot"})
    assert job.run(order(partial=True), bytes(32_000), Parent().context).transcript.text == "1 s, partial: True"
    with pytest.raises(EngineError, match="parrot cannot do what was asked: check, unlikely"):
        job.run(order(check="jarvis", unlikely=True), bytes(32_000), Parent().context)


@pytest.mark.usefixtures("parrots")
@pytest.mark.parametrize("engine", ["EarlierParrot", "FirstParrot"])
def test_an_engine_of_the_earlier_contract_is_told_what_it_has_to_take(engine: str) -> None:
    with pytest.raises(ConfigError, match=r"written for an earlier version.*transcribe\(job, report\)"):
        TranscribeJob({"engine": f"somebodys_engines:{engine}"}).load()


@pytest.mark.parametrize(
    "engine", ["nowhere:Engine", "assistant.transcribing.whisper.whisper_transcriber:Nothing", "words", "", "math:pi"]
)
def test_an_engine_that_is_none_is_a_setting_to_change(engine: str) -> None:
    with pytest.raises(ConfigError) as caught:
        TranscribeJob({"engine": engine}).load()
    assert "transcriber.engine" in caught.value.hint


def test_the_worker_imports_no_torch() -> None:
    code = (
        "import sys, assistant.transcribing.job, assistant.transcribing.whisper.whisper_transcriber;"
        "print([m for m in ('torch', 'transformers', 'diffusers', 'PySide6') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
