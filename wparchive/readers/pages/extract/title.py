"""The title of a post, and the element that shows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from wparchive.language.phrases import PhraseKind, match_phrase
from wparchive.readers.pages.extract.identity import slug_of
from wparchive.readers.pages.extract.metadata import texts
from wparchive.readers.pages.extract.tree import plain_text
from wparchive.wordpress.slugs import slug as slugify

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.metadata import Metadata
    from wparchive.readers.pages.extract.regions import Regions
    from wparchive.readers.pages.extract.tree import Element, Tree

_NAMED: Final = re.compile(
    r"(?:[a-z0-9]++[-_]++)*(?:entry|post|article|single|page|story|content)[-_]*(?:title|headline|heading)(?:[-_]*(?:main|single|inner|text))?"
    r"|p-name|headline|wp-block-post-title|title|posttitle|storytitle|name|tdb-title-text|heading"
)
_SITE: Final = re.compile(
    r"(?:.*[-_])?(?:site|blog|widget|comments?|reply|related|section|logo|brand|branding)[-_]?(?:title|name|header|heading|description)?s?",
    re.DOTALL,
)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4"})
_SEPARATORS: Final = re.compile(r"(?<!\s)\s++(?:[|–—·•»«:‹›/-]|&\w+;)++\s++")
_QUOTED: Final = re.compile(
    r"""\A\D*+\d.*?(?=.{3,306}+\Z)[“„«‹"‘‚](.{2,300})[”“»›"’‘][^“”„«»"]{0,3}$""", re.DOTALL
)
_LONGEST, _PARAGRAPH = 300, 80
_EDGES: Final = " |–—·•»«:›/-"
_BLANK: Final = ("entry-title", "wp-block-post-title", "post-title")
_DATES: Final = frozenset({"date", "entry-date", "post-date", "published"})
_FOLD: Final = re.compile(r"[\W_]+")


class Title(NamedTuple):
    """A title: its text, the element that shows it (None if only the head tells), the evidence."""

    text: str
    element: Element | None
    evidence: str


def read_title(
    tree: Tree, head: Metadata, main: Element | None, regions: Regions, site: str | None
) -> Title | None:
    """Find the title: the heading that the head agrees with, else the best marked one.

    Args:
        tree: The page.
        head: Its head.
        main: What contains the post, if something says so.
        regions: Its parts.
        site: The blog's name, which is no post's title.
    """
    said = _said(head, site) + _quoted(tree, regions)
    slug = slug_of(head.link("canonical"))
    named = slug and any(slug in {slugify(t), slugify(t, "de")} for t, _ in said)
    first = None if named else _first(tree, main)
    best: tuple[float, int, Element] | None = None
    for element in _candidates(tree, regions):
        text = tree.text(element)
        score = _score(tree, element, text, said, main) or 1.0 * (element is first)
        if score > 0 and (best is None or score > best[0]):
            best = (score, tree.position(element), element)
    if best is not None:
        element = best[2]
        undated = plain_text(element, lambda e: _is_date(tree, e))
        return Title(undated or tree.text(element), element, _evidence(tree, element))
    for text, why in _said(head, site):
        return Title(text, None, why)
    # A title that is empty is known, and it is empty.
    blank = [e for e in tree.by_class(*_BLANK) if main is None or tree.contains(main, e)]
    return Title("", blank[0], _evidence(tree, blank[0])) if blank else None


def _is_date(tree: Tree, element: Element) -> bool:
    return element.tag == "time" or not _DATES.isdisjoint(tree.classes(element))


def _first(tree: Tree, main: Element | None) -> Element | None:
    """The post's only heading of the first rank, if no text goes before it.

    Plugins for search engines put another title into the head, one that the permalink does not
    agree with. Where it agrees, as on a status that its author's name heads, the head is right.
    """
    inner = [e for e in tree.by_tag("h1") if main is not None and tree.contains(main, e)]
    if main is None or len(inner) != 1 or not 0 < len(tree.text(inner[0])) < _LONGEST:
        return None
    before = tree.elements[tree.position(main) : tree.position(inner[0])]
    told = any(e.tag == "p" and len(tree.text(e)) > _PARAGRAPH for e in before)
    return None if told else inner[0]


