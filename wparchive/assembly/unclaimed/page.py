"""The account of a page's words: its visible text, block by block, against all fields."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

from wparchive import patterns
from wparchive.assembly.unclaimed.account import PARAGRAPH, UnclaimedText
from wparchive.assembly.unclaimed.words import FieldTexts, counted, words_of
from wparchive.language import phrases

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

Element = etree._Element
_BLOCKS: Final = frozenset(
    "address article aside blockquote body br button caption center dd details dialog dir div dl dt"
    " fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu"
    " nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_UNSEEN: Final = frozenset(
    "script style template noscript head title option textarea svg math object audio video iframe"
    " canvas".split()
)
_LANDMARKS: Final = frozenset({"nav", "aside", "form", "dialog"})
_OUTER: Final = frozenset({"header", "footer"})
_CONTENT: Final = frozenset({"article", "main"})
_ROLES: Final = frozenset(
    {"navigation", "complementary", "contentinfo", "banner", "search", "dialog", "alertdialog"}
)
_HIDDEN: Final = patterns.lazy(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BESIDE: Final = patterns.lazy(
    r"(?:.*[-_])?(?:sidebars?|widgets?|footer|colophon|masthead|branding|topbar|top-?bar|nav(?:bar|igation)?"
    r"|(?:main|site|top|page)?-?menu|breadcrumbs?|cookies?|gdpr|blogroll|site-?header|page-?header|headerbar"
    r"|screen-reader-text|visually-?hidden|sr-only|skip-?links?|(?:latest|recent)-?comments|nopassword)"
    r"(?:[-_].*)?|header|banner|modal|popup",
    re.DOTALL,
)
_HEADING: Final = patterns.lazy(r"h[1-6]")
_LABEL: Final = 6
"""Words that a theme's label has fewer than; comments may have fewer, too."""
_SHORTEST: Final = 12
"""Characters of such a label; Chinese and Japanese have a word a character."""
_COMMENTS: Final = patterns.lazy(r"comment|respon[sd]|discussion|reaction|guestbook", re.IGNORECASE)
_LINE, _LONG = 60, 600
"""Characters of a paragraph at least, and of a page's whole text."""
_PART, _MOST = 0.3, 0.5
_TALKING: Final = frozenset({"author-box", "reply-form", "sidebar"})
"""Kinds of boilerplate that may hold more prose than a short post."""
_SILENT: Final = frozenset({"share", "rating", "navigation", "contents", "meta", "counter"})
_FEWEST: Final = 2


class Block(NamedTuple):
    """A text without a break.

    Attributes:
        element: The block that holds it.
        text: Its text, white space collapsed.
    """

    element: Element
    text: str


def blocks_of(root: Element, skip: Collection[Element] = ()) -> list[Block]:
    """Divide the text that a page shows into blocks, in document order.

    Args:
        root: The page's root element.
        skip: Elements whose text is left out.
    """
    found: list[Block] = []
    parts: list[str] = []
    holders = [root]
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start":
            tag = element.tag
            if tag in _UNSEEN:
                walk.skip_subtree()
                continue
            text = element.text
            if tag in _BLOCKS:
                if parts:
                    _end(found, holders[-1], parts)
                holders.append(element)
            if skip and element in skip:
                walk.skip_subtree()
                continue
        else:
            text = element.tail
            if event == "end" and element.tag in _BLOCKS:
                if parts:
                    _end(found, holders[-1], parts)
                holders.pop()
        if text and (parts or not text.isspace()):
            parts.append(text)
    return found


def _end(found: list[Block], holder: Element, parts: list[str]) -> None:
    if text := " ".join("".join(parts).split()):
        found.append(Block(holder, text))
    parts.clear()


def find_unclaimed(
    root: Element,
    claimed: FieldTexts,
    named: Callable[[Element], str | None],
    skip: Collection[Element] = (),
    least: int = 0,
) -> tuple[list[UnclaimedText], list[UnclaimedText]]:
    """Find the text of a page's main region that is in no field.

    The main region is all outside of landmarks (navigation, sidebars, the site's header and
    footer, forms) and of elements named as boilerplate. A part that holds most of the page's
    paragraphs, or a good share of those in fields, belongs to the main region, whatever its name.

    Args:
        root: The page's root element.
        claimed: The texts of fields.
        named: Returns the kind of boilerplate that an element is; None for all others.
        skip: Elements whose text is accounted for elsewhere.
        least: The fewest characters of a block that is checked.

    Returns:
        The unclaimed texts, and the paragraphs in boilerplate that should hold none.
    """
    places, links = _MainRegion(root, named), _Links()
    blocks = [
        block
        for block in blocks_of(root, skip)
        if len(block.text) >= least
        and not (_is_label(block.text) and not places.in_comments(block.element))
    ]
    open_ = [number for number, block in enumerate(blocks) if not claimed.holds(block.text)]
    places.weigh(blocks, set(open_))
    found: list[UnclaimedText] = []
    aside: list[UnclaimedText] = []
    last = -2
    for number in open_:
        block = blocks[number]
        bound = places.bound(block.element)
        if bound is not None:
            is_line = len(block.text) >= _LINE and places.is_silent(bound)
            if is_line and links.words_outside(block) >= PARAGRAPH:
                aside.append(_run(block, links, len(words_of(block.text))))
            continue
        words = claimed.missing(block.text)
        in_comments = places.in_comments(block.element)
        if not words or _is_frame(block, links, words, in_comments=in_comments):
            continue
        run = _run(block, links, counted(block.text, words))
        found.append(found.pop().joined(run) if last == number - 1 else run)
        last = number
    return found, aside


