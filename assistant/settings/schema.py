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
    """The microphone and where an utterance starts and ends."""

    device: str = "default"
    """Part of the microphone's name as `jarvis devices` lists it, or "default"."""
    gate: int = Field(2, ge=0, le=3)
    """How strict webrtcvad is in front of the wake detector: 0 lets most through, 3 the least."""
    preroll_s: float = Field(2.0, ge=0.5, le=10)
    """Seconds of sound kept from before the wake word was recognised."""
    patience_ms: int = Field(650, ge=200, le=5000)
    """Silence that ends an utterance."""
    connective_patience_ms: int = Field(1600, ge=200, le=8000)
    """The same after words that want more to follow: "and", "with a", "wearing"."""
    no_speech_s: float = Field(4.0, ge=1, le=30)
    """Give up when nobody speaks for this long after the wake word."""
    max_utterance_s: float = Field(20.0, ge=2, le=60)
    """An utterance is cut here, whatever it sounds like."""
    pause_when_locked: bool = False
    """Close the microphone while the session is locked (as logind tells it), and open it again afterwards."""


class WakeSettings(Section):
    """The word that wakes it."""

    engine: str = "assistant.hearing.wake.streaming_detector:OpenWakeWordDetector"
    """"module:Class" of the detector.

    assistant.hearing.wake.reference_detector:ReferenceDetector is the openwakeword package.
    """
    models: tuple[str, ...] = ("jarvis",)
    """openWakeWord heads: a name in models/wake or one that you trained, "hey_jarvis", or a path to an .onnx file."""
    sensitivity: float = Field(0.5, ge=0.02, le=0.98)
    """How easily it wakes: a score from 1 − sensitivity on is a wake word."""
    sensitivities: dict[str, Annotated[float, Field(ge=0.02, le=0.98)]] = Field(default_factory=dict)
    """Another sensitivity for a word, by its model's name."""
    verify: bool = True
    """Look closer at what may be a wake word, with the verifier that lies beside the word's model, and ask more of
    a word in the middle of other speech."""
    second_look: bool = True
    """Look for the word in what was said, too, before a doubtful call counts."""
    refractory_s: float = Field(1.5, ge=0, le=10)
    """One call is one wake: no second within this time."""
    log: bool = True
    """Keep the scores (never the sound) of calls and near-misses, for `jarvis wake log` and `jarvis wake tune`."""
    self_test_s: float = Field(900.0, ge=0, le=86400)
    """Play a stored call through the detector, never the speaker, each so many seconds; 0 never."""


class EarsSettings(Section):
    """The settings of the ears process: `hearing` and `wake` together."""

    hearing: HearingSettings = HearingSettings()
    wake: WakeSettings = WakeSettings()


class TranscriberSettings(Section):
    """Speech to words."""

    engine: str = "assistant.transcribing.whisper.whisper_transcriber:WhisperTranscriber"
    """"module:Class" of the engine."""
    model: str = "tiny.en"
    """"tiny.en" is installed with Jarvis; a folder with CTranslate2 weights, or a model hub name, works too."""
    device: Literal["auto", "cpu", "cuda"] = "auto"
    compute_type: str = "auto"
    """"auto" is int8 on a CPU and float16 on a GPU."""
    language: str | None = "en"
    """ISO 639-1 code; none lets multilingual models detect it."""
    beam_size: int = Field(5, ge=1, le=10)
    names: bool = True
    """Expect names that people ask pictures of: artists, characters, brands, materials (config/names)."""
    own_names: tuple[str, ...] = ()
    """Further names and words to expect: your dog's, your street's."""
    threads: int = Field(0, ge=0, le=64)
    """CPU threads; 0 takes what the machine has, at most 4."""
    unload_after_s: Seconds = 0
    """Stop the worker after this long without work; 0 keeps it loaded."""


class UnderstandingSettings(Section):
    """Words to commands."""

    language: str = "en"
    """Which file of config/sentences is read first."""
    sentences: tuple[str, ...] = ()
    """Further sentence files of your own, read after the language's."""


