"""Which elements of a page are a comment each, and which belong to it."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from wparchive.language.phrases.labels import PING
from wparchive.readers.pages.extract.boilerplate import is_sidebar

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.tree import Element, Tree

# Comments' ids, as themes and plugins build them around the number.
_ID: Final = re.compile(
    r"(?:(?:li|div|dsq|article|wp|single|the|anchor)[-_]?)?(?:comments?|commentid|comm|cmt|pingback|trackback|ping)"
    r"[-_]?(?:(?:entry|item|post|li|div|id|no)[-_])?(\d{1,12})"
)
_WPDISCUZ: Final = re.compile(r"(?:wpd|wc)-comm-(\d{1,12})_(\d{1,12})")
_LIST: Final = re.compile(
    # Its words are apart; then the last ones may be any.
    r"(?=(?:\w++-)*+\w++\Z)(?:[a-z0-9]++[-_])*(?:comments?|pings?|trackbacks?|pingbacks?)[-_]?(?:lists?|items|ol|ul|threads?)(?:[-_]\w.*)?"
    r"|(?:[a-z0-9]+[-_])*(?:comments|pings|trackbacks|pingbacks)|comment-?template|wp-block-comment-template"
    r"|trackbacks?-?and-?pingbacks?|pingtrackbacks?"
)
_PING_LIST: Final = re.compile(
    r"(?:.*[-_])?(?:ping|trackback|pingback)s?(?:[-_]?lists?)?(?:[-_]\w{1,40}+(?:-\w{1,40}+){0,4}+)?",
    re.DOTALL,
)
_TRACK_LIST: Final = re.compile(r"(?:.*[-_])?trackbacks?[-_]?lists?")
_OWN_CLASSES: Final = frozenset(
    "comment pingback trackback ping wpd-comment wc-comment epoch-single-comment comment-item"
    " single-comment commententry comment-single idc-c".split()
)
_BLOCKS: Final = frozenset(
    {"li", "div", "article", "section", "dt", "tr", "blockquote", "fieldset"}
)
_HEADS: Final = frozenset({"dt", "h2", "h3", "h4", "h5", "p", "a", "span", "small", "cite"})
_FORMS: Final = frozenset({"form", "input", "textarea", "button", "label", "select"})


@dataclass(eq=False)
class Node:
    """A comment's place in the page.

    Attributes:
        parts: Its elements: one, or for lists of definitions and headings several.
        number: Its number; None where the page has none.
        answers: The number of what it answers, where its id tells; 0 for nothing.
        elements: All elements that belong to it and to no comment inside it, in document order.
    """

    parts: list[Element]
    number: int | None = None
    answers: int | None = None
    elements: list[Element] = field(default_factory=list)

    @property
    def element(self) -> Element:
        """Its first element."""
        return self.parts[0]


def find_nodes(tree: Tree) -> list[Node]:
    """The comments of a page, in document order.

    What stands in a sidebar, as lists of recent comments do, is left out.
    """
    nodes = _numbered(tree)
    nodes += _unnumbered(tree, nodes)
    nodes = _without_foreign(tree, nodes)
    nodes.sort(key=lambda node: tree.position(node.element))
    _add_followers(nodes)
    _share_out(tree, nodes)
    return nodes


def _numbered(tree: Tree) -> list[Node]:
    """The outermost element of each number."""
    found: dict[int, list[Element]] = {}
    answers: dict[int, int] = {}
    anchors = [(e.get("name", "").lower(), e) for e in tree.by_tag("a") if e.get("name")]
    for name, element in [*tree.ids(), *anchors]:
        if (
            "com" not in name
            and "cmt" not in name
            and "ping" not in name
            and "trackback" not in name
        ):
            continue
        if element.tag in _FORMS:
            continue
        if match := _WPDISCUZ.fullmatch(name):
            answers[int(match[1])] = int(match[2])
        elif not (match := _ID.fullmatch(name)):
            continue
        found.setdefault(int(match[1]), []).append(element)
    firsts = {number: min(elements, key=tree.position) for number, elements in found.items()}
    places = sorted(tree.position(e) for elements in found.values() for e in elements)
    return [
        Node([_grown(tree, element, found[number], places)], number, answers.get(number))
        for number, element in firsts.items()
    ]


def _grown(tree: Tree, element: Element, same: list[Element], places: list[int]) -> Element:
    """What a mere anchor marks: the element around it that contains no other comment's id."""
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
    """Whether it stands in a list of comments inside another comment's item."""
    for around in element.iterancestors():
        if around is comment:
            return False
        if around.tag in {"ol", "ul"} and _is_list(tree, around):
            return comment.tag == "li"
    return False


def _is_list(tree: Tree, element: Element) -> bool:
    classes = tree.classes(element)
    return "children" in classes or any(map(_LIST.fullmatch, classes))


def _has_text(element: Element) -> bool:
    return any(str(text).strip() for text in element.itertext())


