"""Puts moments, sizes and pictures into words for the gallery window. Pure, except for Qt's names of months."""

from __future__ import annotations

import html
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QDate, QLocale

from assistant.gallery.index import Row
from assistant.gallery.picture_title import caption
from assistant.ui.common.paragraph import one_line


def moment(stamp: str) -> datetime | None:
    """Returns the local time of a stamp, "20260301T120000Z"; None where it is none."""
    try:
        return datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone()
    except ValueError:
        return None


def when(stamp: str, now: datetime | None = None) -> str:
    """Returns a stamp as people say it: "Today, 14:05", "Yesterday, 9:30", "12 March", "12 March 2025"."""
    there, here = moment(stamp), now or datetime.now().astimezone()
    if there is None:
        return ""
    days = (here.date() - there.date()) // timedelta(days=1)
    if days in (0, 1):
        return f"{'Yesterday' if days else 'Today'}, {there:%H:%M}"
    day = QDate(there.year, there.month, there.day)
    return QLocale.c().toString(day, "d MMMM" if there.year == here.year else "d MMMM yyyy")


def second_line(row: Row) -> str:
    """Returns the line below the words of a picture."""
    return " · ".join(part for part in (when(row.stamp), one_line(row.painter)) if part)


def title(row: Row) -> str:
    """Returns what a picture is of, on one line: its words without "paint me", or its file's name where it has none."""
    return caption(one_line(row.words)) or row.name


def tip(text: str) -> str:
    """Returns words for a tooltip, which Qt would read as markup where they look like it."""
    return f"<qt>{html.escape(one_line(text))}</qt>"


def pictures(count: int) -> str:
    """Returns a number of pictures in words."""
    return f"{count:,} picture{'' if count == 1 else 's'}".replace(",", "\u202f")
