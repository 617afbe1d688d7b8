"""The title of a post, and the element that shows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from wparchive import patterns
from wparchive.language.phrases import PhraseKind, match_phrase
from wparchive.readers.pages.extract.identity import slug_of
from wparchive.readers.pages.extract.metadata import texts
from wparchive.readers.pages.extract.theme_table import has_role
from wparchive.readers.pages.extract.tree import plain_text
from wparchive.web.references import unescape
from wparchive.wordpress.slugs import slug as slugify

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.metadata import Metadata
    from wparchive.readers.pages.extract.regions import Regions
    from wparchive.readers.pages.extract.tree import Element, Tree

_is_title = has_role("post-title")
_is_other_title = has_role("other-title")
_is_text = has_role("post-text")
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4"})
_SEPARATORS: Final = patterns.lazy(r"(?<!\s)\s++(?>(?:[|–—·•»«:‹›/-]|&\w+;)+)\s++")
_QUOTED: Final = patterns.lazy(
    r"""\A\D*+\d.*?(?=.{3,306}+\Z)[“„«‹"‘‚](.{2,300})[”“»›"’‘][^“”„«»"]{0,3}$""", re.DOTALL
)
_SENT: Final = patterns.lazy(r"""\bdc:title\s*=\s*"([^"]*)\"""", re.IGNORECASE)
_LONGEST, _PARAGRAPH, _SIMILAR = 300, 80, 20
_PART: Final = 0.35
"""Share of a title below which its beginning in a heading proves little."""
_EDGES: Final = " |–—·•»«:›/-"
_BLANK: Final = ("entry-title", "wp-block-post-title", "post-title")
_DATES: Final = frozenset({"date", "entry-date", "post-date", "published"})
_TITLES: Final = frozenset({"div", "td", "p", "span", "b", "strong", "font", "center"})
_FOLD: Final = patterns.lazy(r"[\W_]+")


class Title(NamedTuple):
    """A title: its text, the element that shows it (None if only metadata has it), the evidence."""

    text: str
    element: Element | None
    evidence: str


def read_title(
    tree: Tree, head: Metadata, main: Element | None, regions: Regions, site: str | None
) -> Title | None:
    """Find the title: the heading that the metadata agrees with, else the best marked one.

    Args:
        tree: The page.
        head: Its metadata.
        main: The element that holds the post; None if unknown.
        regions: Its parts.
        site: The blog's name, which is not a post's title.
    """
    sent = _trackback_titles(tree)
    declared = sent + _declared_titles(head, site) + _quoted_title(tree, regions)
    slug = slug_of(head.link("canonical"))
    named = slug and any(slug in {slugify(t), slugify(t, "de")} for t, _ in declared)
    first = None if named else _first(tree, main)
    candidates = _candidates(tree, regions)
    best: tuple[float, Element] | None = None
    for found in candidates:
        score = _score(tree, found, tree.text(found), declared, main) or 1.0 * (found is first)
        if score > 0 and (best is None or score > best[0]):
            best = (score, found)
    pieces = _pieces(head.title) if site is None else []
    element = best[1] if best else _unmarked(tree, regions, pieces)
    if element is not None:
        shown = [e for e in candidates if regions.in_content(e)]
        element = _after_site(tree, element, shown, pieces)
        undated = plain_text(element, lambda e: _is_date(tree, e))
        return Title(undated or tree.text(element), element, _evidence(tree, element))
    for text, evidence in sent + _declared_titles(head, site):
        return Title(text, None, evidence)
    # The theme shows a title, which is empty.
    blank = [e for e in tree.by_class(*_BLANK) if main is None or tree.contains(main, e)]
    return Title("", blank[0], _evidence(tree, blank[0])) if blank else None


def _pieces(title: str) -> list[str]:
    """Split a document's title into the names of the post and of the blog, folded."""
    pieces = [_fold(piece) for piece in _SEPARATORS.split(title)]
    return [piece for piece in pieces if piece]


def _after_site(
    tree: Tree, element: Element, candidates: list[Element], pieces: list[str]
) -> Element:
    """Return the title where headings show both pieces of the document's: the second of them.

    Args:
        tree: The page.
        element: The heading that was found.
        candidates: All headings, in document order.
        pieces: The pieces of the document's title, folded; none if the blog's name is known.
    """
    if len(pieces) != 2 or _fold(tree.text(element)) not in pieces:
        return element
    other = pieces[pieces[0] == _fold(tree.text(element))]
    last = tree.position(element)
    after = (e for e in candidates if tree.position(e) > last and _fold(tree.text(e)) == other)
    return next(after, element)


def _unmarked(tree: Tree, regions: Regions, pieces: list[str]) -> Element | None:
    """Find an element that is no heading and shows a piece of the document's title alone."""
    for element in tree.elements:
        if element.tag not in _TITLES or not regions.in_content(element):
            continue
        shown = _fold(tree.text(element)) if len(tree.text(element)) < _LONGEST else ""
        if shown not in pieces or any(_is_home(e.get("href") or "") for e in element.iter("a")):
            continue
        if not any(e.tag in {"li", "nav", "a"} for e in (element, *element.iterancestors())):
            return next((e for e in element.iter("font", "b", "strong", "span")), element)
    return None


def _is_date(tree: Tree, element: Element) -> bool:
    return element.tag == "time" or not _DATES.isdisjoint(tree.classes(element))


