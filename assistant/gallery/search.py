"""Parses search texts into words that a picture must contain and words for a time.

"fox yesterday" finds the foxes of yesterday; a word for a time also counts as a word, so that "sunday" still finds "a
Sunday afternoon on the island". Days are those of the person's own time zone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_PHRASE = re.compile(r"(?:this|last) (?:week|month|year)|\d{1,3} days? ago|\S+")
MAX_TERMS = 40
"""Maximum number of words that count; SQLite accepts no more than a thousand conditions."""


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: a word, or a phrase for a time."""

    text: str
    """Case-folded."""
    since: str = ""
    """If it is also a time, its first moment as in a file's name, "20260301T000000Z"; else ""."""
    before: str = ""
    """The first moment after that time."""


def terms(text: str, now: datetime | None = None) -> list[Term]:
    """Returns the conditions that a picture must fulfil.

    Args:
        text: The text as typed.
        now: The current time, with a time zone unless the system's own is meant; None is the real one.
    """
    moment = now or datetime.now()
    found = []
    for phrase in _PHRASE.findall(" ".join(text.casefold().split()))[:MAX_TERMS]:
        days = _days(phrase, moment.date())
        if days is None:
            found.append(Term(phrase))
        else:
            found.append(Term(phrase, _stamp(days[0], moment), _stamp(days[1], moment)))
    return found


def _days(phrase: str, today: date) -> tuple[date, date] | None:  # noqa: PLR0911 - one line for each kind of words
    """Returns the first day of a time and the first day after it; None where the words are no time."""
    if phrase in ("today", "yesterday"):
        return _span(today - timedelta(days=phrase == "yesterday"), 1)
    if match := re.fullmatch(r"(\d{1,3}) days? ago", phrase):
        return _span(today - timedelta(days=int(match[1])), 1)
    if match := re.fullmatch(r"(this|last) (week|month|year)", phrase):
        return _this_or_last(match[1] == "last", match[2], today)
    if phrase in _WEEKDAYS:
        return _span(today - timedelta(days=(today.weekday() - _WEEKDAYS.index(phrase)) % 7), 1)
    if phrase in _MONTHS:
        month = _MONTHS.index(phrase) + 1
        return _month(today.year - (month > today.month), month)
    if match := re.fullmatch(r"(20\d\d)(?:-(\d\d)(?:-(\d\d))?)?", phrase):
        try:
            if match[3]:
                return _span(date(int(match[1]), int(match[2]), int(match[3])), 1)
            if match[2]:
                return _month(int(match[1]), int(match[2]))
        except ValueError:
            return None
        return date(int(match[1]), 1, 1), date(int(match[1]) + 1, 1, 1)
    return None


def _span(first: date, days: int) -> tuple[date, date]:
    return first, first + timedelta(days=days)


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)


def _this_or_last(last: bool, unit: str, today: date) -> tuple[date, date]:
    if unit == "week":
        return _span(today - timedelta(days=today.weekday() + 7 * last), 7)
    if unit == "year":
        return date(today.year - last, 1, 1), date(today.year - last + 1, 1, 1)
    month_before = today.replace(day=1) - timedelta(days=1)
    return _month(month_before.year, month_before.month) if last else _month(today.year, today.month)


def _stamp(day: date, now: datetime) -> str:
    """Returns the day's first moment as it is written in file names."""
    start = datetime.combine(day, time())
    # Daylight saving time may differ between that day and today, so the offset is that of the day.
    local = start.astimezone() if now.tzinfo is None else start.replace(tzinfo=now.tzinfo)
    return f"{local.astimezone(UTC):%Y%m%dT%H%M%SZ}"
