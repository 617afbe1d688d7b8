"""The records of comments: author, date, text, kind and the comment that each one answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.language import dates
from wparchive.language.phrases.labels import PING
from wparchive.model.elements import UnknownElement
from wparchive.model.records import Comment
from wparchive.readers.pages.extract.comments.author import find_name, find_ping, name_before
from wparchive.readers.pages.extract.comments.body import Text, find_text
from wparchive.readers.pages.extract.comments.date import find_date, find_loose_date, find_unread
from wparchive.readers.pages.extract.comments.nodes import holds_replies, linked_number, ping_kind
from wparchive.readers.pages.extract.comments.scope import CommentScope
from wparchive.readers.pages.extract.evidence import origin_of
from wparchive.readers.pages.extract.theme_table import has_role
from wparchive.readers.pages.extract.tree import line_of
from wparchive.web.html import parse_fragment

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.comments.fields import Fields
    from wparchive.readers.pages.extract.comments.nodes import Node
    from wparchive.readers.pages.extract.date_parser import DateParser
    from wparchive.readers.pages.extract.tree import Element, Tree

_DEPTH: Final = patterns.lazy(r"(?:.*[-_])?(?:depth|level)[-_](\d{1,3})")
_is_deleted_name = has_role("comment-deleted")
_TEXTS: Final = frozenset({"p", "blockquote"})
_CORE: Final = frozenset({"even", "odd", "thread-even", "thread-odd"})
_EXCERPT: Final = patterns.lazy(r"\[(?:…|\.\.\.)\].*(?:\[(?:…|\.\.\.)\]|…)\s*\Z", re.DOTALL)


def read_comments(
    tree: Tree, nodes: list[Node], date_parser: DateParser, *, source: str
) -> list[Comment]:
    """Read every comment, in document order.

    Args:
        tree: The page.
        nodes: The elements of the comments.
        date_parser: The parser of the page's dates.
        source: The input's name.
    """
    found = [_read(tree, node, date_parser, source) for node in nodes]
    for comment, parent in zip(found, _parents(tree, nodes), strict=True):
        if isinstance(parent, int) or parent is None:
            comment.parent = parent
        elif parent.number is not None:
            comment.parent = parent.number
        else:
            comment.extra.append(_answered_comment(nodes.index(parent), found))
    names = {c.id: c.author for c in found if c.id is not None and c.author}
    for node, comment in zip(nodes, found, strict=True):
        if comment.parent is None and node.answers is None:
            comment.parent = _linked_parent(tree, node, comment, names)
    shown = zip(nodes, found, strict=True)
    return [comment for node, comment in shown if not _is_deleted(tree, node, comment)]


def _is_deleted(tree: Tree, node: Node, comment: Comment) -> bool:
    """Return whether a page shows only that there was a comment; answers keep its number."""
    if comment.author or comment.published:
        return False
    return any(_is_deleted_name(name) for e in node.elements for name in tree.classes(e))


def _linked_parent(tree: Tree, node: Node, comment: Comment, names: dict[int, str]) -> int | None:
    """Return the number of the comment that a link outside the text names with its author."""
    for element in node.elements:
        if element.tag != "a" or any(a.tag in _TEXTS for a in element.iterancestors()):
            continue
        number = linked_number(element.get("href") or "")
        if number is None or number == comment.id or number not in names:
            continue
        if tree.text(element).lstrip("@ ") == names[number]:
            return number
    return None


def _answered_comment(place: int, comments: list[Comment]) -> UnknownElement:
    """Name an answered comment that has no number: its place, from 1, and its author."""
    position = {"position": str(place + 1)}
    return UnknownElement(tag="parent", attributes=position, text=comments[place].author or "")


def _read(tree: Tree, node: Node, date_parser: DateParser, source: str) -> Comment:
    if node.fields is not None:
        return _unmarked(node, node.fields, source)
    scope = CommentScope(tree, node)
    name, date = find_name(scope, date_parser), find_date(scope, date_parser)
    unread = None if date else find_unread(scope)
    if name is None and unread is not None:
        name = name_before(scope, unread)
    known = [part.element for part in (name, date) if part]
    text = find_text(scope, known if unread is None else [*known, unread])
    if date is None and (date := find_loose_date(scope, date_parser, text)):
        unread = None
    name = name or (name_before(scope, date.element) if date else None)
    kind, kind_evidence = _kind(scope, name.url if name else None)
    if kind != "comment" and (name is None or name.url is None):
        link = find_ping(scope)
        name = name._replace(url=link.url) if name and link else name or link
    words = Text(
        scope,
        name.element if name else None,
        date.element if date else unread,
        name.text if name else None,
        text,
    )
    evidence = {"kind": kind_evidence, "content": "rest" if text is None else "class"}
    evidence |= {"author": name.evidence} if name else {}
    evidence |= {"published": date.value.evidence} if date else {}
    return Comment(
        id=node.number,
        kind=kind,
        author=name.text if name else None,
        url=name.url if name else None,
        published=date.value.text if date else None,
        published_gmt=dates.to_gmt(date.value.text) if date else None,
        content=words.html() or None,
        approved="0" if words.is_held() else "1",
        extra=[] if unread is None else [UnknownElement(tag="published", text=scope.text(unread))],
        origin=origin_of(source, evidence, line_of(node.element)),
    )


def _unmarked(node: Node, fields: Fields, source: str) -> Comment:
    """Make the record of a comment whose parts nothing names."""
    date = fields.date
    text = " ".join(str(t) for t in parse_fragment(fields.html).itertext()).strip()
    label = PING.match(fields.name or "")
    is_ping = bool(label or PING.match(text) or (fields.url and _EXCERPT.match(text)))
    evidence = dict.fromkeys(("author", "content"), "lines")
    evidence["kind"] = "excerpt" if is_ping else "default"
    if date:
        evidence["published"] = date.evidence
    return Comment(
        id=node.number,
        kind="pingback" if is_ping else "comment",
        author=(fields.name or "")[label.end() :].strip() if label else fields.name,
        url=fields.url,
        published=date.text if date else None,
        published_gmt=dates.to_gmt(date.text) if date else None,
        content=fields.html or None,
        approved="1",
        extra=[UnknownElement(tag="published", text=fields.unread)] if fields.unread else [],
        origin=origin_of(source, evidence, line_of(node.element)),
    )


def _kind(scope: CommentScope, url: str | None) -> tuple[str, str]:
    """Return ``comment``, ``pingback`` or ``trackback``, and the evidence for it."""
    tree, element = scope.tree, scope.parts[0]
    each = [tree.classes(e) for e in scope.elements[:3]]
    outer = element.getparent()
    if outer is not None and outer.tag == "li" and element.getprevious() is None:
        each.append(tree.classes(outer))
    classes = frozenset[str]().union(*each)
    if any("comment" in own and not own.isdisjoint(_CORE) for own in each):
        return "comment", "class"  # as comment_class() writes a comment's type
    ping = PING.match(scope.text(element))
    if ping and ping["track"]:
        return "trackback", "words"
    if "pingback" in classes or "trackback" in classes:
        return ("pingback" if "pingback" in classes else "trackback"), "class"
    if ping:
        return "pingback", "words"
    if "comment" not in classes and (around := ping_kind(tree, element)):
        return around, "list"
    if "ping" in classes:
        return "pingback", "class"
    paragraphs = (scope.text(e) for e in scope.elements if e.tag == "p")
    if "comment" not in classes and url and any(map(_EXCERPT.match, paragraphs)):
        return "pingback", "excerpt"
    return "comment", "default"


def _parents(tree: Tree, nodes: list[Node]) -> list[Node | int | None]:
    """Find the parent of each comment: by the number in its id, its depth, or its list."""
    by_element = {part: node for node in nodes for part in node.parts}
    depths = [_depth(tree, node) for node in nodes]
    found: list[Node | int | None] = []
    open_: dict[int, Node] = {}
    for node, depth in zip(nodes, depths, strict=True):
        if node.answers is not None:
            found.append(node.answers or None)
            continue
        parent: Node | None = None
        if depth is not None:
            parent = open_.get(depth - 1) if depth > 1 else None
            for deeper in [d for d in open_ if d > depth]:
                del open_[deeper]
            open_[depth] = node
        else:
            parent = _enclosing_comment(tree, node, by_element)
            if parent is None:
                open_ = {1: node}
        found.append(parent)
    return found


def _depth(tree: Tree, node: Node) -> int | None:
    for element in node.elements[:3]:
        for name in tree.classes(element):
            if match := _DEPTH.fullmatch(name):
                return int(match[1])
    return None


def _enclosing_comment(tree: Tree, node: Node, by_element: dict[Element, Node]) -> Node | None:
    """Return the comment around this one, or the comment before this list of replies."""
    for element in node.element.iterancestors():
        if element in by_element and by_element[element] is not node:
            return by_element[element]
        if holds_replies(tree, element):
            before = element.getprevious()
            if before is not None and before in by_element:
                return by_element[before]
    return None