def _first(tree: Tree, main: Element | None) -> Element | None:
    """Return the post's only ``h1``, or ``h2`` where it has none, if no text precedes it.

    Plugins for search engines put another title into the head, one that the permalink does not
    agree with. Where it agrees, as on a status that its author's name heads, the head is right.
    """
    inner = [e for e in tree.by_tag("h1") if main is not None and tree.contains(main, e)]
    if not inner:
        inner = [
            e
            for e in tree.by_tag("h2")
            if main is not None
            and tree.contains(main, e)
            and not any(_is_text(n) for a in e.iterancestors() for n in tree.names(a))
        ][:1]
    if main is None or len(inner) != 1 or not 0 < len(tree.text(inner[0])) < _LONGEST:
        return None
    before = tree.elements[tree.position(main) : tree.position(inner[0])]
    has_text = any(e.tag == "p" and len(tree.text(e)) > _PARAGRAPH for e in before)
    return None if has_text else inner[0]


def _declared_titles(head: Metadata, site: str | None) -> list[tuple[str, str]]:
    """List the titles in the metadata, the best evidence first."""
    found = [(t, "JSON-LD") for t in texts(head.article().get("headline"))]
    found += [(t, "og:title") for t in head.meta.get("og:title", []) if t]
    found += [(t, "twitter:title") for t in head.meta.get("twitter:title", []) if t]
    if head.title:
        found.append((head.title, "title"))
    bare = [(without_site(text, site), evidence) for text, evidence in found]
    return [
        (text, evidence) for text, evidence in bare if _fold(text) != _fold(site or "") or not site
    ]


def _trackback_titles(tree: Tree) -> list[tuple[str, str]]:
    """Read the title in the comment for trackbacks (``trackback_rdf()``), as the post has it.

    Plugins for search engines put another title into the head. A page with several such comments
    is a list.
    """
    remarks = (text for text in tree.comments if "trackback:ping" in text)
    found = [unescape(m[1]).strip() for text in remarks for m in _SENT.finditer(text)]
    return [(found[0], "trackback")] if len(found) == 1 and found[0] else []


def _quoted_title(tree: Tree, regions: Regions) -> list[tuple[str, str]]:
    """Read the title that the heading over the comments quotes: ``3 Responses to “A title”``."""
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
    """Take the name of the site off the beginning or end of a document's title."""
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
        for e in tree.matching(_is_title)
        if e.tag in {"div", "span", "p", "a", "strong", "td"}
        and regions.in_content(e)
        and len(tree.text(e)) < 300
    ]
    return sorted({*headings, *others}, key=tree.position)


def _score(
    tree: Tree, element: Element, text: str, declared: list[tuple[str, str]], main: Element | None
) -> float:
    if not text or len(text) > 400:
        return 0
    folded = _fold(text) or text
    score = sum(_agreement(folded, title, evidence) for title, evidence in declared)
    names = tree.names(element)
    heading = element.tag in _HEADINGS
    named = any(map(_is_title, names)) or element.get("itemprop") in {"headline", "name"}
    inside = main is not None and tree.contains(main, element)
    # Without a title in the metadata a heading of first or second rank is enough.
    unmarked = not declared and inside and element.tag in {"h1", "h2"}
    if not score and not (heading and (named or unmarked)):
        return 0
    score += 1.5 * named + 0.6 * (element.tag == "h1") + 0.4 * heading + 1.0 * inside
    if any(map(_is_other_title, names)):
        score -= 3
    if any(_is_home(link.get("href") or "") for link in element.iter("a")):
        score -= 3.5
    if any(_is_other_title(n) for a in list(element.iterancestors())[:2] for n in tree.names(a)):
        score -= 1.5
    return score


def _is_home(url: str) -> bool:
    """Return whether a URL is a blog's home, which the blog's name links to."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(url) and parts.path in {"", "/"} and not parts.query and not parts.fragment


def _agreement(shown: str, title: str, evidence: str) -> float:
    """Score how well a heading, folded, agrees with a title of the metadata."""
    pieces = _SEPARATORS.split(title)
    title = _fold(title) or title
    if shown == title:
        return 3.0 if evidence == "title" else 4.0
    if shown in {_fold(pieces[0]), _fold(pieces[-1])}:
        return 2.0
    if len(shown) > 3 and (title.startswith(shown) or title.endswith(shown)):
        return 2.0 if len(shown) > _PART * len(title) else 1.0
    if min(len(shown), len(title)) > _SIMILAR and _is_misspelt(shown, title, pieces):
        return 2.0
    if len(shown) > 8 and shown in title:
        return 1.0
    first = _fold(pieces[0])
    if len(first) > 8 and shown.startswith(first) and len(first) > _PART * len(shown):
        return 1.0  # with a subtitle in the heading
    return 1.0 if len(title) > 12 and title in shown and len(title) > 0.6 * len(shown) else 0.0


def _is_misspelt(shown: str, title: str, pieces: list[str]) -> bool:
    """Return whether a heading is the title but for a few letters, as after a correction."""
    near = max((_fold(piece) for piece in pieces), key=lambda p: (len(p) <= len(shown) + 2, len(p)))
    for other in (title, near):
        if abs(len(other) - len(shown)) <= 2:
            pairs = zip(shown, other, strict=False)
            wrong = sum(a != b for a, b in pairs)
            if wrong <= 2:
                return True
    return False


def _evidence(tree: Tree, element: Element) -> str:
    marked = sorted(n for n in tree.classes(element) if _is_title(n))
    return f".{marked[0]}" if marked else str(element.tag)


def _fold(text: str) -> str:
    return _FOLD.sub("", text).casefold()
