"""The elements of a page that are a comment each, and all elements that belong to a comment."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.language.phrases.labels import PING
from wparchive.readers.pages.extract.comments.sidebars import without_sidebars
from wparchive.readers.pages.extract.theme_table import comment_id, has_role

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.comments.fields import Fields
    from wparchive.readers.pages.extract.tree import Element, Tree

_BLOCKS: Final = frozenset(
    {"li", "div", "article", "section", "dt", "tr", "blockquote", "fieldset"}
)
_HEADS: Final = frozenset({"dt", "h2", "h3", "h4", "h5", "p", "a", "span", "small", "cite"})
_FORMS: Final = frozenset({"form", "input", "textarea", "button", "label", "select"})
_PLACE: Final = patterns.lazy(r"#[a-z_-]{0,40}(\d{1,12})\Z", re.IGNORECASE)
_POST_CLASS: Final = patterns.lazy(r"post-(\d{1,12})")
_is_list_name = has_role("comment-list")
_is_ping_list_name = has_role("ping-list")
_is_trackback_list_name = has_role("trackback-list")
_is_comment_name = has_role("comment")
_is_author_name = has_role("comment-author")
_is_replies_name = has_role("comment-replies")


@dataclass(eq=False)
class Node:
    """The elements of a comment.

    Attributes:
        parts: The outermost elements: one, or several in definition lists and after headings.
        number: Its number; None where the page has none.
        answers: The number of the comment that it answers, 0 for none; None if the id has none.
        elements: All elements that belong to the comment and to no answer, in document order.
        fields: What its lines hold, where nothing names its parts; else None.
    """

    parts: list[Element]
    number: int | None = None
    answers: int | None = None
    elements: list[Element] = field(default_factory=list)
    fields: Fields | None = None

    @property
    def element(self) -> Element:
        """Its first element."""
        return self.parts[0]


def linked_number(url: str) -> int | None:
    """Return the number of the comment that a link points to; None if it points to none."""
    place = _PLACE.search(url)
    return int(place[1]) if place else None


def find_nodes(tree: Tree) -> list[Node]:
    """Find the comments of a page, in document order; those of sidebars are left out."""
    nodes = _numbered(tree)
    nodes += _unnumbered(tree, nodes)
    _add_numbers_of_posts(tree, nodes)
    nodes = without_sidebars(tree, nodes)
    nodes.sort(key=lambda node: tree.position(node.element))
    _add_followers(nodes)
    assign_elements(tree, nodes)
    return nodes


def _numbered(tree: Tree) -> list[Node]:
    """Find the outermost element for each number of a comment."""
    found: dict[int, list[Element]] = {}
    answers: dict[int, int] = {}
    anchors = [(e.get("name", "").lower(), e) for e in tree.by_tag("a") if e.get("name")]
    for name, element in [*tree.ids(), *anchors]:
        if not name[-1:].isdigit() or element.tag in _FORMS:
            continue
        if (numbers := comment_id(name)) is None:
            continue
        if numbers.parent is not None:
            answers[numbers.number] = numbers.parent
        found.setdefault(numbers.number, []).append(element)
    firsts = {number: _first(tree, elements) for number, elements in found.items()}
    places = sorted(tree.position(e) for elements in found.values() for e in elements)
    return [
        Node([_comment_element(tree, element, found[number], places)], number, answers.get(number))
        for number, element in firsts.items()
    ]


def _first(tree: Tree, elements: list[Element]) -> Element:
    """Return the first element of a number; the second one if the first is only its anchor."""
    first, *others = sorted(elements, key=tree.position)
    following = next(first.itersiblings("*"), None)
    is_anchor = not _has_text(first) and not (first.tail or "").strip()
    return following if is_anchor and following is not None and following in others else first


def _comment_element(
    tree: Tree, element: Element, same: list[Element], places: list[int]
) -> Element:
    """Return the element that an anchor marks: the one around it without another comment's id."""
    scope = {tree.position(e) for e in same}
    while element.tag in {"a", "span", "b", "i", "em", "strong", "small", "cite"} or (
        element.tag != "dt" and not _has_text(element)
    ):
        parent = element.getparent()
        if parent is None or parent.tag in {"body", "html", "ol", "ul", "dl"}:
            break
        start, end = tree.position(parent), tree.last(parent)
        others = [place for place in places if start <= place <= end and place not in scope]
        if any(not _is_answer(tree, tree.elements[place], parent) for place in others):
            break
        if len(places) == len(scope) and parent.tag not in _BLOCKS | _HEADS:
            break
        element = parent
        if element.tag in {"li", "article", "dt", "tr"}:
            break
    return element


