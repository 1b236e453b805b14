"""Numbers and years in English words, as people say them. Training only; pure."""

from __future__ import annotations

_ONES = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def number_words(value: int) -> str:
    """A whole number from 0 to 9999: 342 is "three hundred and forty two".

    Raises:
        ValueError: It is outside that range.
    """
    if not 0 <= value <= 9999:
        raise ValueError(f"0 to 9999 can be said, not {value}")
    if value < 20:
        return (*_ONES, *_TEENS)[value] or "zero"
    if value < 100:
        return f"{_TENS[value // 10]} {_ONES[value % 10]}".strip()
    size, unit = (1000, "thousand") if value >= 1000 else (100, "hundred")
    rest = value % size
    link = " and " if 0 < rest < 100 or size == 100 else " "
    return f"{number_words(value // size)} {unit}" + (f"{link}{number_words(rest)}" if rest else "")


def year_words(value: int) -> str:
    """A year from 1100 to 2099 as it is said: "nineteen eighty four", "two thousand and seven".

    Raises:
        ValueError: It is outside that range.
    """
    if not 1100 <= value <= 2099:
        raise ValueError(f"the years 1100 to 2099 can be said, not {value}")
    if 2000 <= value < 2010:
        return number_words(value)
    century, rest = divmod(value, 100)
    if not rest:
        return f"{number_words(century)} hundred"
    return f"{number_words(century)} {'oh ' if rest < 10 else ''}{number_words(rest)}"