def _said(head: Metadata, site: str | None) -> list[tuple[str, str]]:
    """What the head says, the surest first."""
    found = [(t, "JSON-LD") for t in texts(head.article().get("headline"))]
    found += [(t, "og:title") for t in head.meta.get("og:title", []) if t]
    found += [(t, "twitter:title") for t in head.meta.get("twitter:title", []) if t]
    if head.title:
        found.append((head.title, "title"))
    bare = [(without_site(text, site), why) for text, why in found]
    return [(text, why) for text, why in bare if _fold(text) != _fold(site or "") or not site]


def _quoted(tree: Tree, regions: Regions) -> list[tuple[str, str]]:
    """What the heading over the comments quotes: ``3 Responses to “A title”``."""
    for element in tree.by_tag("h2", "h3", "h4"):
        if not regions.in_comments(element) and "comments" not in (element.get("id") or ""):
            continue
        text = tree.text(element)
        found = match_phrase(PhraseKind.COMMENTS, text)
        quoted = _QUOTED.search(text)
        title = found.values.get("title") if found else quoted[1].strip() if quoted else None
        if title:
            return [(title, "comments heading")]
    return []


def without_site(text: str, site: str | None) -> str:
    """A document's title without the name of the site before or after it."""
    if site and text.endswith(site):
        return text[: -len(site)].rstrip(_EDGES) or site
    if site and text.startswith(site):
        return text[len(site) :].lstrip(_EDGES) or site
    pieces = _SEPARATORS.split(text)
    if len(pieces) < 2:
        return text
    folded = _fold(site or "")
    if folded and _fold(pieces[-1]) == folded:
        return text[: len(text) - len(pieces[-1])].rstrip(_EDGES)
    if folded and _fold(pieces[0]) == folded:
        return text[len(pieces[0]) :].lstrip(_EDGES)
    return text


def _candidates(tree: Tree, regions: Regions) -> list[Element]:
    headings = [e for e in tree.by_tag(*_HEADINGS) if not regions.in_comments(e)]
    others = [
        e
        for e in tree.matching(_NAMED.fullmatch)
        if e.tag in {"div", "span", "p", "a", "strong", "td"}
        and regions.in_content(e)
        and len(tree.text(e)) < 300
    ]
    return sorted({*headings, *others}, key=tree.position)


def _score(
    tree: Tree, element: Element, text: str, said: list[tuple[str, str]], main: Element | None
) -> float:
    if not text or len(text) > 400:
        return 0
    folded = _fold(text) or text
    score = sum(_agreement(folded, _fold(told) or told, why) for told, why in said)
    names = tree.names(element)
    heading = element.tag in _HEADINGS
    named = any(map(_NAMED.fullmatch, names)) or element.get("itemprop") in {"headline", "name"}
    inside = main is not None and tree.contains(main, element)
    # A heading that nobody speaks of must at least be called a title, or nothing tells of any.
    standing = not said and inside and element.tag in {"h1", "h2"}
    if not score and not (heading and (named or standing)):
        return 0
    score += 1.5 * named + 0.6 * (element.tag == "h1") + 0.4 * heading + 1.0 * inside
    if any(map(_SITE.fullmatch, names)):
        score -= 3
    if any(_is_home(link.get("href") or "") for link in element.iter("a")):
        score -= 2.5
    if any(_SITE.fullmatch(n) for a in list(element.iterancestors())[:2] for n in tree.names(a)):
        score -= 1.5
    return score


def _is_home(url: str) -> bool:
    """Whether an address is a blog's own, as the blog's name leads to."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(url) and parts.path in {"", "/"} and not parts.query and not parts.fragment


def _agreement(shown: str, told: str, why: str) -> float:
    """How well a heading agrees with what the head says; both folded."""
    if shown == told:
        return 3.0 if why == "title" else 4.0
    if len(shown) > 3 and (told.startswith(shown) or told.endswith(shown)):
        return 2.0
    if len(shown) > 8 and shown in told:
        return 1.0
    return 1.0 if len(told) > 12 and told in shown and len(told) > 0.6 * len(shown) else 0.0


def _evidence(tree: Tree, element: Element) -> str:
    marked = sorted(n for n in tree.classes(element) if _NAMED.fullmatch(n))
    return f".{marked[0]}" if marked else str(element.tag)


def _fold(text: str) -> str:
    return _FOLD.sub("", text).casefold()
