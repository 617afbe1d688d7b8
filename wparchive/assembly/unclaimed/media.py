"""Pictures and films of a post's other copies that the chosen body lacks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from wparchive import patterns
from wparchive.assembly.unclaimed.words import plain
from wparchive.errors.notices import Code
from wparchive.formats.readers import TextForm
from wparchive.formats.registry import kind_of
from wparchive.model.elements import UnknownElement
from wparchive.web.html import parse_fragment
from wparchive.web.html_links import own_links
from wparchive.web.splitting import urlsplit
from wparchive.web.urls import image_root

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.errors.notices import Notice
    from wparchive.model.records import Post

_MEDIA: Final = patterns.lazy(r"<(?:img|iframe|video|audio|embed|object|picture)\b", re.IGNORECASE)
_TAGS: Final = ("img", "iframe", "video", "audio", "source", "embed", "object")
_LONG: Final = 8
"""Letters of a name that no other text has by chance."""
_SMALL: Final = frozenset({"0", "1"})


def is_blank(body: str) -> bool:
    """Check whether a body shows nothing: no character, no picture and no film."""
    return not _MEDIA.search(body) and not plain(body).strip()


def account_for_media(post: Post, others: Sequence[Post]) -> list[Notice]:
    """Account for the pictures and films of a post's other copies; missing ones go to `extra`.

    The player of an episode is that of its enclosure. A body as WordPress stores it is compared
    with none: galleries are made of it.

    Args:
        post: The copy whose body is taken, if it has one; its `extra` grows.
        others: The others.
    """
    best, *rest = [copy for copy in (post, *others) if copy.content] or [post]
    if kind_of(best.origin).text is TextForm.RAW:
        return []
    there = _Shown(best.content or "")
    there.names.update(
        _name(element.attributes.get("url", ""))
        for copy in (post, *others)
        for element in copy.extra
        if element.tag == "enclosure"
    )
    notices: list[Notice] = []
    for copy in rest:
        missing = [url for url in _addresses(copy.content or "") if not there.has(url)]
        if missing:
            text = f"Pictures or videos of another copy that the body lacks: {len(missing)}."
            text = f"{text} The first is {missing[0]}"
            notices.append(post.notice(Code.TEXT_UNCLAIMED, text, origin=copy.origin))
            post.extra.extend(UnknownElement(tag="media-unclaimed", text=url) for url in missing)
            there.names.update(map(_name, missing))
    return notices


class _Shown:
    """What a body shows or links to.

    Attributes:
        names: The names of the files and films that its attributes have.
    """

    def __init__(self, body: str) -> None:
        self._text = unquote(body)
        addresses = (url for e in parse_fragment(body).iter("*") for _, _, url in own_links(e))
        self.names = set(map(_name, addresses))

    def has(self, url: str) -> bool:
        """Check whether the body has a file or film, also as a bare address of a film."""
        name = _name(url)
        return name in self.names or (len(name) >= _LONG and name in self._text)


def _addresses(body: str) -> Iterator[str]:
    """Yield the addresses of what a body shows, without pixels that count visits and emoji."""
    if not _MEDIA.search(body):
        return
    for element in parse_fragment(body).iter(*_TAGS):
        url = (element.get("src") or element.get("data") or "").strip()
        is_pixel = element.get("width") in _SMALL or element.get("height") in _SMALL
        is_sign = "emoji" in element.get("class", "") or "smiley" in element.get("class", "")
        if url and not url.startswith("data:") and not is_pixel and not is_sign and _name(url):
            yield url


def _name(url: str) -> str:
    """Return the part of an address that all sizes, hosts and players of a file share."""
    path = unquote(urlsplit(url).path).rstrip("/")
    return image_root(path).rpartition("/")[2]
