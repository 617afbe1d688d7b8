"""The body of a post: its element, and the element's markup without boilerplate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.readers.pages.extract.boilerplate import boilerplate_kind
from wparchive.readers.pages.extract.boilerplate_removal import find_boilerplate
from wparchive.readers.pages.extract.markup import inner_html
from wparchive.readers.pages.extract.theme_table import has_role
from wparchive.readers.pages.extract.tree import BREAKING

if TYPE_CHECKING:
    from collections import Counter

    from wparchive.readers.pages.extract.date_parser import DateParser
    from wparchive.readers.pages.extract.learned import LearnedText
    from wparchive.readers.pages.extract.regions import Regions
    from wparchive.readers.pages.extract.tree import Element, Tree

_CONTAINERS: Final = frozenset("div section article td main span dd".split())
_TEXTUAL: Final = frozenset("p ul ol blockquote pre h2 h3 h4 table dl figure".split())
_LAID_OUT: Final = ("h1", "div", "p", "form")
_MEDIA: Final = ("img", "iframe", "video", "audio")
_ENTRIES: Final = frozenset("entry story post article text copy narrative".split())
_PROPERTIES: Final = frozenset({"articleBody", "text", "blogPost"})
_RICH, _LITTLE, _LEAST, _CAPTION, _SHORTEST = 3000, 200, 40, 20, 10
_is_post_text = has_role("post-text")
_may_be_post_text = has_role("post-text-maybe")


class Body(NamedTuple):
    """The text of a post.

    Attributes:
        element: The element that holds the text.
        html: The markup of the text.
        evidence: The evidence for it.
        removed: How many parts of each kind of boilerplate are left out.
        template: Elements that are left out because they recur on the pages of the site.
    """

    element: Element
    html: str
    evidence: str
    removed: Counter[str]
    template: frozenset[Element] = frozenset()

    @property
    def is_sure(self) -> bool:
        """Whether the name of the element says that it contains the text and nothing else."""
        return self.evidence in {"class", "itemprop"}


def read_body(
    tree: Tree,
    main: Element | None,
    regions: Regions,
    title: Element | None,
    date_parser: DateParser,
    *,
    is_marked: bool = True,
    learned: LearnedText | None = None,
) -> Body | None:
    """Find the text of a post and cut it out; None where nothing on the page can be it.

    Args:
        tree: The page.
        main: The element that holds the post; None if unknown.
        regions: Its parts.
        title: The element of the post's title, which is not part of the text.
        date_parser: The parser of the page's dates.
        is_marked: Whether the markup says that `main` holds the post; else it is only near the
            title, and may hold more.
        learned: The text as the template of the site has it; it wins over weak evidence.
    """
    found = _find(tree, main, regions, title)
    if learned is not None and (found is None or found[1] in {"density", "post"}):
        return _learned(tree, learned, regions, title, date_parser)
    if found is not None and main is not None and found[1] != "class" and not is_marked:
        found = _near(tree, regions, main, title) or found
    if found is None:
        return None
    element, evidence = found
    is_sure = evidence in {"class", "itemprop"}
    skip, removed = find_boilerplate(tree, element, regions, title, date_parser, is_sure=is_sure)
    if outside := _outside_pieces(tree, element, evidence):
        skip.update(outside)
        removed["beside the text"] += len(outside)
    html = inner_html(element, skip)
    return Body(element, html, evidence, removed) if html or evidence == "class" else None


def _learned(
    tree: Tree,
    learned: LearnedText,
    regions: Regions,
    title: Element | None,
    date_parser: DateParser,
) -> Body:
    """Cut out the text that the template of the site shows."""
    skip, removed = find_boilerplate(
        tree, learned.element, regions, title, date_parser, is_sure=False
    )
    skip.update(learned.skip)
    removed["template"] += len(learned.skip)
    html = inner_html(learned.element, skip)
    return Body(learned.element, html, "template", removed, learned.skip)


def _near(
    tree: Tree, regions: Regions, scope: Element, title: Element | None
) -> tuple[Element, str] | None:
    """Find the text in an element around the title that may hold more than the post.

    It is all of the element if the title's first neighbour is a paragraph, else the first element
    after the title with much text.
    """
    start = -1 if title is None else tree.position(title)
    after = (e for e in scope.iterchildren("*") if tree.position(e) > start)
    first = next((e for e in after if regions.text_length_outside_links(e) > _CAPTION), None)
    if first is not None and first.tag in _TEXTUAL:
        return scope, "post"
    weights = _weights(tree, regions, scope)
    rich = [e for e, weight in weights.items() if 2 * weight >= max(weights.values())]
    found = [e for e in rich if tree.position(e) > start]
    return (min(found, key=tree.position), "density") if found else None


def _find(
    tree: Tree, main: Element | None, regions: Regions, title: Element | None
) -> tuple[Element, str] | None:
    found = _find_in(tree, main, regions, title)
    if main is None or (found and main.tag != "main" and regions.text_length(found[0]) > _RICH):
        return found
    # The markup that was taken for the post's may be another one's.
    whole = _find_in(tree, None, regions, title)
    if found is None or whole is None:
        return found or whole
    better = whole[1] != "density" and regions.text_length(whole[0]) > 2 * regions.text_length(
        found[0]
    )
    return whole if better else found


def _find_in(
    tree: Tree, scope: Element | None, regions: Regions, title: Element | None
) -> tuple[Element, str] | None:
    within = [e for e in _scope(tree, scope) if e.tag in _CONTAINERS and regions.in_content(e)]
    marked = [e for e in within if e.get("itemprop") in _PROPERTIES]
    core = [e for e in within if any(map(_is_post_text, tree.names(e)))]
    best = _best(tree, [e for e in marked if not _is_boilerplate(tree, e)], regions, title)
    named = _best(tree, [e for e in core if not _is_boilerplate(tree, e)], regions, title)
    if named is not None and (
        best is None
        or (
            tree.contains(best, named)
            and 2 * regions.text_length(named) > regions.text_length(best)
        )
    ):
        return _with_siblings(tree, named, core, regions), "class"
    if best is not None:
        return best, "itemprop"
    dense = _densest(tree, regions, scope)
    if (
        scope is not None
        and core
        and (dense is None or regions.text_length_outside_links(dense) < _LITTLE)
    ):
        return core[0], "class"  # a post without a text
    if scope is None:
        return (_entry(tree, dense, title), "density") if dense is not None else None
    whole = regions.text_length(scope)
    loose = [e for e in within if e is not scope and any(map(_may_be_post_text, tree.names(e)))]
    best = _best(tree, loose, regions, title)
    # Title and metadata may be most of a short post.
    is_short = whole <= _LITTLE and (
        title is None or best is None or not tree.contains(best, title)
    )
    if best is not None and (is_short or regions.text_length(best) > 0.5 * whole):
        return best, "class"
    if whole <= _LEAST or scope.tag == "main":
        return (dense, "density") if dense is not None else None
    if dense is not None and regions.text_length(dense) > 0.6 * whole:
        return dense, "density"
    return scope, "post"


def _with_siblings(tree: Tree, named: Element, core: list[Element], regions: Regions) -> Element:
    """Return the element around all pieces of a text that builders of pages cut into blocks."""
    around = named.getparent()
    if around is None or around.tag in {"html", "body"}:
        return named
    names = set(filter(_is_post_text, tree.names(named)))
    pieces = [e for e in core if e.getparent() is around and names & set(tree.names(e))]
    full = [e for e in pieces if regions.text_length(e) and not _is_boilerplate(tree, e)]
    return around if len(full) > 1 else named


def _outside_pieces(tree: Tree, body: Element, evidence: str) -> list[Element]:
    """List what is before the first and after the last piece of a text in several blocks."""
    if evidence != "class" or any(map(_is_post_text, tree.names(body))):
        return []
    children = list(body.iterchildren("*"))
    pieces = [n for n, e in enumerate(children) if any(map(_is_post_text, tree.names(e)))]
    if len(pieces) < 2:
        return []
    beside = (*children[: pieces[0]], *children[pieces[-1] + 1 :])
    return [e for e in beside if tree.text(e) or next(e.iter(*_MEDIA), None) is not None]


def _entry(tree: Tree, dense: Element, title: Element | None) -> Element:
    """Return the element around the densest text that is called an entry or post."""
    for around in dense.iterancestors("div", "section", "td"):
        if title is not None and tree.contains(around, title):
            break
        if not _ENTRIES.isdisjoint(tree.names(around)):
            return around
    return dense


def _scope(tree: Tree, scope: Element | None) -> list[Element]:
    if scope is None:
        return tree.elements
    return tree.elements[tree.position(scope) : tree.last(scope) + 1]


def _is_boilerplate(tree: Tree, element: Element) -> bool:
    return boilerplate_kind(tree, element) is not None or _is_elsewhere(tree, element)


def _is_elsewhere(tree: Tree, element: Element) -> bool:
    around = list(element.iterancestors())[:4]
    return any(boilerplate_kind(tree, e) in {"related", "author-box", "navigation"} for e in around)


def _best(
    tree: Tree, candidates: list[Element], regions: Regions, title: Element | None
) -> Element | None:
    """Return the candidate with most text, preferably one that does not contain the title."""
    full = [
        e for e in candidates if regions.text_length(e) or next(e.iter(*_MEDIA), None) is not None
    ]
    if not full:
        return None
    most = max(full, key=regions.text_length)
    bare = [e for e in full if title is None or not tree.contains(e, title)]
    if bare:
        best = max(bare, key=regions.text_length)
        if regions.text_length(best) > 0.4 * regions.text_length(most):
            return best
    return most


def _densest(tree: Tree, regions: Regions, scope: Element | None) -> Element | None:
    """Return the element whose paragraphs have the most text; None without paragraphs."""
    weights = _weights(tree, regions, scope)
    return max(weights, key=lambda e: weights[e]) if weights else None


def _weights(tree: Tree, regions: Regions, scope: Element | None) -> dict[Element, float]:
    """Map elements to the length of their paragraphs, and a third of that of their children's."""
    weights: dict[Element, float] = {}
    for element in _scope(tree, scope):
        if not regions.in_content(element):
            continue
        parent, length = _paragraph(regions, element)
        if length < _SHORTEST or parent is None or parent.tag in {*_TEXTUAL, "li", "a"}:
            continue
        if boilerplate_kind(tree, parent) not in {None, "meta"} or _is_elsewhere(tree, parent):
            continue
        weights[parent] = weights.get(parent, 0.0) + length
        around = parent.getparent()
        if around is not None and around.tag not in {"html", "body"}:
            weights[around] = weights.get(around, 0.0) + length / 3
    weights.pop(tree.root, None)
    return weights


def _paragraph(regions: Regions, element: Element) -> tuple[Element | None, int]:
    """Return the element whose paragraph this is, and its length; lines in ``div`` count, too."""
    parent = element.getparent()
    if element.tag in _TEXTUAL:
        if element.tag == "table" and next(element.iter(*_LAID_OUT), None) is not None:
            return None, 0  # a page that is laid out with tables
        return parent, regions.text_length_outside_links(element)
    if element.tag != "div" or parent is None:
        return None, 0
    blocks = [e for e in element.iterchildren("*") if e.tag in BREAKING and e.tag != "br"]
    bare = regions.text_length_outside_links(element)
    bare -= sum(map(regions.text_length_outside_links, blocks))
    is_line = not blocks and any(_is_line(e) for e in parent if e is not element)
    return (parent if is_line else element), bare


def _is_line(element: Element) -> bool:
    """Return whether an element is a paragraph, or a ``div`` without blocks in it."""
    if element.tag == "div":
        return next(element.iter("p", "div", "ul"), element) is element
    return element.tag == "p"
