"""Numbers of any size, in references, serialized values and ids; and dates at the calendar's ends."""

from __future__ import annotations

import html
import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wparchive.language import dates
from wparchive.web.numbers import whole_number
from wparchive.web.references import shorten, unescape
from wparchive.wordpress.serialized import decode, rewrite_strings

DIGITS = "9" * 5000


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (f"a&#{DIGITS};b", "a\ufffdb"),
        (f"a&#x{'f' * 5000};b", "a\ufffdb"),
        (f"a&#{DIGITS} b", "a\ufffd b"),
        (f"&#{'0' * 5000}65;", "A"),
        (f"&#X{'0' * 5000}41;", "A"),
        ("&#128512;&#1114112;&#x1f600;&#x110000;", "\U0001f600\ufffd\U0001f600\ufffd"),
        ("&amp;#65; &auml; &#228;", "&#65; ä ä"),
    ],
)
def test_references_of_any_length_are_read(text, meant):
    assert unescape(text) == meant


@given(st.text("&#xX;0123456789abcdefg", max_size=40))
def test_references_mean_the_same_when_they_are_shortened(text):
    # A noncharacter stays a noncharacter, or is left out, as in html.unescape.
    assert html.unescape(shorten(text)) == html.unescape(text)


@pytest.mark.parametrize(
    "text", ["", "-1", "²", "٣", "1.0", "1" * 20, str(2**63), DIGITS, " 1", None]
)
def test_what_is_no_number_of_a_database_is_none(text):
    assert whole_number(text) is None


def test_whole_numbers_are_read():
    texts = ("0", "007", "9" * 18, "9223372036854775807")
    assert [whole_number(text) for text in texts] == [0, 7, 10**18 - 1, 2**63 - 1]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (f"a:1:{{i:0;i:{DIGITS};}}", [DIGITS]),
        ("a:1:{i:0;i:9223372036854775807;}", [2**63 - 1]),
        ("a:1:{i:0;i:9223372036854775808;}", ["9223372036854775808"]),
        (f"a:1:{{i:0;d:{DIGITS};}}", [DIGITS]),
        ("a:2:{i:0;d:1e999;i:1;d:-INF;}", ["1e999", "-INF"]),
        ("a:3:{i:0;d:.5;i:1;d:5.;i:2;d:1.2.3;}", [0.5, 5.0, "1.2.3"]),
        (f"a:{DIGITS}:{{i:0;i:1;}}", None),
        (f'a:1:{{i:0;s:{DIGITS}:"ä";}}', ["ä"]),
        ('a:1:{i:0;s:3:"äb";}', ["äb"]),
        ('a:1:{i:0;s:2:"äb";}', ["äb"]),
    ],
)
def test_serialized_numbers_of_any_size_are_kept(text, meant):
    assert decode(text) == meant


@given(st.floats())
def test_no_serialized_float_is_infinite_when_it_is_decoded(number):
    [found] = decode(f"a:1:{{i:0;d:{number};}}")
    assert isinstance(found, str) or math.isfinite(found)


def test_serialized_values_inside_one_another_are_no_trap():
    text = "x"
    for _ in range(300):
        text = f'a:1:{{i:0;s:{len(text)}:"{text}";}}'
    assert rewrite_strings(text, lambda string: string) == text


EDGES = ["0001-01-01T00:00:00", "0999-12-31T23:59:59", "9999-12-31T23:59:59"]


@pytest.mark.parametrize("text", EDGES)
@pytest.mark.parametrize("zone", ["", "Z", "+14:00", "-14:00"])
def test_dates_at_the_ends_of_the_calendar(text, zone):
    moment = dates.parse(text + zone)
    assert dates.strftime(moment, "%Y-%m-%dT%H:%M:%S") == text
    inside = text + zone not in {"0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"}
    assert (dates.in_utc(moment) is not None) == inside
    assert (dates.in_gmt(moment) is not None) == (inside and bool(zone))


def test_an_instant_is_written_in_utc():
    moment = datetime(2020, 1, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    assert dates.in_gmt(moment) == "2019-12-31T23:00:00Z"
    assert dates.in_utc(datetime(2020, 1, 1)) == datetime(2020, 1, 1, tzinfo=UTC)
