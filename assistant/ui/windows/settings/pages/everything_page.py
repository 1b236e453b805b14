"""Shows every option by section, and what a search leaves of them.

The page is made from the settings model, so that a new option appears by itself.
"""

from __future__ import annotations

from assistant.ui.windows.settings.option_catalogue import options, section_title
from assistant.ui.windows.settings.pages.page import Page
from assistant.ui.windows.settings.settings_store import SettingsStore
from assistant.ui.windows.settings.widgets import Card, wrapped_label


class EverythingPage(Page):
    """Shows all options."""

    def __init__(self, store: SettingsStore) -> None:
        super().__init__("Everything", "", store)
        self.nothing = wrapped_label(
            "Nothing here is called that. Try another word: “seconds”, “GPU”, “language” …", "lead"
        )
        self.nothing.hide()
        self.add(self.nothing)
        by_section: dict[str, list[str]] = {}
        for option in options().values():
            by_section.setdefault(option.section, []).append(option.key)
        self._groups = []
        for section, keys in by_section.items():
            heading = self.add_heading(section_title(section))
            rows = [self.row(key) for key in keys]
            card = Card(*rows)
            self.add(card)
            self._groups.append((heading, card, rows))
        self.end()
        self.search("")

    def search(self, text: str) -> int:
        """Shows only the options in which these words are found, and returns their number."""
        found = 0
        for heading, card, rows in self._groups:
            shown = [row for row in rows if row.option.matches(text)]
            for row in rows:
                row.setVisible(row in shown)
            self._draw_lines(card)
            heading.setVisible(bool(shown))
            card.setVisible(bool(shown))
            found += len(shown)
        self.nothing.setVisible(not found)
        every = f"All {found} options, as they stand in the file: {self.store.file}"
        self.lead.setText(every if not text.strip() else f"{found} options have “{text.strip()}” in them.")
        self.lead.setVisible(bool(found))
        return found

    @staticmethod
    def _draw_lines(card: Card) -> None:
        """Draws a line above each visible row but the first."""
        above = False
        for index in range(card.column.count()):
            item = card.column.itemAt(index)
            widget = item.widget() if item is not None else None
            if widget is None or widget.objectName() == "rule":
                continue
            rule = card.column.itemAt(index - 1) if index else None
            if rule is not None and (line := rule.widget()) is not None:
                line.setVisible(above and not widget.isHidden())
            above = above or not widget.isHidden()
