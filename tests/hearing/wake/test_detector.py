"""`wake.engine` names the detector; a wrong name is an error that says what to do."""

import sys
from types import SimpleNamespace

import pytest
from helpers import sounds

from assistant.core.errors import ConfigError
from assistant.hearing.networks import package_folder
from assistant.hearing.wake.detector import REQUIRED_MEMBERS, WordDetector, build_detector
from assistant.hearing.wake.streaming_detector import OpenWakeWordDetector
from assistant.settings.schema import WakeSettings


class Whole:
    """Offers every member of a detector, and nothing more."""

    words = ("anything",)
    word = "anything"
    scores = (0.0,)
    context_blocks = 0

    def __init__(self, settings: WakeSettings) -> None:
        self.settings = settings

    def score(self, block: bytes) -> float:
        return 0.0

    def reset(self) -> None:
        pass

    def twin(self) -> "Whole":
        return self


class Half:
    """Lacks members of a detector."""

    words = ("anything",)

    def __init__(self, settings: WakeSettings) -> None:
        pass


def test_the_default_is_the_lean_one() -> None:
    assert type(build_detector(WakeSettings(verify=False))) is OpenWakeWordDetector


@pytest.mark.skipif(package_folder("openwakeword") is None, reason="needs openwakeword==0.4.0")
def test_the_package_hears_by_its_name_in_the_settings() -> None:
    settings = WakeSettings(engine="assistant.hearing.wake.reference_detector:ReferenceDetector", verify=False)
    detector = build_detector(settings)
    assert type(detector).__name__ == "ReferenceDetector"
    assert max(detector.score(block) for block in sounds.blocks_of(sounds.PAUSE)) >= 1 - settings.sensitivity


def test_anybodys_module_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "somebody", SimpleNamespace(Whole=Whole))
    detector: WordDetector = build_detector(WakeSettings(engine="somebody:Whole", sensitivity=0.3))
    assert isinstance(detector, Whole)
    assert detector.settings.sensitivity == 0.3
    assert set(REQUIRED_MEMBERS) >= {name for name in vars(WordDetector) if not name.startswith("_")}


@pytest.mark.parametrize(
    "engine",
    [
        "",
        "nonsense",
        "no.such.module:Class",
        "assistant.hearing.wake.streaming_detector:NoSuchClass",
        ":Class",
        "json:",
    ],
)
def test_what_cannot_be_imported_is_a_mistake_in_the_settings(engine: str) -> None:
    with pytest.raises(ConfigError, match=r"wake\.engine") as refused:
        build_detector(WakeSettings(engine=engine))
    assert "module:Class" in refused.value.hint


def test_a_class_that_is_no_detector_is_told_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "somebody", SimpleNamespace(Half=Half))
    with pytest.raises(ConfigError, match=r"lacks word, scores, context_blocks, score, reset, twin"):
        build_detector(WakeSettings(engine="somebody:Half"))
