"""What a page tells of its blog: name, address, language, WordPress's version."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.model.records import Site
from wparchive.readers.pages.extract.metadata import texts
from wparchive.readers.pages.extract.tree import link_target
from wparchive.web.splitting import urlsplit

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.metadata import Metadata
    from wparchive.readers.pages.extract.tree import Tree

_TITLE_CLASSES: Final = (
    "site-title", "blog-title", "wp-block-site-title", "site-name", "site__title", "logo-text",
)  # fmt: skip
_DESCRIPTION_CLASSES: Final = (
    "site-description",
    "blog-description",
    "wp-block-site-tagline",
    "tagline",
)
_VERSION: Final = re.compile(r"WordPress (\d{1,3})\.(\d{1,3})")
_FEED: Final = re.compile(r"^(.*?)/(?:feed|index\.php/feed)/?$|^(.*?)/?\?feed=", re.IGNORECASE)
_REST_ROOT: Final = re.compile(
    r"^(.*?)/(?:index\.php/)?wp-json/?$|^(.*?)/?(?:index\.php)?\?rest_route=/?$"
)
_FEED_SUFFIX: Final = re.compile(
    r"(?:^|(?<!\s)\s++)(?:RSS|Atom|XML)?(?:\s*+\d(?:\.\d++)*+)?(?:\s*+(?:feed|latest posts))?$",
    re.IGNORECASE,
)
_FEED_TITLE: Final = re.compile(r"(?:(?<!\s)\s++)?+(?:»|&raquo;|›|→|-|–)\s*+")


def read_site(tree: Tree, head: Metadata, language: str | None) -> Site:
    """Gather it; what the page does not tell is None."""
    return Site(
        title=_title(tree, head),
        link=_link(tree, head),
        description=_described(tree, head),
        language=language or None,
        generators=[g for g in head.meta.get("generator", []) if g],
    )


def _title(tree: Tree, head: Metadata) -> str | None:
    for name in head.meta.get("og:site_name", []):
        if name:
            return name
    for item in head.typed("WebSite", "Blog"):
        for name in texts(item.get("name")):
            return name
    for element in tree.by_class(*_TITLE_CLASSES):
        if (text := tree.text(element)) and len(text) < 200:
            return text
    for name in ("site-title", "blog-title", "blogtitle", "logo"):
        found = tree.id(name)
        if found is not None and (text := tree.text(found)) and len(text) < 200:
            return text
    for _, title in head.feeds:
        name = _FEED_SUFFIX.sub("", _FEED_TITLE.split(title)[0]).strip()
        if name:
            return name
    return None


def _described(tree: Tree, head: Metadata) -> str | None:
    for item in head.typed("WebSite", "Blog"):
        for text in texts(item.get("description")):
            return text
    for element in tree.by_class(*_DESCRIPTION_CLASSES):
        if (text := tree.text(element)) and len(text) < 300:
            return text
    for name in ("site-description", "tagline"):
        found = tree.id(name)
        if found is not None and (text := tree.text(found)) and len(text) < 300:
            return text
    return None


def _link(tree: Tree, head: Metadata) -> str | None:
    for url in head.links.get("https://api.w.org/", []):
        if match := _REST_ROOT.match(url):
            return match[1] or match[2] or None
    shortlink = head.link("shortlink")
    if shortlink and "://" in shortlink and "?p=" in shortlink:
        return shortlink.partition("?")[0].rstrip("/") or None
    for item in head.typed("WebSite"):
        home = item.get("url")
        if isinstance(home, str) and "://" in home:
            return home.rstrip("/")
    for feed, _ in head.feeds:
        match = _FEED.match(feed)
        if match and "/comments" not in feed and "://" in feed:
            root = (match[1] or match[2]).rstrip("/")
            if urlsplit(root).path.count("/") <= 2:
                return root
    for element in tree.by_tag("a"):
        if "home" in (element.get("rel") or "").lower().split():
            address = link_target(element)
            if address and "://" in address:
                return address.rstrip("/")
    return None


def name_beside(title: str, document: str) -> str | None:
    """What a document's title contains beside the post's, which is mostly the blog's name."""
    if not title or title not in document or title == document:
        return None
    before, _, after = document.partition(title)
    rest = (before if not after.strip() else after if not before.strip() else "").strip()
    return rest.strip(" |–—·•»«:›‹/-") or None


def trusts_utc_offsets(generators: list[str]) -> bool:
    """Whether this WordPress wrote ``+00:00`` only for UTC: since 5.3, or if nobody knows."""
    versions = [match for text in generators if (match := _VERSION.match(text))]
    return not versions or (int(versions[0][1]), int(versions[0][2])) >= (5, 3)


def read_language(tree: Tree, head: Metadata) -> str | None:
    """The language that the page says it is in, as a BCP 47 tag."""
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
