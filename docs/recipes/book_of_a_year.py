"""Make a book of one year: a page of HTML with the posts and their comments.

Usage: python book_of_a_year.py EXPORT YEAR book.html

A browser prints it; "pandoc book.html -o book.epub" makes an e-book.
"""

import sys
from collections.abc import Iterator
from datetime import date
from html import escape
from pathlib import Path

import wparchive

STYLE = "body{max-width:40em;margin:auto;font-family:serif} article{break-before:page}"


def chapter(archive: wparchive.Archive, post: wparchive.Post) -> Iterator[str]:
    """Yield the HTML of a post with its comments, pings left out."""
    day = f"{post.when.moment:%d.%m.%Y}" if post.when else ""
    yield f"<article><h2>{escape(post.title_text or 'Untitled')}</h2>"
    yield f"<p><em>{day}, {escape(archive.byline(post) or '')}</em></p>{archive.html(post)}"
    for comment in post.comments:
        if comment.kind == "comment":
            name = escape(comment.byline or "Anonymous")
            yield f"<blockquote><p><b>{name}</b></p>{comment.html()}</blockquote>"
    yield "</article>"


def main(export: str, year: str, target: str) -> None:
    """Write the book, in the order of the dates."""
    start = date(int(year), 1, 1)
    with wparchive.open(export) as archive:
        found = archive.posts(
            type="post", since=start, before=date(start.year + 1, 1, 1), public=True
        )
        posts = sorted(found, key=lambda post: post.published or "")
        title = escape(f"{archive.site.title} {year}")
        body = "\n".join(line for post in posts for line in chapter(archive, post))
    head = f'<!doctype html><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
    Path(target).write_text(f"{head}\n<h1>{title}</h1>\n{body}\n", encoding="utf-8")
    print(f"{len(posts)} posts of {year}")


if __name__ == "__main__":
    main(*sys.argv[1:])
