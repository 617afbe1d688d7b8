"""The blog that a page belongs to: its name, address, language and WordPress's version."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.model.site import Site
from wparchive.readers.pages.extract.menus import read_menus
from wparchive.readers.pages.extract.metadata import texts
from wparchive.readers.pages.extract.theme_table import has_role
from wparchive.readers.pages.extract.tree import link_target
from wparchive.web.splitting import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.pages.extract.metadata import Metadata
    from wparchive.readers.pages.extract.tree import Element, Tree

_is_site_title = has_role("site-title")
_is_description = has_role("site-description")
_is_post_text = has_role("post-text")
_TITLE_IDS: Final = ("site-title", "blog-title", "blogtitle", "logo")
_DESCRIPTION_IDS: Final = ("site-description", "tagline")
_LONGEST_TITLE, _LONGEST_DESCRIPTION = 200, 300
_MOST_FOLDERS: Final = 2
_VERSION: Final = patterns.lazy(r"WordPress (\d{1,3})\.(\d{1,3})")
_FEED: Final = patterns.lazy(r"^(.*?)/(?:feed|index\.php/feed)/?$|^(.*?)/?\?feed=", re.IGNORECASE)
_REST_ROOT: Final = patterns.lazy(
    r"^(.*?)/(?:index\.php/)?wp-json/?$|^(.*?)/?(?:index\.php)?\?rest_route=/?$"
)
_FEED_SUFFIX: Final = patterns.lazy(
    r"(?:^|(?<!\s)\s++)(?:RSS|Atom|XML)?(?:\s*+\d(?>(?:\.\d++)*))?(?:\s*+(?:feed|latest posts))?$",
    re.IGNORECASE,
)
_FEED_TITLE: Final = patterns.lazy(r"(?>(?:(?<!\s)\s++)?)(?:»|&raquo;|›|→|-|–)\s*+")


def read_site(tree: Tree, head: Metadata, language: str | None) -> Site:
    """Read a page's data about its blog; None in each field that the page does not give."""
    return Site(
        title=next(_titles(tree, head), None),
        link=next(_links(tree, head), None),
        description=next(_descriptions(tree, head), None),
        language=language or None,
        generators=[g for g in head.meta.get("generator", []) if g],
        extra=[menu.as_extra() for menu in read_menus(tree)],
    )


def _titles(tree: Tree, head: Metadata) -> Iterator[str]:
    """Yield names of the blog, the best evidence first."""
    yield from filter(None, head.meta.get("og:site_name", []))
    for item in head.typed("WebSite", "Blog"):
        yield from texts(item.get("name"))
    marked = [*tree.matching(_is_site_title), *_by_ids(tree, _TITLE_IDS)]
    marked = [e for e in marked if not _is_beside_text(tree, e)]
    yield from (t for e in marked if (t := tree.text(e)) and len(t) < _LONGEST_TITLE)
    for _, title in head.feeds:
        if name := _FEED_SUFFIX.sub("", _FEED_TITLE.split(title)[0]).strip():
            yield name


def _is_beside_text(tree: Tree, element: Element) -> bool:
    """Return whether a post's text follows in the same element, as below the post's title."""
    following = element.itersiblings("*")
    return any(any(map(_is_post_text, tree.names(e))) for e in following)


def _descriptions(tree: Tree, head: Metadata) -> Iterator[str]:
    """Yield taglines of the blog, the best evidence first."""
    for item in head.typed("WebSite", "Blog"):
        yield from texts(item.get("description"))
    marked = [*tree.matching(_is_description), *_by_ids(tree, _DESCRIPTION_IDS)]
    yield from (t for e in marked if (t := tree.text(e)) and len(t) < _LONGEST_DESCRIPTION)


def _by_ids(tree: Tree, names: tuple[str, ...]) -> list[Element]:
    return [found for name in names if (found := tree.id(name)) is not None]


def _links(tree: Tree, head: Metadata) -> Iterator[str | None]:
    """Yield addresses of the blog, the best evidence first; None where one has no host."""
    for url in head.links.get("https://api.w.org/", []):
        if match := _REST_ROOT.match(url):
            yield match[1] or match[2] or None
    shortlink = head.link("shortlink")
    if shortlink and "://" in shortlink and "?p=" in shortlink:
        yield shortlink.partition("?")[0].rstrip("/") or None
    for item in head.typed("WebSite"):
        home = item.get("url")
        if isinstance(home, str) and "://" in home:
            yield home.rstrip("/")
    yield from filter(None, (_root_of_feed(feed) for feed, _ in head.feeds))
    for element in tree.by_tag("a"):
        if "home" in (element.get("rel") or "").lower().split():
            address = link_target(element)
            if address and "://" in address:
                yield address.rstrip("/")


def _root_of_feed(feed: str) -> str | None:
    """Return the blog's address by a feed's; None if the feed may be a post's or term's."""
    match = _FEED.match(feed)
    if match is None or "/comments" in feed or "://" not in feed:
        return None
    root = (match[1] or match[2]).rstrip("/")
    return root if urlsplit(root).path.count("/") <= _MOST_FOLDERS else None


def name_beside(title: str, document: str) -> str | None:
    """Return a document's title without the post's title: mostly the name of the blog."""
    if not title or title not in document or title == document:
        return None
    before, _, after = document.partition(title)
    rest = (before if not after.strip() else after if not before.strip() else "").strip()
    return rest.strip(" |–—·•»«:›‹/-") or None


def trusts_utc_offsets(generators: list[str]) -> bool:
    """Return whether ``+00:00`` means UTC: since WordPress 5.3, or if the version is unknown."""
    versions = [match for text in generators if (match := _VERSION.match(text))]
    return not versions or (int(versions[0][1]), int(versions[0][2])) >= (5, 3)


def read_language(tree: Tree, head: Metadata) -> str | None:
    """Read the language of the page as a BCP 47 tag; None if the page does not give it."""
    for element in tree.by_tag("html"):
        value = (
            element.get("lang")
            or element.get("xml:lang")
            or element.get("{http://www.w3.org/XML/1998/namespace}lang")
        )
        if value and re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", value.strip()):
            return value.strip().replace("_", "-")
    for value in (
        *texts(head.article().get("inLanguage")),
        *head.meta.get("og:locale", []),
        *head.meta.get("content-language", []),
    ):
        if re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", value):
            return value.replace("_", "-")
    return None
