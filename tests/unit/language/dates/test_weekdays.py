"""Weekdays beside dates: which words are one, and what is left of the text without it."""

from __future__ import annotations

import pytest

from wparchive.language.dates.weekdays import is_weekday, without_weekday

SUNDAY = "2013-06-02T14:49:00"


@pytest.mark.parametrize(
    "word", ["Sunday,", "Sun", "So.,", "Sonntag", "dimanche", "(domingo)", "воскресенье", "日曜日"]
)
def test_the_weekday_of_a_date(word):
    assert is_weekday(word, SUNDAY)
    assert not is_weekday(word, "2013-06-03")


@pytest.mark.parametrize("word", ["Monday", "Ann", "", ","])
def test_other_words_are_not_the_weekday_of_a_date(word):
    assert not is_weekday(word, SUNDAY)
    assert not is_weekday(word, "2013-06")


@pytest.mark.parametrize(
    ("before", "after", "rest"),
    [
        ("Sunday,", "", ("", "")),
        ("Ann on Sunday,", "", ("Ann on", "")),
        ("Sonntag, den", "Antworten", ("", "Antworten")),
        ("", "(Sunday) Reply", ("", "Reply")),
        ("Ann den", "", ("Ann den", "")),
        ("Monday", "Tuesday", ("Monday", "Tuesday")),
    ],
)
def test_the_text_around_a_date_without_its_weekday(before, after, rest):
    assert without_weekday(before, after, SUNDAY) == rest
