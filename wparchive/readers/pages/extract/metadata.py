"""What a page's head says of it: meta elements, links, and JSON-LD."""

from __future__ import annotations

import json
import re
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from wparchive.readers.pages.extract.tree import link_target
from wparchive.web.references import unescape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.readers.pages.extract.tree import Tree

_SCRIPT: Final = re.compile(
    r"""<script\b(?:(?!<script\b)[^>])*?\btype\s*+=\s*+["']?application/ld\+json\b[^>]*+(?:>|\Z)((?:(?!</script).)*+)""",
    re.IGNORECASE | re.DOTALL,
)
_WRAPPING: Final = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/)\s*$"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_TRAILING_COMMA: Final = re.compile(r",(\s*[}\]])")
_SPACES: Final = re.compile(r"\s+")
_LARGEST: Final = 1 << 20
_ARTICLES: Final = frozenset(
    "Article BlogPosting NewsArticle SocialMediaPosting TechArticle Report AnalysisNewsArticle"
    " OpinionNewsArticle ReviewNewsArticle ScholarlyArticle Review LiveBlogPosting".split()
)
_PAGES: Final = frozenset({"WebPage", "ItemPage", "AboutPage", "ContactPage", "Recipe"})


@dataclass
class Metadata:
    """The head's evidence.

    Attributes:
        meta: Contents of ``meta`` by property, name or itemprop (lower case), in order.
        links: ``link`` addresses by relation.
        feeds: Addresses and titles of the feeds.
        objects: All objects of all JSON-LD scripts, flat.
        title: The document's ``title``.
    """

    meta: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    feeds: list[tuple[str, str]] = field(default_factory=list)
    rest_urls: list[str] = field(default_factory=list)
    objects: list[dict[str, Any]] = field(default_factory=list)
    title: str = ""

    def first(self, *names: str) -> str | None:
        """The first content of the first of these names that has one."""
        return next((v for n in names for v in self.meta.get(n, []) if v), None)

    def link(self, relation: str) -> str | None:
        """The first address of a relation."""
        return next(iter(self.links.get(relation, [])), None)

    def article(self) -> dict[str, Any]:
        """The JSON-LD object of what the page shows; empty if there is none."""
        for kinds in (_ARTICLES, _PAGES):
            found = [o for o in self.objects if kinds.intersection(types(o))]
            if found:
                return max(found, key=lambda o: ("datePublished" in o) + ("headline" in o))
        return {}

    def typed(self, *kinds: str) -> Iterator[dict[str, Any]]:
        """All JSON-LD objects of any of these types."""
        return (o for o in self.objects if not types(o).isdisjoint(kinds))

    def resolve(self, value: Any) -> Any:
        """The object that ``{"@id": ...}`` refers to, or the value itself."""
        if isinstance(value, dict) and set(value) == {"@id"}:
            named = [o for o in self.objects if o.get("@id") == value["@id"] and len(o) > 1]
            return named[0] if named else value
        return value


def read_metadata(tree: Tree, html: str) -> Metadata:
    """Gather it; `html` is the page's text, whose scripts the tree no longer has."""
    found = Metadata()
    for element in tree.by_tag("meta"):
        content = element.get("content")
        if content is None:
            continue
        value = clean_text(content)
        for attribute in ("property", "name", "itemprop"):
            if name := element.get(attribute):
                found.meta.setdefault(name.strip().lower(), []).append(value)
                break
    for element in tree.by_tag("link"):
        url = link_target(element)
        if url is None:
            continue
        kind = (element.get("type") or "").lower()
        for relation in (element.get("rel") or "").lower().split():
            if relation == "alternate" and kind in {"application/rss+xml", "application/atom+xml"}:
                found.feeds.append((url, element.get("title") or ""))
            elif relation == "alternate" and kind == "application/json":
                found.rest_urls.append(url)
            else:
                found.links.setdefault(relation, []).append(url)
    # The first title in the head; others are drawings'.
    titles = [e for e in tree.by_tag("title") if not any(a.tag == "svg" for a in e.iterancestors())]
    if titles:
        found.title = clean_text("".join(str(part) for part in titles[0].itertext()))
    for match in _SCRIPT.finditer(html):
        if len(match[1]) < _LARGEST:
            found.objects.extend(_flatten(_load(match[1])))
    return found


def clean_text(value: str) -> str:
    """A text without entities that were escaped twice, white space collapsed."""
    return _SPACES.sub(" ", unescape(value)).strip()


def texts(value: Any) -> list[str]:
    """The texts that a JSON-LD value contains: one, several, or names of objects."""
    if isinstance(value, str):
        return [text] if (text := clean_text(value)) else []
    if isinstance(value, dict):
        return texts(value.get("name") or value.get("@value"))
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return []


def types(item: dict[str, Any]) -> set[str]:
    """The types of a JSON-LD object, without their vocabulary's address."""
    return {t.rpartition("/")[2] for t in _strings(item.get("@type"))}


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return [value]
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def _load(text: str) -> Any:
    text = _WRAPPING.sub("", text).strip()
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text), unescape(text)):
        try:
            return _whole(json.loads(attempt, strict=False), attempt)
        except (ValueError, RecursionError):
            continue
    return None


def _whole(value: Any, text: str) -> Any:
    """Replace halves of surrogate pairs, which JSON may name and no file can hold."""
    if "\\ud" not in text.lower():
        return value
    return json.loads(_SURROGATE.sub("\ufffd", json.dumps(value, ensure_ascii=False)))


def _flatten(value: Any) -> Iterator[dict[str, Any]]:
    """Every object, outer ones first."""
    waiting = deque([value])
    while waiting:
        item = waiting.popleft()
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            yield item
            waiting.extend(v for v in item.values() if isinstance(v, dict | list))