def _unnumbered(tree: Tree, known: list[Node]) -> list[Node]:
    """Comments without an id: pings of older themes above all."""
    taken = _Taken(tree, [node.element for node in known])
    found: list[Element] = []
    children = {child for e in _lists(tree, taken) for child in e if _is_item(tree, child)}
    for child in sorted(children, key=tree.position):
        if not taken.clashes(child) and _looks_like_comment(tree, child):
            found.append(child)
            taken.add(child)
    marked = [e for e in tree.by_class(*_OWN_CLASSES) if e.tag in _BLOCKS]
    inner = {tag: _Taken(tree, [e for e in marked if e.tag == tag]) for tag in _BLOCKS}
    for element in marked:
        if taken.clashes(element) or inner[element.tag].holds_any(element):
            continue
        if _has_author(tree, element):
            found.append(element)
            taken.add(element)
    return [Node([element]) for element in found]


def _lists(tree: Tree, taken: _Taken) -> set[Element]:
    """The lists whose items may be comments."""
    lists = {e.getparent() for e in taken.elements}
    found = {e for e in lists if e is not None and e.tag in {"ol", "ul", "div", "section"}}
    named = [e for name, e in tree.ids() if _LIST.fullmatch(name)] + tree.matching(_LIST.fullmatch)
    areas = {e for e in named if e.tag in {"div", "section", "article", "ol", "ul"}}
    outer = {e for e in areas if not any(a in areas for a in e.iterancestors())}
    for area in outer:
        found.update(e for e in area.iter("ol", "ul") if not taken.surrounds(e))
    return found


class _Taken:
    """Elements that are comments already, and what stands in or around them."""

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
        """Whether one of them stands in an element."""
        after = bisect_right(self._places, self._tree.position(element))
        return after < len(self._places) and self._places[after] <= self._tree.last(element)

    def surrounds(self, element: Element) -> bool:
        """Whether an element stands in one of them, other than as an answer to it."""
        around = element.getparent()
        while around is not None:
            if "children" in self._tree.classes(around):
                return False
            if around.tag in {"ol", "ul"} and _is_list(self._tree, around):
                return False
            if around in self.elements:
                return True
            around = around.getparent()
        return False

    def clashes(self, element: Element) -> bool:
        """Whether it is one of them, contains one, or stands in one's text."""
        return element in self.elements or self.holds_any(element) or self.surrounds(element)


def _is_item(tree: Tree, element: Element) -> bool:
    if element.tag == "li":
        return True
    return element.tag in {"div", "article"} and not _OWN_CLASSES.isdisjoint(tree.classes(element))


def _looks_like_comment(tree: Tree, element: Element) -> bool:
    text = tree.text(element)
    if not text:
        return False
    classes = tree.classes(element)
    if classes & {"pingback", "trackback", "ping", "comment"} or PING.match(text):
        return True
    return _has_author(tree, element) or _has_name_and_time(element)


def _has_name_and_time(element: Element) -> bool:
    """Whether a name in bold and a time stand in it, which is all that some front ends mark."""
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


def _without_foreign(tree: Tree, nodes: list[Node]) -> list[Node]:
    beside = {n for n in nodes if any(_is_beside(tree, a) for a in _chain(n.element))}
    if len(beside) < len(nodes):
        return [n for n in nodes if n not in beside]
    # A page whose only comments stand in an `aside` that is called theirs.
    return [n for n in nodes if any(_is_comments_aside(tree, a) for a in _chain(n.element))]


def _is_beside(tree: Tree, element: Element) -> bool:
    """Whether it is a sidebar by its name, and not called so for holding the post as well."""
    if not is_sidebar(tree, element):
        return False
    documents = " ".join(tree.text(e) for e in tree.by_tag("title"))
    return not any(
        tree.contains(element, e) and tree.text(e) and tree.text(e) in documents
        for e in tree.by_tag("h1", "h2")
    )


def _chain(element: Element) -> list[Element]:
    return [element, *element.iterancestors()]


def _is_comments_aside(tree: Tree, element: Element) -> bool:
    names = list(tree.names(element))
    return element.tag == "aside" and any(_LIST.fullmatch(n) and "recent" not in n for n in names)


def _add_followers(nodes: list[Node]) -> None:
    """Give heads, such as a list of definitions' terms, what follows them up to the next."""
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


def _share_out(tree: Tree, nodes: list[Node]) -> None:
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
    """The kind that the list around a comment gives it; None for lists of all kinds."""
    for around in element.iterancestors():
        names = list(tree.names(around))
        if any(_TRACK_LIST.fullmatch(n) for n in names):
            # Themes call their list of pingbacks so, too; what its items say goes first.
            return "pingback"
        if around.tag in {"ol", "ul", "div", "section"} and any(
            _PING_LIST.fullmatch(n) for n in names
        ):
            return "pingback"
        if any(_LIST.fullmatch(n) for n in names):
            return None
    return None
