"""Lists the pages in order, with what the plain ones hold."""

from __future__ import annotations

from collections.abc import Callable

from assistant.ui.windows.settings.pages.everything_page import EverythingPage
from assistant.ui.windows.settings.pages.keys_page import KeysPage
from assistant.ui.windows.settings.pages.microphone_page import MicrophonePage
from assistant.ui.windows.settings.pages.page import Page
from assistant.ui.windows.settings.pages.painter_page import PainterPage
from assistant.ui.windows.settings.pages.privacy_page import PrivacyPage
from assistant.ui.windows.settings.pages.wake_page import WakePage
from assistant.ui.windows.settings.settings_store import SettingsStore


def _plain(title: str, lead: str, *groups: tuple[str, tuple[str, ...]]) -> Callable[[SettingsStore], Page]:
    def make(store: SettingsStore) -> Page:
        page = Page(title, lead, store)
        for heading, keys in groups:
            page.add_group(heading, keys)
        page.end()
        return page

    return make


PAGES: dict[str, tuple[str, Callable[[SettingsStore], Page]]] = {
    "microphone": ("Microphone", MicrophonePage),
    "wake": ("Wake word", WakePage),
    "listening": (
        "Listening",
        _plain(
            "Listening",
            "How long it waits for you, and how it turns speech into words.",
            ("Patience", ("hearing.patience_ms", "hearing.connective_patience_ms", "hearing.no_speech_s")),
            ("Speech to words", ("transcriber.language", "transcriber.names", "transcriber.own_names")),
            ("Commands", ("understanding.*",)),
            ("More about hearing", ("hearing.max_utterance_s", "hearing.preroll_s", "hearing.gate", "hearing.*")),
            ("More about the recogniser", ("transcriber.*",)),
        ),
    ),
    "painter": ("Painting", PainterPage),
    "overlay": (
        "On the screen",
        _plain(
            "On the screen",
            "What Jarvis shows, for how long, and when it keeps still.",
            ("Overlay", ("overlay.*",)),
            ("Manners", ("manners.*",)),
        ),
    ),
    "sounds": (
        "Sounds and notices",
        _plain(
            "Sounds and notices",
            "Chimes are short and off unless you want them; your other programs keep their loudness.",
            ("Sounds", ("sounds.*",)),
            ("Notifications", ("notifications.*", "manners.notify")),
        ),
    ),
    "privacy": ("Privacy", PrivacyPage),
    "keys": ("Keys and start", KeysPage),
    "everything": ("Everything", EverythingPage),
}
"""Maps the name, for `jarvis settings NAME`, to the title and to what makes the page."""
