"""The comments of a page as a feed has them, newest first, with their first words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.language import dates
from wparchive.render.body import comment_html
from wparchive.render.frame import title_of, words_of
from wparchive.render.listing import FeedItem, render_feed
from wparchive.render.names import plain
from wparchive.render.summary import summary
from wparchive.writers.warc.journal import NEWEST, Said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wparchive.formats import Context, Discussion
    from wparchive.model.records import Comment, Post


def newest(context: Context, post: Post, discussion: Discussion, page: str) -> list[Said]:
    """The newest comments and pings of a post.

    Args:
        context: What is known of the site.
        post: The post.
        discussion: Its comments, arranged for showing.
        page: The address of its page.
    """
    comments = [comment for _, comment in (*discussion.comments, *discussion.pings)]
    comments.sort(key=lambda comment: (_moment(comment), comment.id or 0), reverse=True)
    return [_said(context, comment, post, page) for comment in comments[:NEWEST]]


def comment_feed(
    context: Context, address: str, page: str, said: Iterable[Said], heading: str
) -> str:
    """RSS of comments.

    Args:
        context: What is known of the site.
        address: Where the feed stands.
        page: The page that it is the feed of.
        said: The comments.
        heading: What they are on.
    """
    items = [FeedItem(one.title, one.address, one.stamp, one.author, one.summary) for one in said]
    return render_feed(context, address, page, items, heading)


def _said(context: Context, comment: Comment, post: Post, page: str) -> Said:
    author = plain(comment.author) or words_of(context).anonymous
    moment = dates.localize(comment.published, comment.published_gmt)
    return Said(
        _moment(comment),
        comment.id or 0,
        page if comment.id is None else f"{page}#comment-{comment.id}",
        f"{title_of(context, post)} – {author}",
        dates.rfc3339(moment) if moment else "",
        author,
        summary(None, comment_html(comment)),
    )


def _moment(comment: Comment) -> str:
    return comment.published_gmt or comment.published or ""
