"""Defines every option, in frozen sections with units in the names. Each worker gets only its own section.

`assistant.settings.loading` reads files and the environment; nothing here touches the disk. `config/default.toml` lists
the same options for people, and a test proves that the two are equal.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

KEYS = r"(?:(?:Ctrl|Alt|Shift|Super)\+)+(?:[A-Z0-9]|F[1-9]|F1[0-2]|Space|Pause|Insert|Home|End|PageUp|PageDown)"
"""Syntax of a shortcut. It has at least one modifier, since a bare key would be missing in everything that is typed."""

Seconds = Annotated[float, Field(ge=0)]


class Section(BaseModel):
    """A group of options, frozen; unknown names are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class HearingSettings(Section):
    """The microphone, and the beginning and end of an utterance."""

    device: str = "default"
    """Part of the microphone's name as `jarvis devices` lists it, or "default"."""
    gate: int = Field(2, ge=0, le=3)
    """Strictness of webrtcvad before the wake detector: 0 passes most sound, 3 the least."""
    preroll_s: float = Field(2.0, ge=0.5, le=10)
    """Length of the sound that is kept from before the detection of the wake word."""
    patience_ms: int = Field(650, ge=200, le=5000)
    """Silence that ends an utterance."""
    connective_patience_ms: int = Field(1600, ge=200, le=8000)
    """Silence that ends an utterance after connectives: "and", "with a", "wearing"."""
    no_speech_s: float = Field(4.0, ge=1, le=30)
    """Silence after the wake word that ends the request."""
    max_utterance_s: float = Field(20.0, ge=2, le=60)
    """Maximum length of an utterance."""
    pause_when_locked: bool = False
    """True closes the microphone while the session is locked, as reported by logind."""


class WakeSettings(Section):
    """The wake words and their detection."""

    engine: str = "assistant.hearing.wake.streaming_detector:OpenWakeWordDetector"
    """"module:Class" of the detector.

    assistant.hearing.wake.reference_detector:ReferenceDetector is the openwakeword package.
    """
    models: tuple[str, ...] = ("jarvis",)
    """openWakeWord heads: a name in models/wake, the name of a trained one, "hey_jarvis", or a path to an .onnx
    file."""
    sensitivity: float = Field(0.5, ge=0.02, le=0.98)
    """Sensitivity of the detection: a score of at least 1 − sensitivity is a wake word."""
    sensitivities: dict[str, Annotated[float, Field(ge=0.02, le=0.98)]] = Field(default_factory=dict)
    """Model name → sensitivity of that word, where it differs."""
    verify: bool = True
    """True checks possible wake words with the verifier beside the word's model, and demands a higher score of a word
    in the middle of other speech."""
    second_look: bool = True
    """True accepts a doubtful call only if the transcript has the word."""
    refractory_s: float = Field(1.5, ge=0, le=10)
    """Minimum time between two wake events."""
    log: bool = True
    """True stores the scores (never the sound) of calls and near-misses, for `jarvis wake log` and `jarvis wake
    tune`."""
    self_test_s: float = Field(900.0, ge=0, le=86400)
    """Interval of the self-test, which plays a stored call to the detector, never to the loudspeaker; 0 for none."""


class EarsSettings(Section):
    """The settings of the ears process: `hearing` and `wake` together."""

    hearing: HearingSettings = HearingSettings()
    wake: WakeSettings = WakeSettings()


class TranscriberSettings(Section):
    """Transcription of speech."""

    engine: str = "assistant.transcribing.whisper.whisper_transcriber:WhisperTranscriber"
    """"module:Class" of the engine."""
    model: str = "tiny.en"
    """"tiny.en", which is installed with Jarvis, a folder with CTranslate2 weights, or a model hub name."""
    device: Literal["auto", "cpu", "cuda"] = "auto"
    compute_type: str = "auto"
    """"auto" is int8 on a CPU and float16 on a GPU."""
    language: str | None = "en"
    """ISO 639-1 code; None lets multilingual models detect the language."""
    beam_size: int = Field(5, ge=1, le=10)
    names: bool = True
    """True expects the names in config/names: artists, characters, brands, materials."""
    own_names: tuple[str, ...] = ()
    """Further names and words to expect, such as the name of a dog or a street."""
    threads: int = Field(0, ge=0, le=64)
    """Number of CPU threads; 0 takes all cores, at most 4."""
    unload_after_s: Seconds = 0
    """Idle time after which the worker is stopped; 0 for never."""


class UnderstandingSettings(Section):
    """Understanding of commands."""

    language: str = "en"
    """Language of the file in config/sentences that is read first."""
    sentences: tuple[str, ...] = ()
    """Further sentence files, read after the language's."""