def _run(block: Block, links: _Links, words: int) -> UnclaimedText:
    attributes = {"element": str(block.element.tag)}
    if names := block.element.get("class"):
        attributes["class"] = names
    is_paragraph = links.words_outside(block) >= PARAGRAPH
    return UnclaimedText(block.text, words, is_paragraph, attributes)


def _is_label(text: str) -> bool:
    """Return whether a text has few words, at one glance."""
    return text.isascii() and text.count(" ") < _LABEL - 1


def _is_frame(block: Block, links: _Links, missing: int, *, in_comments: bool) -> bool:
    """Return whether a block is text that themes print around posts, or only links."""
    if not in_comments and len(block.text) < _SHORTEST:
        return True
    least = _FEWEST if in_comments else _LABEL
    if min(missing, links.words_outside(block)) < least or phrases.is_phrase(
        block.text, *phrases.PhraseKind
    ):
        return True
    if not in_comments or _HEADING.fullmatch(str(block.element.tag)) is None:
        return False
    # A heading over comments is short, repeats the post's title, or counts them.
    counts = missing < len(words_of(block.text)) or any(map(str.isdigit, block.text))
    return counts or missing < _LABEL


class _Links:
    """The words in the links of elements, of which one may hold many blocks."""

    def __init__(self) -> None:
        self._words: dict[Element, int | None] = {}

    def words_outside(self, block: Block) -> int:
        """Return the number of a block's words outside of links."""
        element = block.element
        if element not in self._words:
            self._words[element] = _linked_words(element)
        linked = self._words[element]
        return 0 if linked is None else len(words_of(block.text)) - linked


def _linked_words(element: Element) -> int | None:
    """Return the number of words in the links of an element; None inside of a link."""
    if any(outer.tag == "a" for outer in (element, *element.iterancestors())):
        return None
    return sum(len(words_of(_text(link))) for link in element.iter("a"))


class _MainRegion:
    """The main region of a page, and the elements beside it.

    Args:
        root: The page's root element.
        named: Returns the kind of boilerplate that an element is; None for all others.
    """

    def __init__(self, root: Element, named: Callable[[Element], str | None]) -> None:
        self._named = named
        self._articles = sum(1 for _ in root.iter("article"))
        self._known: dict[Element, _Surroundings] = {}
        self._main: set[Element] = set()

    def weigh(self, blocks: Sequence[Block], open_: set[int]) -> None:
        """Find the landmarks that contain the main region, by their share of the paragraphs."""
        weights: dict[Element, list[int]] = {}
        total = [0, 0]
        for number, block in enumerate(blocks):
            length, is_open = len(block.text), number in open_
            if length >= _LINE or not is_open:
                total[is_open] += length
            if length >= _LINE:
                for bound in self._of(block.element).bounds:
                    weights.setdefault(bound, [0, 0])[is_open] += length
        for bound, (held, missing) in weights.items():
            most = held + missing > max(_MOST * sum(total), _LONG)
            if held > _PART * total[0] or (most and self._named(bound) not in _TALKING):
                self._main.add(bound)

    def bound(self, element: Element) -> Element | None:
        """Return the outermost landmark or boilerplate around an element; None if none is."""
        return next((e for e in self._of(element).bounds if e not in self._main), None)

    def is_silent(self, bound: Element) -> bool:
        """Return whether something is boilerplate of a kind that has no paragraphs, or no links."""
        if _is_landmark(bound) or (kind := self._named(bound)) in _TALKING:
            return False
        return kind in _SILENT or next(bound.iter("a"), None) is None

    def in_comments(self, element: Element) -> bool:
        """Return whether names around an element speak of comments."""
        return self._of(element).in_comments

    def _of(self, element: Element) -> _Surroundings:
        chain: list[Element] = []
        around: Element | None = element
        while around is not None and around not in self._known:
            chain.append(around)
            around = around.getparent()
        place = self._known[around] if around is not None else _Surroundings((), in_comments=False)
        for inner in reversed(chain):
            teases = self._articles > 1 and _is_teaser(inner)
            if teases or _is_landmark(inner) or self._named(inner):
                place = place._replace(bounds=(*place.bounds, inner))
            if not place.in_comments and _is_of_comments(inner):
                place = place._replace(in_comments=True)
            self._known[inner] = place
        return place


class _Surroundings(NamedTuple):
    """The surroundings of an element.

    Attributes:
        bounds: The landmarks and boilerplate around it, the outermost first.
        in_comments: Whether names around it speak of comments.
    """

    bounds: tuple[Element, ...]
    in_comments: bool


def _is_of_comments(element: Element) -> bool:
    if not element.attrib or element.tag in {"body", "html"}:
        return False
    return _COMMENTS.search(f"{element.get('class') or ''} {element.get('id') or ''}") is not None


def _is_landmark(element: Element) -> bool:
    tag = element.tag
    if not element.attrib and tag not in _LANDMARKS and tag not in _OUTER:
        return False
    if tag in {"html", "body", "main", "article"}:
        return False
    if tag in _LANDMARKS or element.get("role") in _ROLES or "hidden" in element.attrib:
        return True
    if tag in _OUTER:
        return not any(outer.tag in _CONTENT for outer in element.iterancestors())
    if _HIDDEN.search(element.get("style") or ""):
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()
    return any(map(_is_beside_name, names))


def _is_teaser(element: Element) -> bool:
    """Return whether an article shows another post: all its headings are links, too."""
    if element.tag != "article" or next(element.iter("h1"), None) is not None:
        return False
    headings = {_text(e) for e in element.iter("h2", "h3", "h4", "h5", "h6")} - {""}
    return bool(headings) and headings <= {_text(e) for e in element.iter("a") if e.get("href")}


def _text(element: Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


@lru_cache(maxsize=1 << 14)
def _is_beside_name(name: str) -> bool:
    return _BESIDE.fullmatch(name) is not None
