from datetime import datetime, timedelta, timezone

import pytest

from wparchive.language import dates


@pytest.mark.parametrize(
    ("text", "utc", "expected"),
    [
        ("2015-06-01 09:30:00", False, "2015-06-01T09:30:00"),
        ("2015-06-01 07:30:00", True, "2015-06-01T07:30:00Z"),
        ("2024-05-01 12:00", False, "2024-05-01T12:00:00"),
        ("\n2015-06-01 09:30:00\t", False, "2015-06-01T09:30:00"),
        ("0000-00-00 00:00:00", False, None),
        ("2015-02-29 09:30:00", False, None),
        ("20081", False, None),
        ("2008-01-01 19:57:357", False, None),
        ("", False, None),
    ],
)
def test_mysql_datetimes(text, utc, expected):
    assert dates.from_mysql(text, utc=utc) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon, 01 Jun 2015 07:30:00 +0000", "2015-06-01T07:30:00Z"),
        ("Mon, 01 Jun 2015 09:30:00 +0200", "2015-06-01T09:30:00+02:00"),
        ("Mon, 01 Jun 2015 07:30:00 GMT", "2015-06-01T07:30:00Z"),
        ("Wed, 30 Nov -0001 00:00:00 +0000", None),
        ("Mon, 30 Nov 0000 00:00:00 +0000", None),
        ("soon", None),
        ("", None),
    ],
)
def test_rss_dates(text, expected):
    assert dates.from_rfc822(text) == expected


def test_the_two_columns_of_wordpress_imply_the_zone():
    summer = dates.localize("2015-06-01T09:30:00", "2015-06-01T07:30:00Z")
    assert summer == datetime(2015, 6, 1, 9, 30, tzinfo=timezone(timedelta(hours=2)))
    assert summer.utcoffset() == timedelta(hours=2)
    nepal = dates.localize("2015-06-01T13:15:00", "2015-06-01T07:30:00Z")
    assert nepal is not None
    assert nepal.utcoffset() == timedelta(hours=5, minutes=45)


def test_columns_that_imply_no_zone_leave_gmt():
    moment = dates.localize("2015-06-01T09:31:17", "2015-06-01T07:30:00Z")
    assert moment is not None
    assert moment.isoformat() == "2015-06-01T07:30:00+00:00"


def test_a_draft_has_local_time_only():
    moment = dates.localize("2015-06-01T09:30:00", "0000-00-00 00:00:00")
    assert moment == datetime(2015, 6, 1, 9, 30)
    assert dates.localize("0000-00-00 00:00:00", None) is None


def test_a_gmt_date_of_another_form_is_gmt_all_the_same():
    assert dates.localize("2024-04-30T10:00:00", "20240430 08:00").isoformat() == (
        "2024-04-30T10:00:00+02:00"
    )
