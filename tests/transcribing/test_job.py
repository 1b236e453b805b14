"""The transcriber as its worker serves it."""

import json
import subprocess
import sys

import pytest

from assistant.core.errors import ConfigError, JobCancelled, NothingHeard, ProtocolError
from assistant.core.jobs import JobContext
from assistant.core.request import Audio
from assistant.core.wire import Message, encode
from assistant.settings.schema import TranscriberSettings
from assistant.transcribing.job import TranscribeJob


@pytest.fixture(scope="module")
def job() -> TranscribeJob:
    section = json.loads(TranscriberSettings(threads=1).model_dump_json())
    job = TranscribeJob(section)
    assert job.load() == {"name": "tiny.en int8"}
    return job


class Parent:
    """The parent's end: what was sent, and when to cancel."""

    def __init__(self, cancelled: bool = False) -> None:
        self.sent: list[Message] = []
        self.context = JobContext(self._send, lambda: None, lambda: None)
        self._cancelled = cancelled

    def _send(self, message: Message) -> None:
        if self._cancelled:
            raise JobCancelled
        self.sent.append(message)


def test_an_order_becomes_progress_and_a_result(job: TranscribeJob, coffee: Audio) -> None:
    parent = Parent()
    result = job.run(Message("job", {"id": 1, "rate_hz": 16_000}, coffee.samples), parent.context)
    assert {message.type for message in parent.sent} == {"progress"}
    assert parent.sent[-1].data == {"done": 1, "total": 1}
    assert result.type == "result"
    assert "espresso" in result.data["text"]
    assert result.data["language"] == "en"
    assert 0 < result.data["confidence"] <= 1
    ((text, start_s, end_s, no_speech, log_probability),) = result.data["segments"]
    assert "espresso" in text
    assert 0 == start_s < end_s
    assert 0 <= no_speech < 0.5
    assert -1 < log_probability < 0
    assert result.data["said"] is None
    encode(result)


def test_a_call_in_doubt_is_confirmed_or_has_no_words(job: TranscribeJob, botticelli: Audio, coffee: Audio) -> None:
    def heard(audio: Audio, check: str, partial: bool = False) -> Message:
        order = Message("job", {"rate_hz": 16_000, "check": check, "partial": partial}, audio.samples)
        return job.run(order, Parent().context)

    called = heard(botticelli, "hey_jarvis")
    assert called.data["said"] is True
    assert called.data["text"].lower().startswith("paint me an oil painting")
    for audio, word in ((coffee, "jarvis"), (botticelli, "computer")):
        refused = heard(audio, word)
        assert refused.data["said"] is False
        assert refused.data["text"] == ""
        encode(refused)
    assert heard(botticelli, "jarvis", partial=True).data["said"] is True
    assert heard(coffee, "jarvis", partial=True).data["said"] is None


@pytest.mark.parametrize(
    "field", [{"check": 1}, {"check": ["jarvis"]}, {"partial": None}, {"partial": 1}, {"unlikely": 1}]
)
def test_an_order_that_cannot_be_read_is_refused(job: TranscribeJob, field: dict[str, object]) -> None:
    with pytest.raises(ProtocolError):
        job.run(Message("job", {"rate_hz": 16_000, **field}, bytes(3200)), Parent().context)


def test_silence_and_cancelling_pass_to_the_host(job: TranscribeJob) -> None:
    order = Message("job", {"rate_hz": 16_000}, bytes(32_000))
    with pytest.raises(NothingHeard):
        job.run(order, Parent().context)
    with pytest.raises(JobCancelled):
        job.run(order, Parent(cancelled=True).context)


@pytest.mark.parametrize("data", [{}, {"rate_hz": "16000"}, {"rate_hz": None}, {"rate_hz": True}])
def test_an_order_without_a_rate_is_refused(job: TranscribeJob, data: dict[str, object]) -> None:
    with pytest.raises(ProtocolError):
        job.run(Message("job", data, bytes(3200)), Parent().context)


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