def _is_answer(tree: Tree, element: Element, comment: Element) -> bool:
    """Return whether an element is in a list of comments inside another comment's item."""
    for around in element.iterancestors():
        if around is comment:
            return False
        if around.tag in {"ol", "ul"} and _is_list(tree, around):
            return comment.tag == "li"
    return False


def _is_list(tree: Tree, element: Element) -> bool:
    return any(_is_replies_name(n) or _is_list_name(n) for n in tree.classes(element))


def holds_replies(tree: Tree, element: Element) -> bool:
    """Return whether the names of an element say that it holds the answers to a comment."""
    return any(map(_is_replies_name, tree.classes(element)))


def _has_text(element: Element) -> bool:
    return any(str(text).strip() for text in element.itertext())


def _unnumbered(tree: Tree, known: list[Node]) -> list[Node]:
    """Find comments without an id: pings of older themes above all."""
    known_comments = _KnownComments(tree, [node.element for node in known])
    found: list[Element] = []
    children = {
        child for e in _comment_lists(tree, known_comments) for child in e if _is_item(tree, child)
    }
    for child in sorted(children, key=tree.position):
        if not known_comments.clashes(child) and _looks_like_comment(tree, child):
            found.append(child)
            known_comments.add(child)
    marked = [e for e in tree.matching(_is_comment_name) if e.tag in _BLOCKS]
    inner = {tag: _KnownComments(tree, [e for e in marked if e.tag == tag]) for tag in _BLOCKS}
    for element in marked:
        if known_comments.clashes(element) or inner[element.tag].holds_any(element):
            continue
        if _has_author(tree, element) or _names_author(tree, element):
            found.append(element)
            known_comments.add(element)
    return [Node([element]) for element in found]


def _add_numbers_of_posts(tree: Tree, nodes: list[Node]) -> None:
    """Set the numbers of comments that are posts of their own, as the answers of a forum are.

    A header with the same number (``post-N``) may be beside the answer.
    """
    for node in nodes:
        names = [m for n in tree.classes(node.element) if (m := _POST_CLASS.fullmatch(n))]
        if node.number is not None or len(names) != 1:
            continue
        node.number = int(names[0][1])
        before = node.element.getprevious()
        if before is not None and before.get("id") == names[0][0]:
            node.parts.insert(0, before)


def _comment_lists(tree: Tree, known_comments: _KnownComments) -> set[Element]:
    """Find the lists whose items may be comments."""
    lists = {e.getparent() for e in known_comments.elements}
    found = {e for e in lists if e is not None and e.tag in {"ol", "ul", "div", "section"}}
    named = [e for name, e in tree.ids() if _is_list_name(name)] + tree.matching(_is_list_name)
    areas = {e for e in named if e.tag in {"div", "section", "article", "ol", "ul"}}
    outer = {e for e in areas if not any(a in areas for a in e.iterancestors())}
    for area in outer:
        found.update(e for e in area.iter("ol", "ul") if not known_comments.surrounds(e))
    return found


