"""A post as an HTML page with its comments: readable, self-contained, honest about its origin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from wparchive.content import dates
from wparchive.render.body import body_html, comment_html, post_html
from wparchive.render.names import commenter, minute, plain, terms_by_taxonomy, web_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Template

    from wparchive.model.records import Comment, Post
    from wparchive.protocols import Context, Discussion


_LABELS = {"category": "Categories", "post_tag": "Tags"}


@dataclass(frozen=True)
class _Entry:
    """A comment as the template shows it, and how its list item nests."""

    id: int | str
    kind: str
    author: str
    url: str | None
    date: str
    body: str
    depth: int
    opens: bool
    closes: int
    follows: bool


def render_page(context: Context, post: Post, discussion: Discussion, permalink: str) -> str:
    """The page of a post.

    The body is the author's own HTML and stays as it is, as WordPress shows it.

    Args:
        context: What is known of the site.
        post: The post, in its public edition with sanitized comments.
        discussion: Its comments, arranged for showing.
        permalink: Where the page stands.
    """
    moment = dates.localize(post.published, post.published_gmt)
    sections = [
        ("comments", "Comments", _entries(discussion.comments)),
        ("pings", "Pingbacks and trackbacks", _entries(discussion.pings)),
    ]
    return _template().render(
        language=context.head.site.language or "",
        generator=f"wparchive {context.version}",
        site_title=plain(context.head.site.title),
        export_date=f"{context.instant:%Y-%m-%d}",
        title=plain(post.title) or "Untitled",
        permalink=web_address(permalink),
        author=plain(context.author_name(post.author.login)) if post.author else "",
        published=moment.isoformat() if moment else "",
        date=minute(post.published, post.published_gmt),
        body=post_html(post, context.library),
        excerpt=body_html(post.excerpt, context.library),
        terms=[(_LABELS.get(t, t), n) for t, n in terms_by_taxonomy(post).items()],
        sections=[section for section in sections if section[2]],
    )


def _entries(threads: Sequence[tuple[int, Comment]]) -> list[_Entry]:
    entries: list[_Entry] = []
    previous = -1
    for depth, comment in threads:
        entries.append(
            _Entry(
                id="" if comment.id is None else comment.id,
                kind=comment.kind,
                author=commenter(comment),
                url=web_address(comment.url),
                date=minute(comment.published, comment.published_gmt),
                body=comment_html(comment.content),
                depth=depth,
                opens=0 <= previous < depth,
                closes=max(0, previous - depth),
                follows=previous >= depth,
            )
        )
        previous = depth
    return entries


@cache
def _template() -> Template:
    source = resources.files(__package__).joinpath("templates/page.html")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    return environment.from_string(source.read_text(encoding="utf-8"))
