"""Dates as exports write them, converted to RFC 3339 where they can be read."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime, parsedate_tz
from functools import lru_cache

from wparchive import patterns

_MYSQL = patterns.lazy(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?")
_FULL = len("YYYY-MM-DD hh:mm:ss")

_LOOSE_ISO = patterns.lazy(
    r"(\d{4}-\d\d-\d\d)(?:[T\s]+(\d?\d:\d\d)(?::(\d\d)(?:[.,]\d+)?)?"
    r"\s*(Z|[+-]\d\d(?::?\d\d)?)?)?(?![\d:])",
    re.IGNORECASE,
)
_RFC822 = patterns.lazy(r"(?:[A-Za-z]+,\s*)?\d{1,2}[\s-]+[A-Za-z]+[\s-]+[1-9]\d{3}\s")
_DAY = patterns.lazy(r"\d{4}-\d\d-\d\d")
_ISO = patterns.lazy(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:Z|[+-]\d\d:\d\d)?)?")


def from_mysql(text: str, *, utc: bool = False) -> str | None:
    """Convert a MySQL datetime, such as that of ``wp:post_date``, to ISO 8601.

    Args:
        text: ``YYYY-MM-DD hh:mm[:ss]``; white space around it does not count.
        utc: Whether the column is a ``_gmt`` one, so that the answer ends in ``Z``.

    Returns:
        ``2015-06-01T09:30:00``, with ``Z`` where `utc`; None where the text is no date on the
        calendar (MySQL's zero date ``0000-00-00 00:00:00`` among them).
    """
    text = text.strip()
    match = _MYSQL.fullmatch(text)
    if not match:
        return None
    try:
        if len(text) == _FULL and text.isascii():
            moment = datetime.fromisoformat(text)
        else:
            moment = datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None
    return moment.isoformat() + ("Z" if utc else "")


def from_rfc822(text: str) -> str | None:
    """Convert an RSS ``pubDate`` (RFC 822, as RFC 2822 extended it) to RFC 3339.

    Returns:
        ``2015-06-01T07:30:00Z``, or with an offset other than zero ``...+02:00``; naive where the
        text has no zone; None where it cannot be read (year -0001 among them).
    """
    # The parser takes year -0001 for 2000 with an offset, so a year of four digits is asked for.
    parts = parsedate_tz(text.strip()) if _RFC822.match(text.strip()) else None
    if parts is None:
        return None
    try:
        moment = datetime(*parts[:6])  # noqa: DTZ001
        if parts[9] is not None:
            moment = moment.replace(tzinfo=timezone(timedelta(seconds=parts[9])))
    except (ValueError, OverflowError):
        return None
    return rfc3339(moment)


def from_iso(text: str) -> str | None:
    """Convert an ISO 8601 date, as in ``datetime`` attributes and JSON-LD, to the model's form.

    Returns:
        ``2015-06-01T09:30:00+02:00``, naive where the text has no zone, ``2015-06-01`` where it
        has no time; None where it is no date on the calendar.
    """
    match = _LOOSE_ISO.match(text.strip())
    if not match:
        return None
    day, clock, seconds, zone = match.groups()
    if clock is None:
        return day if parse(day) else None
    zone = (zone or "").strip().upper()
    if zone and zone != "Z":
        figures = zone[1:].replace(":", "").ljust(4, "0")
        zone = f"{zone[0]}{figures[:2]}:{figures[2:]}"
    moment = parse(f"{day}T{clock.zfill(5)}:{seconds or '00'}{zone}")
    return rfc3339(moment) if moment else None


def to_mysql(text: str) -> str:
    """Convert a date of the model to a MySQL datetime: the local time, without its zone.

    A date without a time becomes midnight. A text that is no ISO 8601 date is returned as it is.
    """
    match = _ISO.fullmatch(text)
    return f"{match[1]} {match[2] or '00:00:00'}" if match else text


def to_rfc822(text: str) -> str:
    """Convert a date of the model to an RSS ``pubDate``; return another text as it is.

    This is the inverse of `from_rfc822` for PHP's format ``D, d M Y H:i:s +0000``.
    """
    moment = parse(text) if _ISO.fullmatch(text) else None
    # ``+0000`` is PHP's word for UTC; ``-0000``, for a naive time, is RFC 2822's own.
    return format_datetime(moment) if moment else text


def rfc3339(moment: datetime) -> str:
    """Write a date and time as text: with ``Z`` for UTC, without an offset if it is naive."""
    return moment.isoformat().replace("+00:00", "Z")


def parse(text: str | None) -> datetime | None:
    """Parse a date of the model to a `datetime`, naive or aware as the text is; None if invalid."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def to_gmt(text: str | None) -> str | None:
    """Convert a date of the model to UTC; None if its zone or its time is unknown."""
    moment = parse(text)
    return in_gmt(moment) if moment else None


def in_gmt(moment: datetime) -> str | None:
    """Write a date and time in UTC; None if it is naive, or outside the years 1 to 9999 of UTC."""
    instant = in_utc(moment) if moment.tzinfo else None
    return rfc3339(instant) if instant else None


def in_utc(moment: datetime) -> datetime | None:
    """Convert to UTC, which is assumed for a naive one; None outside the years 1 to 9999 of UTC."""
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        return None


def strftime(moment: datetime, form: str) -> str:
    """Write a moment as `datetime.strftime` does, but years always with four digits.

    Without that, the year 1 is ``1`` on some systems and ``0001`` on others.
    """
    return moment.strftime(form.replace("%Y", f"{moment.year:04}"))


def is_day(text: str | None) -> bool:
    """Return whether a date of the model is a day without a time, as old pages show it."""
    return text is not None and _DAY.fullmatch(text) is not None


# Comments are sorted by it, and then shown with it.
@lru_cache(maxsize=1024)
def localize(published: str | None, published_gmt: str | None) -> datetime | None:
    """Return the local time of a post with the offset that its date in GMT implies.

    WordPress stores both columns and no zone. Their difference is the offset, if it is one that
    zones have (whole quarter hours within 15 hours). Otherwise return the date in GMT, or the
    naive one if that is all there is.
    """
    local, gmt = parse(published), parse(published_gmt)
    if local is None or gmt is None or local.tzinfo is not None:
        return local or gmt
    if gmt.tzinfo is None:  # of a form that MySQL does not write; GMT all the same
        gmt = gmt.replace(tzinfo=UTC)
    offset = local.replace(tzinfo=UTC) - gmt
    zone = _zone(offset)
    return local.replace(tzinfo=zone) if zone is not None else gmt


@lru_cache(maxsize=256)
def _zone(offset: timedelta) -> timezone | None:
    """Return the zone with this offset; None if zones have no such offset."""
    if abs(offset) <= timedelta(hours=15) and offset % timedelta(minutes=15) == timedelta():
        return timezone(offset)
    return None
