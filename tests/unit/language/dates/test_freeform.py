"""Dates as pages write them, in many languages; expected values by a calendar, not by the code."""

from __future__ import annotations

import pytest

from wparchive.language.dates import from_iso, to_gmt, to_mysql
from wparchive.language.dates.freeform import detect_date_order, parse_date

DATES = [
    ("26 septembre 2011 à 19 h 09 min", "fr", "2011-09-26T19:09:00"),
    ("1er mai 2012 à 08h30", "fr", "2012-05-01T08:30:00"),
    ("29. März 2020 um 16:45 Uhr", "de", "2020-03-29T16:45:00"),
    ("Juni 19th, 2018", "de", "2018-06-19"),
    ("17.07, 2011 @ 12:53", "de", "2011-07-17T12:53:00"),
    ("Juli 9, 2016 um 1:11 pm", "de", "2016-07-09T13:11:00"),
    ("am 9. Juni 2017 um 13:22", "de", "2017-06-09T13:22:00"),
    ("10:33 am 9. Juni 2017", "de", "2017-06-09T10:33:00"),
    ("17.7.11", "de", "2011-07-17"),
    ("18. 05. 2014 22:38", "de", "2014-05-18T22:38:00"),
    ("19. Juni 2019 / 6:16", "de", "2019-06-19T06:16:00"),
    ("Posted June 3, 2009 at 5:00 pm | Permalink", "en", "2009-06-03T17:00:00"),
    ("said, on August 3, 2019 at 12:12 am", "en", "2019-08-03T00:12:00"),
    ("12 Nov ’08", "en", "2008-11-12"),
    ("Dec 3rd 2010, 4pm", "en", "2010-12-03T16:00:00"),
    ("Sunday 5 July 2009 8.30pm", "en", "2009-07-05T20:30:00"),
    ("3 de agosto de 2019 a las 3:12 pm", "es", "2019-08-03T15:12:00"),
    ("20 de janeiro de 2012 às 10:02", "pt", "2012-01-20T10:02:00"),
    ("lunedì, 5 marzo 2012 alle 14:03", "it", "2012-03-05T14:03:00"),
    ("5 d'agost de 2012 a les 10:30", "ca", "2012-08-05T10:30:00"),
    ("5 maart 2012 om 14.05", "nl", "2012-03-05T14:05:00"),
    ("14 lutego 2012 o 13:22", "pl", "2012-02-14T13:22:00"),
    ("24 prosince, 2012 v 12:03", "cs", "2012-12-24T12:03:00"),
    ("2010. március 5. péntek 18:01", "hu", "2010-03-05T18:01:00"),
    ("2012 m. kovo 5 d. 10:11", "lt", "2012-03-05T10:11:00"),
    ("21 мая 2013 в 18:22", "ru", "2013-05-21T18:22:00"),
    ("5 юли 2010 в 12:30", "bg", "2010-07-05T12:30:00"),
    ("3 Μαΐου 2012 στις 3:05 μμ", "el", "2012-05-03T15:05:00"),
    ("9 Kasım 2009, 12:20", "tr", "2009-11-09T12:20:00"),
    ("2012年3月4日 下午3:05", "zh", "2012-03-04T15:05:00"),
    ("2012年3月4日 10:22 AM", "ja", "2012-03-04T10:22:00"),
    ("2013년 5월 7일 오후 3:15", "ko", "2013-05-07T15:15:00"),
    ("7 สิงหาคม 2555 เวลา 10:20", "th", "2012-08-07T10:20:00"),
    ("15 مارس، 2012 الساعة 5:30 م", "ar", "2012-03-15T17:30:00"),
    ("ב-15 במרץ 2012 בשעה 12:30", "he", "2012-03-15T12:30:00"),
    ("१५ मार्च २०१२", "hi", "2012-03-15"),
    ("Tháng Năm 12, 2014 lúc 3:05 chiều", "vi", "2014-05-12T15:05:00"),
    ("15 మార్చి 2012", "te", "2012-03-15"),  # by dateparser: no table of ours has Telugu
    ("5. listopad 2010", "hr", "2010-10-05"),
    ("5. listopad 2010", "cs", "2010-11-05"),
    ("3/4/2010 5:06 pm", "en-US", "2010-03-04T17:06:00"),
    ("04/03/2010", "fr", "2010-03-04"),
    ("2014-05-06 12:13:14", "", "2014-05-06T12:13:14"),
]


@pytest.mark.parametrize(("text", "language", "wanted"), DATES, ids=[d[0] for d in DATES])
def test_dates_are_read_as_they_are_meant(text, language, wanted):
    found = parse_date(text, language)
    assert found is not None
    assert found.text == wanted


@pytest.mark.parametrize(
    "text",
    ["3 days ago", "vor 2 Wochen", "06 PM | 18 Mai", "version 1.2.3", "31. Februar 2012",
     "March 2012", "call 555-0123", "", "1 Comment", "May the 4th be with you", "10:30"],
)  # fmt: skip
def test_what_is_no_whole_date_is_none(text):
    assert parse_date(text, "en") is None


def test_the_order_of_figures_is_proven_by_one_that_leaves_no_choice():
    assert detect_date_order(["3/4/2010", "25/4/2010"]) == "dmy"
    assert detect_date_order(["3/4/2010", "4/25/2010"]) == "mdy"
    assert detect_date_order(["3/4/2010"]) == ""
    assert detect_date_order(["25/4/2010", "4/25/2010"]) == ""


def test_only_custom_is_ambiguous():
    assert parse_date("3/4/2010", "en").ambiguous
    assert not parse_date("3/4/2010", "en", "dmy").ambiguous
    assert parse_date("3/4/2010", "en", "dmy").text == "2010-04-03"
    assert not parse_date("3/25/2010", "en").ambiguous
    assert not parse_date("3/4/2010", "en-US").ambiguous


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("2019-06-01T10:11:12+0200", "2019-06-01T10:11:12+02:00"), ("2019-06-01", "2019-06-01"),
     ("2019-06-01 9:05", "2019-06-01T09:05:00"), ("2019-06-01T10:11:12.000Z", "2019-06-01T10:11:12Z"),
     ("2019-02-31", None), ("comment_date", None), ("2019-06-01T10:11-04", "2019-06-01T10:11:00-04:00")],
)  # fmt: skip
def test_attributes_for_machines(text, wanted):
    assert from_iso(text) == wanted


def test_instants_and_midnights():
    assert to_gmt("2019-06-01T01:00:00+02:00") == "2019-05-31T23:00:00Z"
    assert to_gmt("2019-06-01T01:00:00") is None
    assert to_gmt("0001-01-01T00:00:00+05:00") is None
    assert to_mysql("2019-06-01") == "2019-06-01 00:00:00"


@pytest.mark.parametrize(
    "text",
    ["2月 14, 2025", "14 2月 2025", "2 月 14, 2025", "二月 14, 2025", "2025 年 2 月 14 日",
     "投稿日: 2月 14, 2025", "2월 14, 2025", "2025년 2월 14일", "14 Tháng 2, 2025"],
)  # fmt: skip
def test_months_that_are_numbered(text):
    assert parse_date(text).text == "2025-02-14"


def test_noon_may_follow_in_the_east():
    assert parse_date("十二月 3, 2019 at 3:00 下午", "zh-CN").text == "2019-12-03T15:00:00"
    assert parse_date("3月のこと 14回", "ja") is None