class _KnownComments:
    """The elements that are known to be comments."""

    def __init__(self, tree: Tree, elements: list[Element]) -> None:
        self._tree = tree
        self.elements = set(elements)
        self._places = sorted(map(tree.position, elements))

    def __bool__(self) -> bool:
        return bool(self.elements)

    def add(self, element: Element) -> None:
        self.elements.add(element)
        insort(self._places, self._tree.position(element))

    def holds_any(self, element: Element) -> bool:
        """Return whether a known comment is inside an element."""
        after = bisect_right(self._places, self._tree.position(element))
        return after < len(self._places) and self._places[after] <= self._tree.last(element)

    def surrounds(self, element: Element) -> bool:
        """Return whether an element is inside a known comment, other than as an answer to it."""
        around = element.getparent()
        while around is not None:
            if holds_replies(self._tree, around):
                return False
            if around.tag in {"ol", "ul"} and _is_list(self._tree, around):
                return False
            if around in self.elements:
                return True
            around = around.getparent()
        return False

    def clashes(self, element: Element) -> bool:
        """Return whether an element is, contains, or is inside the text of a known comment."""
        return element in self.elements or self.holds_any(element) or self.surrounds(element)


def _is_item(tree: Tree, element: Element) -> bool:
    if element.tag == "li":
        return True
    return element.tag in {"div", "article"} and any(map(_is_comment_name, tree.classes(element)))


def _looks_like_comment(tree: Tree, element: Element) -> bool:
    text = tree.text(element)
    if not text:
        return False
    classes = tree.classes(element)
    if classes & {"pingback", "trackback", "ping", "comment"} or PING.match(text):
        return True
    return _has_author(tree, element) or _has_name_and_time(element)


def _has_name_and_time(element: Element) -> bool:
    """Return whether an element has a name in bold and a time: all that some front ends mark."""
    times = next(element.iter("time"), None)
    names = next(element.iter("strong", "b", "h3", "h4", "h5", "h6"), None)
    return times is not None and names is not None


def _has_author(tree: Tree, element: Element) -> bool:
    for inner in element.iter("*"):
        if inner.tag == "cite" and tree.text(inner):
            return True
        names = tree.classes(inner)
        if names & {"fn", "comment-author", "comment_author", "commentauthor"} and tree.text(inner):
            return True
        if inner.tag == "a" and "external" in (inner.get("rel") or "").split() and "url" in names:
            return True
    return False


def _names_author(tree: Tree, element: Element) -> bool:
    """Return whether an element inside one that is called a comment is called its author."""
    inner = (e for e in element.iterdescendants("*") if any(map(_is_author_name, tree.classes(e))))
    return any(tree.text(e) for e in inner)


def _add_followers(nodes: list[Node]) -> None:
    """Add the elements that follow a heading or a defined term, up to the next one."""
    elements = {node.element for node in nodes}
    for node in nodes:
        if node.element.tag not in _HEADS:
            continue
        following = node.element.getnext()
        while following is not None and following not in elements:
            if following.tag == "dt" or any(e in elements for e in following.iter()):
                break
            tag: object = following.tag
            if isinstance(tag, str):
                if following.tag in {"form", "ol", "ul"} and node.element.tag != "dt":
                    break
                node.parts.append(following)
            following = following.getnext()


def assign_elements(tree: Tree, nodes: list[Node]) -> None:
    """Give each comment the elements that belong to it and to no other comment."""
    owners: dict[Element, Node] = {part: node for node in nodes for part in node.parts}
    owner: dict[Element, Node | None] = {}
    for element in tree.elements:
        parent = element.getparent()
        found = owners.get(element)
        if found is None and parent is not None:
            found = owner.get(parent)
        owner[element] = found
        if found is not None:
            found.elements.append(element)


def ping_kind(tree: Tree, element: Element) -> str | None:
    """Return the kind that the list around a comment gives it; None for lists of all kinds."""
    for around in element.iterancestors():
        names = list(tree.names(around))
        if any(map(_is_trackback_list_name, names)):
            # Themes call their list of pingbacks so, too; what its items say goes first.
            return "pingback"
        if around.tag in {"ol", "ul", "div", "section"} and any(map(_is_ping_list_name, names)):
            return "pingback"
        if any(map(_is_list_name, names)):
            return None
    return None