class PainterSettings(Section):
    """Commands to pictures."""

    engine: str = "auto"
    """"auto" takes diffusion where `model` is set, else the embedded sketch painter; or "module:Class"."""
    model: str | None = None
    """A text-to-image pipeline: a folder in the diffusers layout, or a model hub name."""
    count: int | None = Field(None, ge=1, le=4)
    """Pictures for one request, when the request does not say; none is two, or one for diffusion without a GPU."""
    steps: int | None = Field(None, ge=1, le=150)
    """Denoising steps; none takes the model family's preset. The same for the next three."""
    guidance_scale: float | None = Field(None, ge=0, le=30)
    width_px: int | None = Field(None, ge=64, le=2048)
    height_px: int | None = Field(None, ge=64, le=2048)
    dtype: Literal["auto", "float32", "float16", "bfloat16"] = "auto"
    device: Literal["auto", "cpu", "cuda"] = "auto"
    seed: int | None = Field(None, ge=0, lt=2**31)
    """A fixed seed paints the same picture for the same words; none takes a new one each time."""
    preview_every: int = Field(1, ge=0, le=50)
    """A preview each so many steps; 0 for none."""
    sketch_while_speaking: bool = True
    """Show a small sketch of what was said so far while a request is spoken, whatever paints in the end."""
    start_from_sketch: float = Field(0.0, ge=0, le=1)
    """How freely a diffusion model paints over the sketch painter's scene: 0 starts from noise as usual, 0.6 keeps the
    composition, 1 keeps next to nothing."""
    when_busy: Literal["replace", "queue"] = "replace"
    """What a new request does to the one being painted."""
    unload_after_s: Seconds = 600
    """Give the memory (and the video memory) back after this long without work; 0 never."""


class GallerySettings(Section):
    """Where pictures are kept."""

    folder: str | None = None
    """None is the folder Jarvis in your pictures folder."""
    max_mb: int = Field(2000, ge=10)
    """The oldest pictures go when it is fuller than this; what you kept on purpose never goes."""

    @field_validator("folder")
    @classmethod
    def _check_folder(cls, folder: str | None) -> str | None:
        if folder and not folder.startswith(("/", "~")):
            raise ValueError('write the whole path, as "/home/me/Pictures" or "~/Pictures"')
        return folder


class OverlaySettings(Section):
    """What is shown."""

    enabled: bool = True
    show_s: float = Field(20, ge=1, le=3600)
    """Seconds that finished pictures stay on the screen."""
    reduced_motion: bool = False


When = Literal["show", "answer", "hold"]
"""Treatment of pictures that are finished while the screen is busy: "show" shows them all the same, "answer" only to a
person who asked a moment ago, "hold" waits until the screen is free."""


class MannersSettings(Section):
    """When finished pictures wait. Pictures that wait are told of once the screen is free."""

    fullscreen: When = "answer"
    """While a window fills the screen: "show" them all the same, "hold" them until it is gone, or "answer": show them
    only if somebody asked within the last `answer_s` seconds, and hold them otherwise."""
    do_not_disturb: When = "answer"
    """The same while the desktop is set not to disturb."""
    sharing: When = "hold"
    """The same while the screen is shared, as far as that can be seen."""
    answer_s: float = Field(30, ge=0, le=600)
    """So long after the words a person still looks for the answer."""
    notify: bool = True
    """Tell of waiting pictures by a notification with buttons; without one, the overlay shows the newest."""


class SoundsSettings(Section):
    """Chimes, and what else plays while you speak."""

    wake: bool = False
    """A soft chime when it woke and you wait for a sign; none over words that follow at once."""
    done: bool = False
    """One when the pictures that somebody asked for by voice are finished."""
    lower_others_to: float = Field(1.0, ge=0, le=1)
    """While you speak, other programs play at this share of their volume; 1 leaves them alone."""


class DeadlineSettings(Section):
    """How long each stage may take before it fails with a clear word. Painting counts from its last progress."""

    transcribing_s: float = Field(60, gt=0)
    understanding_s: float = Field(5, gt=0)
    painting_s: float = Field(300, gt=0)
    keeping_s: float = Field(30, gt=0)


class WorkersSettings(Section):
    """The processes that hold the engines."""

    start_s: float = Field(120, gt=0)
    """A worker must be ready within this time."""
    cancel_grace_s: float = Field(2.0, gt=0)
    """A cancelled job that has not answered by then is ended with its process."""
    python: dict[Literal["ears", "transcriber", "painter"], str] = Field(default_factory=dict)
    """Another Python interpreter for a worker, for example one whose virtualenv has other CUDA libraries."""


class HotkeySettings(Section):
    """Push to talk by a key, where the desktop gives keys to programs."""

    keys: str | None = None
    """Which keys, like "Ctrl+Alt+J" or "Super+J"; none asks the desktop for nothing."""
    hold: bool = False
    """Listen for as long as the keys are held, where the desktop tells of their release."""

    @field_validator("keys")
    @classmethod
    def _check_keys(cls, keys: str | None) -> str | None:
        if keys is not None and not re.fullmatch(KEYS, keys):
            raise ValueError('write it as "Ctrl+Alt+J": Ctrl, Alt, Shift or Super, then one key')
        return keys


class Settings(Section):
    """All of it."""

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
