"""The texts of a post's fields, which an account looks up a source's text in."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from wparchive.readers.accounting.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.model.records import Comment, Post


def texts_of(post: Post) -> Iterator[str]:
    """Yield the texts of a post's fields and of its comments, without their markup."""
    for text in (post.title, post.content, post.excerpt, post.password, post.slug):
        if text:
            yield plain(text)
    if post.author:
        yield from filter(None, (post.author.name, post.author.login))
    yield from (term.name for term in post.terms if term.name)
    yield from (meta.value for meta in post.meta if meta.value)
    yield from (extra.text for extra in post.extra if extra.text)
    yield from chain.from_iterable(map(_comment, post.comments))


def _comment(comment: Comment) -> Iterator[str]:
    yield from filter(None, (comment.author, comment.url))
    if comment.content:
        yield plain(comment.content)
    yield from (extra.text for extra in comment.extra if extra.text)
