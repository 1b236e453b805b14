"""Words and times that people type find the pictures that they mean."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone

import pytest

from assistant.gallery.search import MAX_TERMS, terms

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=timezone(timedelta(hours=2)))
"""A Wednesday, two hours east of Greenwich."""


@pytest.mark.parametrize(
    ("typed", "since", "before"),
    [
        ("today", "20260303T220000Z", "20260304T220000Z"),
        ("YESTERDAY", "20260302T220000Z", "20260303T220000Z"),
        ("3 days ago", "20260228T220000Z", "20260301T220000Z"),
        ("this week", "20260301T220000Z", "20260308T220000Z"),
        ("last  week", "20260222T220000Z", "20260301T220000Z"),
        ("this month", "20260228T220000Z", "20260331T220000Z"),
        ("last month", "20260131T220000Z", "20260228T220000Z"),
        ("last year", "20241231T220000Z", "20251231T220000Z"),
        ("wednesday", "20260303T220000Z", "20260304T220000Z"),
        ("thursday", "20260225T220000Z", "20260226T220000Z"),
        ("february", "20260131T220000Z", "20260228T220000Z"),
        ("december", "20251130T220000Z", "20251231T220000Z"),
        ("2025", "20241231T220000Z", "20251231T220000Z"),
        ("2025-12", "20251130T220000Z", "20251231T220000Z"),
        ("2026-03-01", "20260228T220000Z", "20260301T220000Z"),
    ],
)
def test_words_for_a_time(typed: str, since: str, before: str) -> None:
    [term] = terms(typed, NOW)
    assert (term.since, term.before) == (since, before)
    assert term.text == " ".join(typed.casefold().split())


@pytest.mark.parametrize("typed", ["fox", "2026-13", "2026-02-30", "last", "week", "days ago", "1984", "yesterdays"])
def test_words_for_no_time(typed: str) -> None:
    assert [term.since for term in terms(typed, NOW)] == [""] * len(typed.split())


def test_words_and_a_time_together_and_no_end_of_words() -> None:
    assert [term.text for term in terms("Fox last week  snow", NOW)] == ["fox", "last week", "snow"]
    assert terms("   ") == []
    assert len(terms("x " * 5000)) == MAX_TERMS


def test_a_day_begins_where_the_person_is_also_in_another_season(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        summer, winter = terms("2026-07-01 2026-01-10", datetime(2026, 3, 4, 12, 0))
        assert summer.since == "20260630T220000Z"
        assert winter.since == "20260109T230000Z"
    finally:
        monkeypatch.undo()
        time.tzset()
