"""The metadata in a page's head: meta elements, links, and JSON-LD."""

from __future__ import annotations

import json
import re
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from wparchive import patterns
from wparchive.readers.pages.extract.tree import link_target
from wparchive.web.json_text import replace_halves
from wparchive.web.references import unescape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.readers.pages.extract.tree import Element, Tree

_SCRIPT: Final = patterns.lazy(
    r"""<script\b(?:(?!<script\b)[^>])*?\btype\s*+=\s*+["']?application/ld\+json\b[^>]*+(?:>|\Z)((?>(?:[^<]++|<(?!/script))*))""",
    re.IGNORECASE | re.DOTALL,
)
_WRAPPING: Final = patterns.lazy(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/)\s*$"
)
_TRAILING_COMMA: Final = patterns.lazy(r",(\s*[}\]])")
_SPACES: Final = patterns.lazy(r"\s+")
_LARGEST: Final = 1 << 20
_ARTICLES: Final = frozenset(
    "Article BlogPosting NewsArticle SocialMediaPosting TechArticle Report AnalysisNewsArticle"
    " OpinionNewsArticle ReviewNewsArticle ScholarlyArticle Review LiveBlogPosting".split()
)
_FEED_TYPES: Final = frozenset({"application/rss+xml", "application/atom+xml"})
_PAGES: Final = frozenset({"WebPage", "ItemPage", "AboutPage", "ContactPage", "Recipe"})


@dataclass
class Metadata:
    """The metadata of a page.

    Attributes:
        meta: Contents of ``meta`` by property, name or itemprop (lower case), in order.
        links: ``link`` addresses by relation.
        alternates: Languages and addresses of the page in its languages, in order.
        feeds: Addresses and titles of the feeds.
        rest_urls: Addresses of the same content in the REST API.
        objects: All objects of all JSON-LD scripts, flat.
        title: The document's ``title``.
    """

    meta: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    alternates: list[tuple[str, str]] = field(default_factory=list)
    feeds: list[tuple[str, str]] = field(default_factory=list)
    rest_urls: list[str] = field(default_factory=list)
    objects: list[dict[str, Any]] = field(default_factory=list)
    title: str = ""

    def first(self, *names: str) -> str | None:
        """Return the first content of the first of these names that has one; None if none has."""
        return next((v for n in names for v in self.meta.get(n, []) if v), None)

    def link(self, relation: str) -> str | None:
        """Return the first URL of a relation; None if there is none."""
        return next(iter(self.links.get(relation, [])), None)

    def article(self) -> dict[str, Any]:
        """Return the JSON-LD object of the post or page; empty if there is none."""
        for kinds in (_ARTICLES, _PAGES):
            found = [o for o in self.objects if kinds.intersection(types(o))]
            if found:
                return max(found, key=lambda o: ("datePublished" in o) + ("headline" in o))
        return {}

    def typed(self, *kinds: str) -> Iterator[dict[str, Any]]:
        """Yield all JSON-LD objects of any of these types."""
        return (o for o in self.objects if not types(o).isdisjoint(kinds))

    def resolve(self, value: Any) -> Any:
        """Return the object that ``{"@id": ...}`` refers to, or the value itself."""
        if isinstance(value, dict) and set(value) == {"@id"}:
            named = [o for o in self.objects if o.get("@id") == value["@id"] and len(o) > 1]
            return named[0] if named else value
        return value


def read_metadata(tree: Tree, html: str) -> Metadata:
    """Read a page's metadata.

    Args:
        tree: The page.
        html: Its text, for the scripts, which the tree no longer has.
    """
    found = Metadata(title=_document_title(tree))
    for element in tree.by_tag("meta"):
        _add_meta(found, element)
    for element in tree.by_tag("link"):
        _add_link(found, element)
    for match in _SCRIPT.finditer(html):
        if len(match[1]) < _LARGEST:
            found.objects.extend(_flatten(_load(match[1])))
    return found


def _document_title(tree: Tree) -> str:
    """Return the text of the first ``title`` in the page; others are those of drawings."""
    titles = [e for e in tree.by_tag("title") if not any(a.tag == "svg" for a in e.iterancestors())]
    return clean_text("".join(str(part) for part in titles[0].itertext())) if titles else ""


def _add_meta(found: Metadata, element: Element) -> None:
    content = element.get("content")
    if content is None:
        return
    for attribute in ("property", "name", "itemprop"):
        if name := element.get(attribute):
            found.meta.setdefault(name.strip().lower(), []).append(clean_text(content))
            return


def _add_link(found: Metadata, element: Element) -> None:
    url = link_target(element)
    if url is None:
        return
    kind = (element.get("type") or "").lower()
    for relation in (element.get("rel") or "").lower().split():
        if relation == "alternate" and kind in _FEED_TYPES:
            found.feeds.append((url, element.get("title") or ""))
        elif relation == "alternate" and kind == "application/json":
            found.rest_urls.append(url)
        else:
            found.links.setdefault(relation, []).append(url)
            if relation == "alternate" and (language := (element.get("hreflang") or "").strip()):
                found.alternates.append((language, url))


def clean_text(value: str) -> str:
    """Decode entities that were escaped twice, and collapse white space."""
    return _SPACES.sub(" ", unescape(value)).strip()


def texts(value: Any) -> list[str]:
    """List the texts of a JSON-LD value: one, several, or the names of objects."""
    if isinstance(value, str):
        return [text] if (text := clean_text(value)) else []
    if isinstance(value, dict):
        return texts(value.get("name") or value.get("@value"))
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return []


def types(item: dict[str, Any]) -> set[str]:
    """Return the types of a JSON-LD object, without their vocabulary's address."""
    return {t.rpartition("/")[2] for t in _strings(item.get("@type"))}


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return [value]
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def _load(text: str) -> Any:
    text = _WRAPPING.sub("", text).strip()
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text), unescape(text)):
        try:
            return replace_halves(json.loads(attempt, strict=False), attempt)
        except (ValueError, RecursionError):
            continue
    return None


def _flatten(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object, outer ones first."""
    waiting = deque([value])
    while waiting:
        item = waiting.popleft()
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            yield item
            waiting.extend(v for v in item.values() if isinstance(v, dict | list))
