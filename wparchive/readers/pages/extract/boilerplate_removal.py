"""The removal of boilerplate and lines of metadata from the element of a post's text."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.language.phrases import PhraseKind, is_phrase
from wparchive.language.phrases.labels import READING_TIME, SHARE_SIGNS, SHARE_WORDS
from wparchive.readers.pages.extract.author_boxes import is_box_of_byline
from wparchive.readers.pages.extract.boilerplate import (
    boilerplate_kind,
    boilerplate_kind_of_source,
    is_player_part,
)
from wparchive.readers.pages.extract.dated_line import line_in
from wparchive.readers.pages.extract.identity import shows_file_only
from wparchive.readers.pages.extract.requests import asks_to_subscribe
from wparchive.readers.pages.extract.theme_table import has_role, is_share_link
from wparchive.readers.pages.extract.tree import link_target, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.pages.extract.date_parser import DateParser
    from wparchive.readers.pages.extract.regions import Regions
    from wparchive.readers.pages.extract.tree import Element, Tree

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_is_comments_heading = has_role("comments-heading")
_TERM_RELATIONS: Final = frozenset({"category", "tag"})
_METADATA_LINK: Final = patterns.lazy(
    r"/author/|#comments?$|#respond$|/category/|[?&]cat=|[?&]author="
)
_LISTS: Final = frozenset({"ul", "ol", "dl", "table", "blockquote"})
"""What authors write; its first and last lines are theirs, too."""
_MEDIA: Final = ("img", "iframe", "video", "audio")
_LINES: Final = frozenset("center div p section span table td ul".split())
_LONGEST_LINE, _SHORT_LINE, _LABEL, _FEWEST_SHARES = 200, 40, 20, 2
_HIDDEN: Final = patterns.lazy(r"\bdisplay\s*+:\s*+none\b", re.IGNORECASE)
_WORD: Final = patterns.lazy(r"\w+")
_MOST_WORDS: Final = 5
_SHARED_ADDRESS: Final = ("data-url", "data-href", "data-share-url")
_LARGEST_SHARE: Final = 0.6
"""Share of the text from which an element is not boilerplate, whatever its name."""


def find_boilerplate(
    tree: Tree,
    body: Element,
    regions: Regions,
    title: Element | None,
    date_parser: DateParser,
    *,
    is_sure: bool,
) -> tuple[set[Element], Counter[str]]:
    """Find the elements to remove from the element of a post's text.

    Args:
        tree: The page.
        body: The element that holds the text.
        regions: The page's parts.
        title: The element of the post's title, which is not part of the text; None if unknown.
        date_parser: The parser of the page's dates.
        is_sure: Whether the element's name says that it holds the text. If not, the texts above
            the title are removed.

    Returns:
        The elements, and how many there are of each kind.
    """
    removed: Counter[str] = Counter()
    skip = _boilerplate(tree, body, regions, title, removed)
    if title is not None and not is_sure:
        above = [e for e in _above_title(tree, body, title) if e not in skip]
        removed.update({"above-title": len(above)} if above else {})
        skip.update(above)
    # WordPress puts an attachment's file before its text (``prepend_attachment()``).
    if shows_file_only(tree):
        files = (e for e in tree.by_class("attachment") if e.tag == "p")
        skip.update(e for e in files if tree.contains(body, e))
    for backwards in (False, True):
        lines = _edge_lines(tree, body, regions, date_parser, skip, backwards=backwards)
        edge = [e for e in lines if not is_sure or not _is_unlabelled(e, date_parser)]
        skip.update(edge)
        kinds = ("subscription" if asks_to_subscribe(tree, e) else "meta" for e in edge)
        removed.update(kinds)
    return skip, removed


def _boilerplate(
    tree: Tree, body: Element, regions: Regions, title: Element | None, removed: Counter[str]
) -> set[Element]:
    """Find boilerplate by its names and places, outermost elements only, and count its kinds."""
    whole = max(1, regions.text_length(body))
    skip: set[Element] = set()
    shares: list[Element] = []
    teasers = _teasers(tree, body, title)
    end = -1
    for element in tree.elements[tree.position(body) + 1 : tree.last(body) + 1]:
        if tree.position(element) <= end:
            continue
        kind = (
            "related" if element in teasers else boilerplate_kind_in(tree, element, regions, title)
        )
        if kind is None:
            continue
        most = regions.text_length(element) > _LARGEST_SHARE * whole and not _is_hidden(element)
        listed = kind in {"related", "navigation"} and most and _shows_others(tree, element, 2)
        filed = kind == "meta" and most and _is_filed_line(tree, element, body)
        boxed = kind == "author-box" and most and is_box_of_byline(tree, element, body)
        if most and not (listed or filed or boxed) and kind not in {"comments", "title"}:
            continue
        skip.add(element)
        if kind == "share":
            shares.append(element)
        end = tree.last(element)
        if tree.text(element) or element.tag in {"iframe", "form", "img"} or len(element):
            removed[kind] += 1
    skip.update(e for share in shares if (e := _share_label(tree, body, share, skip)) is not None)
    return skip


def _is_hidden(element: Element) -> bool:
    """Return whether an element is hidden, until a script shows it to some readers only."""
    return _HIDDEN.search(element.get("style") or "") is not None


def _share_label(tree: Tree, body: Element, share: Element, skip: set[Element]) -> Element | None:
    """Find the label over removed buttons for sharing, such as "Share this post:"; or None."""
    element = share
    while element is not body:
        for before in element.itersiblings("*", preceding=True):
            if (before.tail or "").strip():
                return None
            if before not in skip and (tree.text(before) or _has_media(before)):
                return before if _is_share_label(tree, before) else None
        around = element.getparent()
        if around is None or (around.text or "").strip():
            return None
        element = around
    return None


def _is_share_label(tree: Tree, element: Element) -> bool:
    text = tree.text(element)
    if len(text) > _SHORT_LINE or text.endswith((".", "!", "?")) or _has_media(element):
        return False
    if next(element.iter("a"), None) is not None:
        return False
    words = _WORD.findall(text.casefold())
    is_named = not SHARE_WORDS.isdisjoint(words) or any(sign in text for sign in SHARE_SIGNS)
    return is_named and len(words) <= _MOST_WORDS


def _has_media(element: Element) -> bool:
    return next(element.iter(*_MEDIA), None) is not None


def _is_filed_line(tree: Tree, element: Element, body: Element) -> bool:
    """Return whether a paragraph below a short text tells its terms, and where its feed is."""
    if element.tag not in {"p", "small"} or tree.text(element) == tree.text(body):
        return False
    relations = {r for e in element.iter("a") for r in (e.get("rel") or "").lower().split()}
    return bool(relations & {"category", "trackback"})


def _above_title(tree: Tree, body: Element, title: Element) -> list[Element]:
    """List the texts above the title in the element of the text; pictures may be the post's."""
    if not tree.contains(body, title):
        return []
    chain = [e for e in (title, *title.iterancestors()) if tree.contains(body, e)]
    before = [e for inner in chain for e in inner.itersiblings("*", preceding=True)]
    return [e for e in before if tree.text(e) and next(e.iter(*_MEDIA), None) is None]


