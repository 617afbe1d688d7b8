"""The identity of the post on a page: its number, permalink and slug."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import parse_qs, urlsplit

from wparchive import patterns
from wparchive.readers.pages.extract.saved_address import saved_addresses
from wparchive.readers.pages.extract.tree import link_target
from wparchive.web.numbers import whole_number
from wparchive.web.references import unescape
from wparchive.wordpress.permalinks import POST_VARIABLES

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.metadata import Metadata
    from wparchive.readers.pages.extract.tree import Tree

_BODY_ID: Final = patterns.lazy(r"(?:postid|page-id|pageid|attachmentid)-(\d{1,18})")
_POST_ID: Final = patterns.lazy(r"post-(\d{1,18})")
_REST_ID: Final = patterns.lazy(
    r"/wp(?:-json|/v2)/(?:wp/v2/)?[\w-]+/(\d{1,18})(?:\?|$)|rest_route=(?:(?!rest_route=).)*?/(\d{1,18})(?:&|$)"
)
_COMMENT_PAGE: Final = patterns.lazy(r"/comment-page-\d+(/?)$|[?&]cpage=\d+()", re.IGNORECASE)
_REPLY: Final = patterns.lazy(r"[?&]replytocom=\d+", re.IGNORECASE)
_MIRRORED: Final = patterns.lazy(
    r"Mirrored from (\S+) by (?:HTTrack|WinHTTrack)|saved from url=\(\d+\)(\S+)"
    r"|^\s*Page saved with SingleFile\s+url:\s*(\S+)",
    re.IGNORECASE,
)
_TRACKBACK: Final = patterns.lazy(r"""\brdf:about\s*=\s*["'](https?://[^"'\s<>]+)""", re.IGNORECASE)
_PART: Final = patterns.lazy(r"(.*/)(\d{1,3})/?")
_ANY_PAGE: Final = frozenset(
    {"", ".", "./", "index.html", "index.htm", "index.php", "./index.html"}
)
_FILE: Final = patterns.lazy(r"\.(?:html?|php|aspx?)$", re.IGNORECASE)


class Identity(NamedTuple):
    """The identity of the post on a page.

    Attributes:
        id: The post's number.
        id_evidence: The evidence for it.
        url: Its permalink.
        url_evidence: The evidence for it.
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
    """Read the identity of the page's post.

    Args:
        tree: The page.
        head: Its metadata.
        given: The URL that the page was saved from; None if unknown.
    """
    number, number_evidence = _number(tree, head)
    url, url_evidence = _address(tree, head, given)
    part = None
    if url is not None:
        url, part = _without_part(url, [feed for feed, _ in head.feeds])
    return Identity(number, number_evidence, url, url_evidence, slug_of(url), part)


def _without_part(url: str, feeds: list[str]) -> tuple[str, int | None]:
    """Split the number of one part off the address of a post in several parts.

    The address of its comments' feed begins with the address of the whole post.
    """
    match = _PART.fullmatch(url)
    # A number may be the slug, such as that of a post without a title. It has a feed of its own.
    if any(feed.startswith(f"{url.rstrip('/')}/feed") for feed in feeds):
        return url, None
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
    evidence = "post-N"
    if not posts:
        # ``post_class()``; themes need not write the id.
        names = (n for e in tree.by_class("hentry") for n in tree.classes(e))
        posts, evidence = {int(m[1]) for n in names if (m := _POST_ID.fullmatch(n))}, "post class"
    return (posts.pop(), evidence) if len(posts) == 1 else (None, "")


def query_id(url: str) -> int | None:
    """Return the number in ``?p=N``, ``?page_id=N`` or ``?attachment_id=N``; else None."""
    try:
        query = parse_qs(urlsplit(url).query)
    except ValueError:
        return None
    for name in POST_VARIABLES:
        if (number := whole_number(query.get(name, [""])[0])) is not None:
            return number
    return None


def _address(tree: Tree, head: Metadata, given: str | None) -> tuple[str | None, str]:
    """Find the permalink: the canonical URL, unless a mirror rewrote it and names the original."""
    candidates = _declared(head, given)
    absolute = [(u, why) for u, why in candidates if "://" in u or u.startswith("//")]
    for url, why in absolute:
        return _clean(url), why
    for text in tree.comments:
        if match := _MIRRORED.search(text):
            url = next(g for g in match.groups() if g)
            return _clean(url if "://" in url else f"http://{url}"), "mirror's comment"
    if (permalink := _trackback_address(tree)) is not None:
        return _clean(permalink), "trackback RDF"
    if candidates:
        return _clean(candidates[0][0]), candidates[0][1]
    for url in saved_addresses(tree, head):
        return _clean(url), "archived copy"
    bookmarks = {
        url
        for element in tree.by_tag("a")
        if "bookmark" in (element.get("rel") or "").lower().split()
        and "://" in (url := link_target(element) or "")
    }
    if len(bookmarks) == 1:
        return _clean(bookmarks.pop()), "rel=bookmark"
    return (_clean(given), "given") if given else (None, "")


def _declared(head: Metadata, given: str | None) -> list[tuple[str, str]]:
    """List the addresses that a page's head gives it, and the evidence for each."""
    candidates = [(u, "canonical") for u in head.links.get("canonical", [])]
    candidates += [(u, "og:url") for u in head.meta.get("og:url", []) if u]
    article = head.article()
    for key in ("mainEntityOfPage", "url"):
        value = article.get(key)
        value = value.get("@id") if isinstance(value, dict) else value
        if isinstance(value, str) and "://" in value:
            candidates.append((value, "JSON-LD"))
    if given:
        return candidates
    # All pages of a mirror may call themselves so.
    return [(u, why) for u, why in candidates if u.strip().lower() not in _ANY_PAGE]


def _trackback_address(tree: Tree) -> str | None:
    """Return the permalink that ``trackback_rdf()`` wrote into a comment; None unless it is one.

    Mirroring programs do not change comments.
    """
    texts = (text for text in tree.comments if "trackback:ping" in text)
    found = {unescape(match[1]) for text in texts for match in _TRACKBACK.finditer(text)}
    return found.pop() if len(found) == 1 else None


def _clean(url: str) -> str:
    bare = url.partition("#")[0]
    return _REPLY.sub("", _COMMENT_PAGE.sub(lambda m: m[1] or m[2] or "", bare)) or url


def slug_of(url: str | None) -> str | None:
    """Return the last part of a permalink's path, without a file's ending; else None."""
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
    """Return the URL of the file that an attachment's page shows (``prepend_attachment()``)."""
    for outer in tree.by_class("attachment", "entry-attachment", "wp-caption"):
        for inner in outer.iter("a", "img", "audio", "video", "source"):
            url = link_target(inner) if inner.tag == "a" else inner.get("src")
            if url and "/uploads/" in url:
                return url
    return None


def shows_file(tree: Tree) -> bool:
    """Return whether a page shows the file of an attachment, as ``prepend_attachment()`` does."""
    shown = (e for e in tree.by_class("attachment") if e.tag in {"p", "div"})
    return any(next(e.iter("img", "audio", "video"), None) is not None for e in shown)


def shows_file_only(tree: Tree) -> bool:
    """Return whether a page shows one file in the paragraph of ``prepend_attachment()``.

    Readers may comment on files, too: this is better evidence than a form for comments.
    """
    shown = [e for e in tree.by_class("attachment") if e.tag == "p"]
    return len(shown) == 1 and attachment(tree) is not None
