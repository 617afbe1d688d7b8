"""Dates of the Persian solar calendar."""

from __future__ import annotations

import pytest

from wparchive.language.dates.freeform import parse_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("12 آبان 1397", "2018-11-03"),
        ("۱۲ آبان ۱۳۹۷", "2018-11-03"),
        ("۱ فروردین ۱۴۰۰", "2021-03-21"),
        ("۳۰ اسفند ۱۳۹۹", "2021-03-20"),
        ("آبان ۱۲, ۱۳۹۷", "2018-11-03"),
        ("شنبه ۱۲ آبان ماه ۱۳۹۷ ساعت ۱۰:۳۱ ق.ظ", "2018-11-03T10:31:00"),
        ("13 آبان 1397 6:02 ب.ظ", "2018-11-04T18:02:00"),
        ("1397/08/12", "2018-11-03"),
        ("12 نوامبر 2018", "2018-11-12"),
    ],
)
def test_days(text, date):
    assert parse_date(text, "fa-ir").text == date


@pytest.mark.parametrize("text", ["30 اسفند 1398", "32 مهر 1397", "1397/13/01", "1397/08"])
def test_days_that_the_calendar_lacks(text):
    assert parse_date(text, "fa") is None


def test_figures_are_of_the_calendar_in_persian_only():
    assert parse_date("1397/08/12", "de") is None


def test_an_arabic_comma_is_before_a_year():
    assert parse_date("13 أكتوبر، 2019 At 8:00 ص", "ar").text == "2019-10-13T08:00:00"
