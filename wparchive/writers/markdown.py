"""Markdown: a file a post, with YAML front matter, the body, and comments as threads."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import yaml

from wparchive.content import dates
from wparchive.model.records import PINGS
from wparchive.notices import Code, Notice
from wparchive.protocols import FormatInfo, Piece, Written
from wparchive.render.body import comment_html, post_html
from wparchive.render.markdown import MarkdownRenderer
from wparchive.render.names import commenter, minute, plain, terms_by_taxonomy, web_address
from wparchive.storage.names import safe_name

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from wparchive.model.records import Comment, Post
    from wparchive.protocols import Context, Discussion
    from wparchive.storage.outputs import Stage

_ONE_LINE = 2**31 - 1
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_FAST = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_LINK = re.compile(r"\[([^\[\]]*)\]\(([^()\s]*)\)|<(http[^<>\s]*)>")
_HEADINGS = ("Comments", "Pingbacks and trackbacks")


class MarkdownWriter:
    """Writes Markdown; see `wparchive.protocols.Writer`."""

    info = FormatInfo("markdown", "Markdown with YAML front matter, a file a post")
    public = True

    def __init__(self, context: Context) -> None:
        self._context = context

    def name(self, post: Post) -> str:
        """``markdown/post/2015/2015-06-01-slug.md``; other types without year and date."""
        kind = safe_name(post.type, "post")
        slug = safe_name(post.slug or post.title, f"untitled-{post.id or 'without-id'}")
        moment = dates.localize(post.published, post.published_gmt)
        if kind != "post" or moment is None:
            return f"markdown/{kind}/{slug}.md"
        return f"markdown/{kind}/{moment:%Y}/{moment:%Y-%m-%d}-{slug}.md"

    def fallback(self, name: str, post: Post, attempt: int) -> str:
        """The post's id tells files of one name apart."""
        stem = name.removesuffix(".md")
        identity = [str(post.id)] if post.id is not None else []
        identity += [str(attempt)] if attempt > 1 or not identity else []
        return f"{stem}-{'-'.join(identity)}.md"

    def begin(self, stage: Stage) -> None:
        """Each post has a file of its own; nothing stands before them."""

    def write(self, post: Post, discussion: Discussion, name: str) -> Written:
        """One file."""
        written = Written()
        renderer = MarkdownRenderer()
        sections = [front_matter(self._context, post), renderer.handle(post_html(post))]
        for heading, entries in zip(_HEADINGS, discussion, strict=True):
            if entries:
                sections.append(f"## {heading}\n\n{_threads(renderer, entries)}")
        written.comments = discussion.kinds()
        text = "\n\n".join(section.strip("\n") for section in sections if section.strip()) + "\n"
        written.pieces.append(Piece(name, text.encode()))
        # make_clickable() ends some links inside of a URL, the rest of which follows the link.
        written.readings = (text, _LINK.sub(r" \2 \1\3", text))
        written.notices.extend(_dropped(post, renderer.dropped, self.info.name))
        return written

    def end(self, stage: Stage) -> None:
        """Nothing follows the posts."""


def front_matter(context: Context, post: Post) -> str:
    """The YAML block: WordPress's facts under the names that site generators use."""
    terms = terms_by_taxonomy(post)
    fields: dict[str, Any] = {
        "title": plain(post.title),
        "date": dates.localize(post.published, post.published_gmt) or post.published,
        "modified": dates.localize(post.modified, post.modified_gmt) or post.modified,
        "author": plain(context.author_name(post.author.login)) if post.author else None,
        "slug": unquote(post.slug) if post.slug else None,
        "permalink": post.link,
        "status": post.status,
        "type": post.type,
        "categories": terms.pop("category", None),
        "tags": terms.pop("post_tag", None),
        "terms": terms,
        "excerpt": post.excerpt,
        "sticky": post.sticky or None,
        "attachment_url": post.attachment_url,
        "wordpress_id": post.id,
        "wordpress_parent": post.parent or None,
    }
    present = {
        name: value
        for name, value in fields.items()
        if name == "title" or value not in (None, "", [], {})
    }
    # libyaml escapes what lies beyond the Basic Multilingual Plane, such as emoji.
    dumper = yaml.SafeDumper if _ASTRAL.search(repr(present)) else _FAST
    dumped = yaml.dump(present, Dumper=dumper, sort_keys=False, allow_unicode=True, width=_ONE_LINE)
    return f"---\n{dumped}---"


def _dropped(post: Post, dropped: Counter[str], target: str) -> list[Notice]:
    if not dropped:
        return []
    names = ", ".join(f"{number} {tag}" for tag, number in sorted(dropped.items()))
    at = post.place
    return [Notice(Code.MARKUP_DROPPED, names, at.source, at.line, at.offset, post.id, target)]


def _threads(renderer: MarkdownRenderer, entries: Sequence[tuple[int, Comment]]) -> str:
    """Comments as a nested list: an answer stands inside what it answers."""
    blocks: list[str] = []
    above: dict[int, int | None] = {}
    for depth, comment in entries:
        above[depth] = comment.id
        inside = comment.parent is not None and above.get(depth - 1) == comment.parent
        lines = _entry(renderer, comment, names_parent=depth > 0 and not inside).split("\n")
        indent = "  " * depth
        first, *rest = lines
        block = [f"{indent}- {first}"]
        block += [f"{indent}  {line}" if line else "" for line in rest]
        blocks.append("\n".join(block))
    return "\n\n".join(blocks)


def _entry(renderer: MarkdownRenderer, comment: Comment, *, names_parent: bool) -> str:
    name = html.escape(commenter(comment))
    if address := web_address(comment.url):
        name = f'<a href="{html.escape(address)}">{name}</a>'
    parts = [renderer.handle(f"<strong>{name}</strong>").strip()]
    if comment.url and not address:
        parts.append(renderer.handle(f"<code>{html.escape(comment.url)}</code>").strip())
    # There only if the user asked for what is personal.
    parts += [f"`{value}`" for value in (comment.email, comment.ip) if value and "`" not in value]
    if when := minute(comment.published, comment.published_gmt):
        parts.append(when)
    anchor = ""
    if comment.id is not None:
        anchor = f'<a id="comment-{comment.id}"></a>'
        parts.append(f"[#{comment.id}](#comment-{comment.id})")
    if names_parent:
        parts.append(f"in reply to [#{comment.parent}](#comment-{comment.parent})")
    if comment.kind not in PINGS | {"comment"}:
        parts.append(renderer.handle(f"<em>{html.escape(comment.kind)}</em>").strip())
    body = renderer.handle(comment_html(comment.content)).strip("\n")
    return f"{anchor}{' · '.join(parts)}\n\n{body}".rstrip()
