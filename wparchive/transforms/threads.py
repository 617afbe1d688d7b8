"""Threads: flat comments with parents become trees, and nothing falls out of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wparchive.errors.notices import Code
from wparchive.formats.readers import Exposure
from wparchive.formats.registry import kind_of
from wparchive.formats.writers import Discussion
from wparchive.model.records import PINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.errors.notices import Notice
    from wparchive.model.records import Comment, Post


SHOWN_DEPTH = 10
"""Levels of nested answers: WordPress's greatest
``thread_comments_depth``. Deeper ones follow each other and name what they answer."""


@dataclass
class Node:
    """A comment and its answers."""

    comment: Comment
    answers: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[tuple[int, Node]]:
        """Yield depth and node, replies after their parents; without recursion."""
        stack = [(0, self)]
        while stack:
            depth, node = stack.pop()
            yield depth, node
            stack.extend((depth + 1, answer) for answer in reversed(node.answers))


def thread(
    comments: Sequence[Comment], post: Post | None = None, notices: list[Notice] | None = None
) -> list[Node]:
    """Arrange comments as trees, in document order.

    A comment whose parent is not among them (an orphan), and the first of comments that answer
    one another in a circle, become roots.

    Args:
        comments: In document order; an answer may come before its parent.
        post: The post they are on, for the notices.
        notices: Gets a notice for each orphan and circle.
    """
    nodes = [Node(comment) for comment in comments]
    by_id: dict[int, Node] = {}
    for node in nodes:
        if node.comment.id is not None:
            by_id.setdefault(node.comment.id, node)
    roots: list[Node] = []
    parents = [by_id.get(node.comment.parent or 0) for node in nodes]
    closing = _closing(nodes, parents)
    for node, parent in zip(nodes, parents, strict=True):
        if parent is None or id(node) in closing:
            roots.append(node)
            code = Code.COMMENT_ORPHANED if parent is None else Code.COMMENT_CYCLE
            if node.comment.parent and post is not None and notices is not None:
                text = f"Comment {node.comment.id} replies to comment {node.comment.parent}."
                notices.append(post.notice(code, text, origin=node.comment.origin))
        else:
            parent.answers.append(node)
    return roots


def discussion(post: Post, notices: list[Notice]) -> Discussion:
    """Arrange the comments of a post for showing; an answer to a ping moves up to its place.

    The order is that of their dates, as WordPress shows them (``comment_date_gmt``), except for
    comments that were read from a page: the page has shown their order.
    """
    comments: list[tuple[int, Comment]] = []
    pings: list[tuple[int, Comment]] = []
    above: list[int] = []
    for root in thread(_by_date(post.comments), post, notices):
        for depth, node in root.walk():
            while above and above[-1] >= depth:
                above.pop()
            if node.comment.kind in PINGS:
                pings.append((0, node.comment))
                above.append(depth)
            else:
                level = min(depth - len(above), SHOWN_DEPTH - 1)
                comments.append((level, node.comment))
    return Discussion(comments, pings)


def _by_date(comments: Sequence[Comment]) -> Sequence[Comment]:
    """Sort comments by date, if all of them have one of the same kind."""
    if any(kind_of(c.origin).exposure is Exposure.PAGE for c in comments):
        return comments
    for dates in ([c.published_gmt for c in comments], [c.published for c in comments]):
        known = [date for date in dates if date]
        if len(known) == len(comments):
            order = sorted(range(len(comments)), key=known.__getitem__)
            return [comments[at] for at in order]
    return comments


def _closing(nodes: list[Node], parents: list[Node | None]) -> set[int]:
    """Find for each circle of answers the node that closes it: the last one in document order.

    Each node is visited once, however deep the chains are.

    Returns:
        The ``id()`` of these nodes.
    """
    position = {id(node): at for at, node in enumerate(nodes)}
    walk_of: dict[int, int] = {}
    closing: set[int] = set()
    for start in range(len(nodes)):
        path: list[int] = []
        at = start
        while at not in walk_of:
            walk_of[at] = start
            path.append(at)
            parent = parents[at]
            if parent is None:
                break
            at = position[id(parent)]
        else:
            if walk_of[at] == start:
                closing.add(id(nodes[max(path[path.index(at) :])]))
    return closing