def _shows_others(tree: Tree, element: Element, least: int) -> bool:
    """Return whether all headings in an element are links, as in a list of posts.

    Args:
        tree: The page.
        element: The element.
        least: The number of headings that it must have.
    """
    headings = [e for e in element.iter("h1", "h2", "h3", "h4") if tree.text(e)]
    return len(headings) >= least and all(map(_is_linked, headings))


def _is_linked(heading: Element) -> bool:
    around = heading.getparent()
    links = [*heading.iter("a"), *([around] if around is not None and around.tag == "a" else [])]
    return any(link_target(link) for link in links)


def _edge_lines(
    tree: Tree,
    body: Element,
    regions: Regions,
    date_parser: DateParser,
    skip: set[Element],
    *,
    backwards: bool,
) -> Iterator[Element]:
    """Yield unmarked lines of date, author and terms at the beginning or the end of the text.

    Args:
        tree: The page.
        body: The element that holds the text.
        regions: The page's parts.
        date_parser: The parser of the page's dates.
        skip: Elements that are removed already.
        backwards: Whether to begin at the end.
    """
    whole = max(1, regions.text_length(body))
    outer: Element | None = body
    while outer is not None:
        if not backwards and (outer.text or "").strip():
            return
        inner = None
        for child in _opened(outer, skip, backwards=backwards):
            after = bool((child.tail or "").strip())
            tag: object = child.tag
            is_removed = (
                not isinstance(tag, str)
                or child in skip
                or bool(tree.text(child) and not plain_text(child, skip.__contains__))
            )
            if after and (is_removed or backwards):
                return
            if is_removed:
                continue
            is_request = asks_to_subscribe(tree, child) and regions.text_length(child) < whole
            if regions.text_length(child) > _LARGEST_SHARE * whole and not is_request:
                inner = None if child.tag in _LISTS else child
                break
            if is_request or is_metadata_line(tree, child, date_parser) or _is_closed(tree, child):
                yield child
                if after:
                    return
            elif tree.text(child) or next(child.iter(*_MEDIA), None) is not None:
                return
        outer = inner


