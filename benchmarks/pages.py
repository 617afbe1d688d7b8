"""Times the reading of saved pages: pages of 60 KB a second on one core.

    python benchmarks/pages.py [COUNT]

The pages are made up: posts of several themes' markup, in several languages, without comments,
with 20, or with 80 of them. Every one is another, as in a mirror; the time is that of the process.
Figures of two machines say nothing about the program.
"""

from __future__ import annotations

import sys
import time

from wparchive.readers.pages.extract import read_page

SIZE = 60_000
THEMES = {
    "twenty twelve": (
        '<li class="comment depth-{depth}" id="li-comment-{n}"><article id="comment-{n}">'
        '<header class="comment-meta vcard"><img class="avatar" src="a.png"><cite class="fn">'
        '<a href="https://c{n}.example/" rel="external nofollow" class="url">Visitor {n}</a></cite>'
        '<a href="#comment-{n}"><time datetime="2012-10-15T08:{m:02}:40+02:00">x</time></a>'
        '</header><section class="comment-content"><p>{words}</p></section><div class="reply"><a'
        ' class="comment-reply-link" href="?replytocom={n}#respond">Reply</a></div></article></li>'
    ),
    "kubrick": (
        '<li class="alt" id="comment-{n}"><cite><a href="https://c{n}.example/" rel="external">'
        'Visitor {n}</a></cite> Says: <br><small class="commentmetadata"><a href="#comment-{n}">'
        "October 15th, 2012 at 8:{m:02} am</a></small><p>{words}</p></li>"
    ),
    "blocks": (
        '<li id="comment-{n}" class="comment depth-{depth}"><div class="wp-block-columns"><div>'
        '<div class="wp-block-comment-author-name">Visitor {n}</div>'
        '<div class="wp-block-comment-date"><time datetime="2012-10-15T08:{m:02}:40Z"></time></div>'
        '<div class="wp-block-comment-content"><p>{words}</p></div></div></div></li>'
    ),
    "nothing marked": (
        '<li id="comment-{n}"><h3>Visitor {n}</h3><p>{words}</p><div><b>15. Oktober 2012</b>'
        " <b>08:{m:02}</b></div></li>"
    ),
}
WORDS = "Some words about the weather, the garden and <em>what it needs</em> in spring. "
PAGE = """<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>Post {p} | Blog
</title><link rel="canonical" href="https://blog.example/2012/10/14/post-{p}/">
<script type="application/ld+json">{{"@type":"BlogPosting","headline":"Post {p}","datePublished":
"2012-10-14T17:47:03+00:00","author":{{"@type":"Person","name":"Hanna"}}}}</script></head>
<body class="single single-post postid-{p}"><div id="page"><nav class="menu"><ul>{menu}</ul></nav>
<article id="post-{p}" class="post-{p} post hentry category-garden"><h1 class="entry-title">Post {p}
</h1><div class="entry-content">{body}<div class="sharedaddy"><a href="x">Share</a></div></div>
<footer class="entry-meta">by <span class="author vcard"><a class="fn" href="/author/hanna/">Hanna
</a></span> in <a rel="category tag" href="/category/garden/">Garden</a></footer></article>
<div id="comments"><h2>Comments</h2><ol class="commentlist">{comments}</ol></div>
<aside class="sidebar">{menu}</aside></div></body></html>"""


def page(number: int, comments: int) -> bytes:
    """Make a page of about 60 KB, unlike any other."""
    theme = list(THEMES.values())[number % len(THEMES)]
    menu = "".join(f'<li class="menu-item"><a href="/{n}/">Entry {n}</a></li>' for n in range(60))
    below = ""
    for n in range(1000 * number, 1000 * number + comments):
        below += theme.format(n=n, m=n % 60, depth=1 + n % 3, words=f"{WORDS * (1 + n % 4)}{n}")
    body, paragraph = "", 0
    while len(body) + len(below) + 2 * len(menu) < SIZE - 1_500:
        paragraph += 1
        body += f"<p>{WORDS * 4}{number}.{paragraph}</p>"
    language = ("en", "de", "fr", "es")[number % 4]
    return PAGE.format(p=number, body=body, menu=menu, comments=below, language=language).encode()


def main() -> None:
    """Read the pages, and print how many a second."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    for comments in (0, 20, 80):
        data = [page(number, comments) for number in range(1, count + 1)]
        start = time.process_time()
        for number, item in enumerate(data):
            found = read_page(item, source=f"{number}.html")
            assert found.post is not None
            assert len(found.post.comments) == comments
        seconds = time.process_time() - start
        size = sum(map(len, data)) / count / 1000
        print(f"{comments:3} comments, {size:.0f} KB: {count / seconds:.0f} pages a second")


if __name__ == "__main__":
    main()