class PainterSettings(Section):
    """Painting of pictures."""

    engine: str = "auto"
    """"auto" takes diffusion if `model` is set, else the embedded sketch painter; or "module:Class"."""
    model: str | None = None
    """A text-to-image pipeline: a folder in the diffusers layout, or a model hub name."""
    count: int | None = Field(None, ge=1, le=4)
    """Number of pictures if the request names none; None is two, or one for diffusion without a GPU."""
    steps: int | None = Field(None, ge=1, le=150)
    """Denoising steps; None takes the model family's preset, here and in the next three options."""
    guidance_scale: float | None = Field(None, ge=0, le=30)
    width_px: int | None = Field(None, ge=64, le=2048)
    height_px: int | None = Field(None, ge=64, le=2048)
    dtype: Literal["auto", "float32", "float16", "bfloat16"] = "auto"
    device: Literal["auto", "cpu", "cuda"] = "auto"
    seed: int | None = Field(None, ge=0, lt=2**31)
    """A fixed seed paints the same picture for the same words; None takes a new seed each time."""
    preview_every: int = Field(1, ge=0, le=50)
    """Number of steps between two previews; 0 for no previews."""
    sketch_while_speaking: bool = True
    """True shows a small sketch of the words so far while a request is spoken, with any painter."""
    start_from_sketch: float = Field(0.0, ge=0, le=1)
    """Share of noise with which a diffusion model paints over the sketch painter's scene: 0 starts from noise alone as
    usual, 0.6 keeps the composition, 1 keeps next to nothing."""
    when_busy: Literal["replace", "queue"] = "replace"
    """Effect of a new request on the one that is being painted."""
    unload_after_s: Seconds = 600
    """Idle time after which memory and video memory are freed; 0 for never."""


class GallerySettings(Section):
    """The gallery of pictures."""

    folder: str | None = None
    """None is the folder Jarvis in the user's pictures folder."""
    max_mb: int = Field(2000, ge=10)
    """Size limit, above which the oldest pictures are deleted; those kept on purpose never are."""

    @field_validator("folder")
    @classmethod
    def _check_folder(cls, folder: str | None) -> str | None:
        if folder and not folder.startswith(("/", "~")):
            raise ValueError('write the whole path, as "/home/me/Pictures" or "~/Pictures"')
        return folder


class OverlaySettings(Section):
    """The overlay on the screen."""

    enabled: bool = True
    show_s: float = Field(20, ge=1, le=3600)
    """Time for which finished pictures stay on the screen."""
    reduced_motion: bool = False


When = Literal["show", "answer", "hold"]
"""Treatment of pictures that are finished while the screen is busy: "show" shows them all the same, "answer" only to a
person who asked a moment ago, "hold" waits until the screen is free."""


class MannersSettings(Section):
    """The treatment of finished pictures while the screen is busy. Held ones are announced once it is free."""

    fullscreen: When = "answer"
    """Treatment while a window fills the screen. "answer" shows pictures that were asked for within the last `answer_s`
    seconds and holds others."""
    do_not_disturb: When = "answer"
    """Treatment while the desktop is set not to disturb."""
    sharing: When = "hold"
    """Treatment while the screen is shared, as far as that can be detected."""
    answer_s: float = Field(30, ge=0, le=600)
    """Time after the words for which a person still expects the answer."""
    notify: bool = True
    """True announces held pictures by a notification with buttons; else the overlay shows the newest."""


class SoundsSettings(Section):
    """Chimes, and the volume of other programs while a person speaks."""

    wake: bool = False
    """True plays a soft chime after the wake word if the person pauses; never over words that follow at once."""
    done: bool = False
    """True plays a chime when pictures of a spoken request are finished."""
    lower_others_to: float = Field(1.0, ge=0, le=1)
    """Share of their volume at which other programs play while a person speaks; 1 leaves them unchanged."""


class DeadlineSettings(Section):
    """Time limit of each stage, after which it fails. That of painting counts from its last progress."""

    transcribing_s: float = Field(60, gt=0)
    understanding_s: float = Field(5, gt=0)
    painting_s: float = Field(300, gt=0)
    keeping_s: float = Field(30, gt=0)


class WorkersSettings(Section):
    """The processes of the engines."""

    start_s: float = Field(120, gt=0)
    """Time limit of a worker's start."""
    cancel_grace_s: float = Field(2.0, gt=0)
    """Time after which the process of a cancelled job that has not answered is killed."""
    python: dict[Literal["ears", "transcriber", "painter"], str] = Field(default_factory=dict)
    """Worker → its Python interpreter, for example one whose virtualenv has other CUDA libraries."""


class HotkeySettings(Section):
    """Push to talk by keys, on desktops that give shortcuts to programs."""

    keys: str | None = None
    """The keys, such as "Ctrl+Alt+J" or "Super+J"; None requests none."""
    hold: bool = False
    """True listens for as long as the keys are held, on desktops that report their release."""

    @field_validator("keys")
    @classmethod
    def _check_keys(cls, keys: str | None) -> str | None:
        if keys is not None and not re.fullmatch(KEYS, keys):
            raise ValueError('write it as "Ctrl+Alt+J": Ctrl, Alt, Shift or Super, then one key')
        return keys


class Settings(Section):
    """All settings."""

    hearing: HearingSettings = HearingSettings()
    wake: WakeSettings = WakeSettings()
    transcriber: TranscriberSettings = TranscriberSettings()
    understanding: UnderstandingSettings = UnderstandingSettings()
    painter: PainterSettings = PainterSettings()
    gallery: GallerySettings = GallerySettings()
    overlay: OverlaySettings = OverlaySettings()
    manners: MannersSettings = MannersSettings()
    sounds: SoundsSettings = SoundsSettings()
    deadlines: DeadlineSettings = DeadlineSettings()
    workers: WorkersSettings = WorkersSettings()
    hotkey: HotkeySettings = HotkeySettings()
