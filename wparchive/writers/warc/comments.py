"""The comments of a page as a feed has them, newest first, with their first words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.language import dates
from wparchive.render.body import comment_html
from wparchive.render.frame import title_of, words_of
from wparchive.render.listing import FeedItem, render_feed
from wparchive.render.names import plain
from wparchive.render.summary import summary
from wparchive.writers.warc.journal import NEWEST, CommentRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wparchive.formats.writers import Context, Discussion
    from wparchive.model.records import Comment, Post


def newest(context: Context, post: Post, discussion: Discussion, page: str) -> list[CommentRow]:
    """Return the newest comments and pings of a post.

    Args:
        context: The archive.
        post: The post.
        discussion: Its comments, in order.
        page: The address of its page.
    """
    comments = [comment for _, comment in (*discussion.comments, *discussion.pings)]
    comments.sort(key=lambda comment: (_moment(comment), comment.id or 0), reverse=True)
    return [_row(context, comment, post, page) for comment in comments[:NEWEST]]


def comment_feed(
    context: Context, address: str, page: str, comments: Iterable[CommentRow], title: str
) -> str:
    """Write a feed of comments (RSS).

    Args:
        context: The archive.
        address: The address of the feed.
        page: The address of its page.
        comments: The comments.
        title: The title of the feed.
    """
    items = [
        FeedItem(one.title, one.address, one.stamp, one.author, one.summary) for one in comments
    ]
    return render_feed(context, address, page, items, title)


def _row(context: Context, comment: Comment, post: Post, page: str) -> CommentRow:
    author = plain(comment.author) or words_of(context).anonymous
    moment = dates.localize(comment.published, comment.published_gmt)
    return CommentRow(
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