def _opened(outer: Element, skip: set[Element], *, backwards: bool) -> Iterator[Element]:
    """Yield the children of an element; of the header around the title those inside."""
    for child in outer.iterchildren(reversed=backwards):
        if child.tag in {"header", "hgroup"} and any(e in skip for e in child):
            yield from child.iterchildren(reversed=backwards)
        else:
            yield child


def _is_unlabelled(element: Element, date_parser: DateParser) -> bool:
    """Return whether a line has a date and a name only: in a text that is marked, the author's."""
    line = line_in(element, date_parser)
    return line is not None and line.author is not None and not line.is_labelled


def _is_closed(tree: Tree, element: Element) -> bool:
    """Return whether a line says that there are no comments, or no more of them."""
    return is_phrase(tree.text(element), PhraseKind.CLOSED, PhraseKind.NO_COMMENTS)


def is_metadata_line(tree: Tree, element: Element, date_parser: DateParser) -> bool:
    """Return whether an element has little but a date, byline, terms or comment count."""
    text = tree.text(element)
    if not text or element.tag in {"blockquote", "pre", "figure", "table"}:
        return False
    if READING_TIME.match(text):
        return True
    dated = len(text) < 90 and date_parser.parse(text, "") is not None
    line = line_in(element, date_parser) if len(text) <= _LONGEST_LINE else None
    if line is not None and (line.author or line.is_labelled):
        return True
    links = [e for e in element.iter("a") if _is_metadata_link(e, dated=dated)]
    if not links:
        return dated and len(text) < _SHORT_LINE and element.tag != "p"
    filed = any(not _TERM_RELATIONS.isdisjoint((e.get("rel") or "").lower().split()) for e in links)
    rest = len(text) - sum(len(tree.text(link)) for link in links)
    return rest <= (70 if dated else _SHORT_LINE) and (filed or len(text) <= _LONGEST_LINE)


def _is_metadata_link(link: Element, *, dated: bool) -> bool:
    """Return whether a link points to a term, an author, the post itself or its comments."""
    relation = set((link.get("rel") or "").lower().split())
    if relation & _TERM_RELATIONS or "author" in relation or (dated and "bookmark" in relation):
        return True
    return _METADATA_LINK.search((link.get("href") or "").lower()) is not None


def _teasers(tree: Tree, body: Element, title: Element | None) -> set[Element]:
    """Find other posts: each ``article`` with a linked heading, and boxes of such articles."""
    inner = [e for e in tree.by_tag("article") if tree.contains(body, e)]
    found = {e for e in inner if _is_teaser(tree, e)}
    lengths = {e: len(tree.text(e)) for e in found}
    seen = {body}
    for teaser in lengths:
        box = teaser.getparent()
        while box is not None and box not in seen:
            seen.add(box)
            rest = len(tree.text(box)) - sum(n for e, n in lengths.items() if tree.contains(box, e))
            if rest > _SHORT_LINE or (title is not None and tree.contains(box, title)):
                break
            found.add(box)
            box = box.getparent()
    return found


