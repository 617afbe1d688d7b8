"""Dates that bring a post back as a post of its own, and to its old address."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wparchive import patterns
from wparchive.assembly.identity import digest
from wparchive.language import dates
from wparchive.web.splitting import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from wparchive.model.records import Comment, Post
    from wparchive.model.site import Site

_DAY: Final = patterns.lazy(r"/((?:19|20)\d\d)/(\d{1,2})(?:/(\d{1,2}))?/")
NO_SHIFT: Final = timedelta()
_MOST: Final = 14
"""Hours by which local time is ahead of UTC at most."""


def zone_of(site: Site) -> ZoneInfo | None:
    """Return the blog's time zone, which the index of the REST API names; None if unknown."""
    for element in site.extra:
        if element.attributes.get("name") == "timezone_string" and element.text:
            with suppress(ValueError, TypeError, OSError, ZoneInfoNotFoundError):
                return ZoneInfo(json.loads(element.text))
    return None


def offset_in(zone: ZoneInfo, utc: datetime | None, local: datetime | None) -> timedelta:
    """Return by how much local time is ahead of UTC.

    Args:
        zone: The blog's time zone.
        utc: The moment in UTC, naive; None if unknown.
        local: The local time, naive; it counts if `utc` is None.
    """
    with suppress(OverflowError):
        if utc is not None:
            return utc.replace(tzinfo=UTC).astimezone(zone).utcoffset() or timedelta()
        if local is not None:
            return local.replace(tzinfo=zone).utcoffset() or timedelta()
    return timedelta()


def offset_by_link(link: str | None, utc: datetime | None) -> timedelta:
    """Return by how many hours local time is ahead of UTC at least, so that a permalink fits.

    WordPress builds permalinks from local dates (``get_permalink()``); a post of 23:30 UTC may be
    one of the next day, and has another address if it comes back without that.

    Args:
        link: The post's permalink.
        utc: When it was published; naive times are UTC.

    Returns:
        Whole hours; zero if the permalink has no day, or one that no time zone explains.
    """
    match = _DAY.search(urlsplit(link or "").path)
    if match is None or utc is None:
        return timedelta()
    wanted = tuple(int(part) for part in match.groups() if part is not None)
    for hours in sorted(range(-_MOST, _MOST + 1), key=lambda n: (abs(n), -n)):
        try:
            local = utc + timedelta(hours=hours)
        except OverflowError:
            return timedelta()
        if (local.year, local.month, local.day)[: len(wanted)] == wanted:
            return timedelta(hours=hours)
    return timedelta()


def title_and_date(post: Post, seconds: int) -> int | None:
    """Return a digest of a post's type, title and date; None for a post without a date.

    Args:
        post: The post.
        seconds: What to add to its date.
    """
    moment = dates.parse(post.published) or dates.parse(post.published_gmt)
    if moment is None or post.type == "nav_menu_item":
        return None
    try:
        moment = moment.replace(microsecond=0) + timedelta(seconds=seconds)
    except OverflowError:
        return None
    return digest(f"{post.type or 'post'} {post.title or ''} {moment.replace(tzinfo=None)}")


def missing_dates(
    record: Post | Comment,
    fallback: datetime,
    offset: timedelta,
    shift: timedelta = NO_SHIFT,
    zone: ZoneInfo | None = None,
) -> Iterator[tuple[str, str]]:
    """Yield the dates that are missing or not the record's alone, as fields of the record.

    Args:
        record: A post or a comment.
        fallback: The local time of a record that has no date; naive.
        offset: What local time is ahead of UTC.
        shift: What to add to the dates.
        zone: The blog's time zone, if it is known; it counts instead of `offset`.
    """
    local = dates.parse(record.published) if _is_date(record.published) else None
    gmt = dates.parse(record.published_gmt) if _is_date(record.published_gmt) else None
    instant = dates.in_utc(gmt) if gmt else None
    utc = instant.replace(tzinfo=None) if instant else None
    if zone is not None:
        offset = offset_in(zone, utc, local or fallback)
    if local is None:
        local = _shifted(utc, offset) if utc else fallback
        yield "published", _shifted(local, shift).isoformat()
    elif shift:
        yield "published", _shifted(local, shift).isoformat()
    if gmt is None and local.tzinfo is None:
        yield "published_gmt", f"{_shifted(local, shift - offset).isoformat()}Z"
    elif gmt is not None and shift:
        yield "published_gmt", _shifted(gmt, shift).isoformat()


def _is_date(text: str | None) -> bool:
    """Check whether MySQL can store a date of the model."""
    return bool(text) and dates.from_mysql(dates.to_mysql(text or "")) is not None


def _shifted(moment: datetime, offset: timedelta) -> datetime:
    try:
        return moment + offset
    except OverflowError:
        return moment


def local_time(record: Post | Comment) -> datetime | None:
    """Return the local time of a record, naive; None if it is unknown."""
    moment = dates.localize(record.published, record.published_gmt)
    return moment.replace(tzinfo=None, microsecond=0) if moment else None


def utc_offset(record: Post | Comment, default: timedelta) -> timedelta:
    """Return by how much a record's local time is ahead of UTC; the default if it is unknown."""
    moment = dates.localize(record.published, record.published_gmt)
    return (moment.utcoffset() if moment else None) or default
