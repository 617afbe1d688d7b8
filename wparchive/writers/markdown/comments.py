"""Comments below a post: as a section of nested lists, or as data that templates read."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import msgspec

from wparchive.language import dates
from wparchive.model.records import PINGS
from wparchive.render.body import comment_html
from wparchive.render.names import comment_author, format_minute, plain, web_address
from wparchive.web.relink import relink
from wparchive.wordpress import facets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from wparchive.formats.writers import Discussion
    from wparchive.model.records import Comment, Post
    from wparchive.render.markdown import MarkdownRenderer
    from wparchive.render.words import Words


def sections(renderer: MarkdownRenderer, discussion: Discussion, words: Words) -> Iterator[str]:
    """Yield the threads, then the pings, each below a heading; nothing for an empty list.

    Args:
        renderer: Converts the comments.
        discussion: The comments of a post.
        words: The words of the blog's language.
    """
    for heading, entries in zip((words.comments, words.pings), discussion, strict=True):
        if entries:
            yield f"## {heading}\n\n{_threads(renderer, entries, words)}"


def document(
    post: Post, discussion: Discussion, rewrite: Callable[[str], str] | None = None
) -> dict[str, Any]:
    """Return the comments as data, for ``comments/KEY.json``.

    Args:
        post: The post.
        discussion: Its comments.
        rewrite: Returns the URL to write for a URL of a comment; None to keep all URLs.
    """
    rewrite = rewrite or str
    return {
        "post": post.id,
        "permalink": post.link,
        "comments": list(_records(discussion.comments, rewrite)),
        "pings": list(_records(discussion.pings, rewrite)),
    }


def encode(data: dict[str, Any]) -> bytes:
    """Encode a document as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(data), indent=2) + b"\n"


def texts(encoded: bytes) -> str:
    """Return all texts of a JSON document, one on each line."""
    return "\n".join(_texts(msgspec.json.decode(encoded)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _records(
    entries: Iterable[tuple[int, Comment]], rewrite: Callable[[str], str]
) -> Iterator[dict[str, Any]]:
    for depth, comment in entries:
        moment = dates.localize(comment.published, comment.published_gmt)
        address = web_address(comment.url)
        record = {
            "id": comment.id,
            "parent": comment.parent or None,
            "depth": depth,
            "kind": comment.kind,
            "author": comment_author(comment),
            "url": rewrite(address) if address else None,
            "date": dates.rfc3339(moment) if moment else comment.published,
            "html": relink(comment_html(comment), rewrite),
        }
        if source := facets.reaction_source(comment):
            record["source"] = (source.value or "").strip()
        if comment.url and not address:
            record["url_text"] = comment.url  # no address that a link should lead to
        # There only if the user asked for what is personal.
        record |= {key: v for key in ("email", "ip") if (v := getattr(comment, key))}
        yield record


def _threads(
    renderer: MarkdownRenderer, entries: Sequence[tuple[int, Comment]], words: Words
) -> str:
    """Write comments as a nested list: replies are inside their parents."""
    blocks: list[str] = []
    above: dict[int, int | None] = {}
    for depth, comment in entries:
        above[depth] = comment.id
        inside = comment.parent is not None and above.get(depth - 1) == comment.parent
        names_parent = depth > 0 and not inside
        lines = _entry(renderer, comment, words, names_parent=names_parent).split("\n")
        indent = "  " * depth
        first, *rest = lines
        block = [f"{indent}- {first}"]
        block += [f"{indent}  {line}" if line else "" for line in rest]
        blocks.append("\n".join(block))
    return "\n\n".join(blocks)


def _entry(
    renderer: MarkdownRenderer, comment: Comment, words: Words, *, names_parent: bool
) -> str:
    name = html.escape(plain(comment.author) or words.anonymous)
    if address := web_address(comment.url):
        name = f'<a href="{html.escape(address)}">{name}</a>'
    parts = [renderer.handle(f"<strong>{name}</strong>").strip()]
    if comment.url and not address:
        parts.append(renderer.handle(f"<code>{html.escape(comment.url)}</code>").strip())
    # There only if the user asked for what is personal.
    parts += [f"`{value}`" for value in (comment.email, comment.ip) if value and "`" not in value]
    if when := format_minute(comment.published, comment.published_gmt):
        parts.append(when)
    anchor = ""
    if comment.id is not None:
        anchor = f'<a id="comment-{comment.id}"></a>'
        parts.append(f"[#{comment.id}](#comment-{comment.id})")
    if names_parent:
        parent = f"[#{comment.parent}](#comment-{comment.parent})"
        parts.append(words.reply.format(name=parent))
    source = facets.reaction_source(comment)
    if comment.kind not in PINGS | {"comment"} or source:
        label = html.escape(comment.kind)
        if source:
            label = f'<a href="{html.escape((source.value or "").strip())}">{label}</a>'
        parts.append(renderer.handle(f"<em>{label}</em>").strip())
    body = renderer.handle(comment_html(comment)).strip("\n")
    return f"{anchor}{' · '.join(parts)}\n\n{body}".rstrip()
