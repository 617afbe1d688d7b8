"""Which post a page shows: its number, its address, its slug and its type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import parse_qs, urlsplit

from wparchive.readers.pages.extract.tree import link_target
from wparchive.web.numbers import whole_number

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.metadata import Metadata
    from wparchive.readers.pages.extract.tree import Tree

_BODY_ID: Final = re.compile(r"(?:postid|page-id|attachmentid)-(\d{1,18})")
_POST_ID: Final = re.compile(r"post-(\d{1,18})")
_REST_ID: Final = re.compile(
    r"/wp(?:-json|/v2)/(?:wp/v2/)?[\w-]+/(\d{1,18})(?:\?|$)|rest_route=(?:(?!rest_route=).)*?/(\d{1,18})(?:&|$)"
)
_QUERY_ID: Final = ("p", "page_id", "attachment_id")
_COMMENT_PAGE: Final = re.compile(r"/comment-page-\d+/?$|[?&]cpage=\d+|#.*$", re.IGNORECASE)
_REPLY: Final = re.compile(r"[?&]replytocom=\d+", re.IGNORECASE)
_MIRRORED: Final = re.compile(
    r"Mirrored from (\S+) by (?:HTTrack|WinHTTrack)|saved from url=\(\d+\)(\S+)"
    r"|^\s*Page saved with SingleFile\s+url:\s*(\S+)",
    re.IGNORECASE,
)
_PART: Final = re.compile(r"(.*/)(\d{1,3})/?")
_FILE: Final = re.compile(r"\.(?:html?|php|aspx?)$", re.IGNORECASE)


class Identity(NamedTuple):
    """What a page says it is.

    Attributes:
        id: The post's number.
        id_evidence: What told it.
        url: Its permalink.
        url_evidence: What told it.
        slug: The last part of the permalink, percent-encoded as it is there.
        part: Of a post in several parts, the number of this one, from 1; None if it is whole.
    """

    id: int | None
    id_evidence: str
    url: str | None
    url_evidence: str
    slug: str | None
    part: int | None


def identify(tree: Tree, head: Metadata, given: str | None) -> Identity:
    """Gather what the page says of itself.

    Args:
        tree: The page.
        head: Its head.
        given: Where it was found, if that is known.
    """
    number, told = _number(tree, head)
    url, from_ = _address(tree, head, given)
    part = None
    if url is not None:
        url, part = _whole(url, [feed for feed, _ in head.feeds])
    return Identity(number, told, url, from_, slug_of(url), part)


def _whole(url: str, feeds: list[str]) -> tuple[str, int | None]:
    """The address of the whole post, where this one ends in the number of one of its parts.

    The feed of its comments stands below the post's own address, whatever part is shown.
    """
    match = _PART.fullmatch(url)
    if match and any(feed.startswith(f"{match[1]}feed") for feed in feeds):
        return match[1], int(match[2])
    return url, None


def _number(tree: Tree, head: Metadata) -> tuple[int | None, str]:
    bodies = tree.by_tag("body")
    for name in sorted(tree.classes(bodies[0])) if bodies else []:
        if match := _BODY_ID.fullmatch(name):
            return int(match[1]), "body class"
    for link in head.links.get("shortlink", []):
        if (number := query_id(link)) is not None:
            return number, "shortlink"
    for element in tree.by_tag("input"):
        name = (element.get("name") or "").lower()
        value = whole_number((element.get("value") or "").strip())
        if name == "comment_post_id" and value:
            return value, "comment_post_ID"
    for link in head.rest_urls:
        if match := _REST_ID.search(link):
            return int(match[1] or match[2]), "REST link"
    posts = {(int(m[1])) for n, _ in tree.ids() if (m := _POST_ID.fullmatch(n))}
    if len(posts) == 1:
        return posts.pop(), "post-N"
    return None, ""


def query_id(url: str) -> int | None:
    """The number in ``?p=N``, ``?page_id=N`` or ``?attachment_id=N``."""
    try:
        query = parse_qs(urlsplit(url).query)
    except ValueError:
        return None
    for name in _QUERY_ID:
        if (number := whole_number(query.get(name, [""])[0])) is not None:
            return number
    return None


def _address(tree: Tree, head: Metadata, given: str | None) -> tuple[str | None, str]:
    """The permalink: canonical, unless a mirror rewrote it and says where it came from."""
    candidates = [(u, "canonical") for u in head.links.get("canonical", [])]
    candidates += [(u, "og:url") for u in head.meta.get("og:url", []) if u]
    article = head.article()
    for key in ("mainEntityOfPage", "url"):
        value = article.get(key)
        value = value.get("@id") if isinstance(value, dict) else value
        if isinstance(value, str) and "://" in value:
            candidates.append((value, "JSON-LD"))
    absolute = [(u, why) for u, why in candidates if "://" in u or u.startswith("//")]
    for url, why in absolute:
        return _clean(url), why
    for text in tree.comments:
        if match := _MIRRORED.search(text):
            url = next(g for g in match.groups() if g)
            return _clean(url if "://" in url else f"http://{url}"), "mirror's comment"
    if candidates:
        return _clean(candidates[0][0]), candidates[0][1]
    bookmarks = {
        url
        for element in tree.by_tag("a")
        if "bookmark" in (element.get("rel") or "").lower().split()
        and "://" in (url := link_target(element) or "")
    }
    if len(bookmarks) == 1:
        return _clean(bookmarks.pop()), "rel=bookmark"
    return (_clean(given), "given") if given else (None, "")


def _clean(url: str) -> str:
    return _REPLY.sub("", _COMMENT_PAGE.sub("", url)) or url


def slug_of(url: str | None) -> str | None:
    """The last part of a permalink's path, without a file's ending; None if there is none."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if query_id(url) is not None:
        return None
    pieces = [
        p
        for p in parts.path.split("/")
        if p and p not in {"index.html", "index.htm", "index.php", ".", ".."}
    ]
    return _FILE.sub("", pieces[-1]) or None if pieces else None


def attachment(tree: Tree) -> str | None:
    """The address of the file that an attachment's page shows (``prepend_attachment()``)."""
    for outer in tree.by_class("attachment", "entry-attachment", "wp-caption"):
        for inner in outer.iter("a", "img", "audio", "video", "source"):
            url = link_target(inner) if inner.tag == "a" else inner.get("src")
            if url and "/uploads/" in url:
                return url
    return None
