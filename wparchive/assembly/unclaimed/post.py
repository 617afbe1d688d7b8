"""The texts of a post's fields, which an account looks up a source's text in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.assembly.unclaimed.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.model.elements import UnknownElement
    from wparchive.model.records import Comment, Post


def texts_of(post: Post, *, extra: bool = True) -> Iterator[str]:
    """Yield the texts of a post's fields and of its comments, without their markup.

    Args:
        post: The post.
        extra: Whether elements that the model does not name count.
    """
    for text in (post.title, post.content, post.excerpt, post.password, post.slug):
        if text:
            yield plain(text)
    if post.author:
        yield from filter(None, (post.author.name, post.author.login, post.author.email))
    yield from (term.name for term in post.terms if term.name)
    yield from (meta.value for meta in post.meta if meta.value)
    yield from filter(None, (post.link, post.guid, post.attachment_url))
    if extra:
        yield from texts_of_extra(post.extra)
    for comment in post.comments:
        yield from texts_of_comment(comment, extra=extra)


def texts_of_comment(comment: Comment, *, extra: bool = True) -> Iterator[str]:
    """Yield the texts of a comment's fields, as `texts_of` does."""
    yield from filter(None, (comment.author, comment.email, comment.url))
    if comment.content:
        yield plain(comment.content)
    if extra:
        yield from texts_of_extra(comment.extra)


def texts_of_extra(extras: Iterable[UnknownElement]) -> Iterator[str]:
    """Yield the texts of elements that the model does not name, with all that is in them."""
    waiting = list(extras)
    while waiting:
        element = waiting.pop()
        yield from (plain(text) for text in (element.text, element.tail) if text)
        waiting.extend(element.children)