def _is_teaser(tree: Tree, article: Element) -> bool:
    return next(article.iter("h1"), None) is None and _shows_others(tree, article, 1)


def is_over_comments(tree: Tree, element: Element, regions: Regions) -> bool:
    """Return whether an element is the heading over the comments, which follow."""
    if element.tag not in {*_HEADINGS, "p"} or len(tree.text(element)) > _LONGEST_LINE:
        return False
    text = tree.text(element)
    following = next(element.itersiblings("*"), None)
    if following is None or not _is_of_comments(following, regions):
        return (
            following is not None
            and element.tag in _HEADINGS
            and is_phrase(text, PhraseKind.COMMENTS, PhraseKind.COUNT, PhraseKind.COMMENTS_BARE)
            and following.tag == "p"
            and is_over_comments(tree, following, regions)
        )
    if element.tag == "p":
        return is_phrase(text, PhraseKind.COMMENTS, PhraseKind.COUNT)
    named = any(map(_is_comments_heading, tree.names(element)))
    return named or is_phrase(text, PhraseKind.COMMENTS, PhraseKind.COUNT, PhraseKind.COMMENTS_BARE)


def _is_of_comments(element: Element, regions: Regions) -> bool:
    return regions.in_comments(element) or regions.holds_comments(element)


def _is_below_comments(tree: Tree, element: Element, regions: Regions) -> bool:
    """Return whether an element is a plugin's last line, below comments that a script fetches."""
    before = next(element.itersiblings("*", preceding=True), None)
    if before is None or not regions.in_comments(before) or len(tree.text(element)) > _SHORT_LINE:
        return False
    has_link = next(element.iter("a"), None) is not None
    return has_link and not any(tree.text(e) for e in element.itersiblings("*"))


def _is_share_line(element: Element, regions: Regions) -> bool:
    """Return whether an element has links or buttons to share the page, and little else."""
    if element.tag not in _LINES or regions.text_length(element) > _LONGEST_LINE:
        return False
    buttons = _script_buttons(element, regions)
    labels = sum(regions.text_length(button) for button in buttons if button.tag != "a")
    if regions.text_length_outside_links(element) - labels > _LABEL:
        return False
    targets = [link.get("href") or "" for link in element.iter("a") if link.get("href")]
    shares = len(buttons) or sum(map(is_share_link, targets))
    return shares >= _FEWEST_SHARES and 2 * shares >= len(targets)


def _script_buttons(element: Element, regions: Regions) -> list[Element]:
    """Return the elements that scripts make into buttons to share one and the same address.

    Placeholders of pictures or films name an address each.
    """
    found = [
        (button, address)
        for button in element.iterdescendants("*")
        for name in _SHARED_ADDRESS
        if (address := button.get(name)) and regions.text_length(button) <= _LABEL
    ]
    is_one = len({address for _, address in found}) == 1
    shows = any(next(button.iter(*_MEDIA), None) is not None for button, _ in found)
    return [button for button, _ in found] if is_one and not shows else []


def boilerplate_kind_in(
    tree: Tree, element: Element, regions: Regions, title: Element | None
) -> str | None:
    """Return the kind of boilerplate that an element is on this page; None if it may be text."""
    if title is not None and (element is title):
        return "title"
    if regions.in_comments(element) or is_over_comments(tree, element, regions):
        return "comments"
    if _is_below_comments(tree, element, regions):
        return "comments"
    if element.tag == "nav":
        return "navigation"
    if element.tag == "form" and "wp-comments-post" in (element.get("action") or ""):
        return "reply-form"
    if kind := boilerplate_kind(tree, element) or boilerplate_kind_of_source(element):
        return kind
    if is_player_part(element):
        return "player"
    if _is_share_line(element, regions):
        return "share"
    return "sidebar" if regions.in_sidebar(element) else None
