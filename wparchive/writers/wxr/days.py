"""Dates that bring a post back as a post of its own, and to its old address."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from wparchive.assembly.identity import digest
from wparchive.language import dates
from wparchive.web.splitting import urlsplit

if TYPE_CHECKING:
    from datetime import datetime

    from wparchive.model.records import Post

_DAY: Final = re.compile(r"/((?:19|20)\d\d)/(\d{1,2})(?:/(\d{1,2}))?/")
_MOST: Final = 14
"""Hours by which local time is ahead of UTC at most."""


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
