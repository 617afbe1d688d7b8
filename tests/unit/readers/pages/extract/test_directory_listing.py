"""Lists of files of a server: mirrors of a blog have them below ``wp-content``."""

from __future__ import annotations

import pytest

from wparchive.readers.pages.extract import PageKind, read_page

PATH = "/blog/wp-content/themes/shed/js"
LISTS = {
    "apache": '<html><head><title>Index of {0}</title></head><body><h1>Index of {0}</h1><table><tr><th><a href="?C=N;O=D">'
    'Name</a></th></tr><tr><td><a href="/blog/">Parent Directory</a></td></tr><tr><td><a href="main.js">main.js</a></td></tr></table></body></html>',
    "mirrored": '<html><head><title>Index of {0}</title></head><body>\n<h1>Index of {0}</h1><pre><a href="https://b.example{0}/?C=M%3BO%3DA">Date</a>'
    ' <a href="main.js">main.js</a></pre></body></html>',
    "nginx": '<html>\n<head><title>Index of {0}/</title></head>\n<body>\n<h1>Index of {0}/</h1><hr><pre><a href="../">../</a>\n<a href="main.js">main.js</a></pre></body></html>',
    "iis": '<html><head><title>b.example - {0}/</title></head><body><H1>b.example - {0}/</H1><hr><pre><A HREF="/blog/">[To Parent Directory]</A><br></pre></body></html>',
}  # fmt: skip
POST = (
    '<html><head><title>{0}</title></head><body class="single single-post postid-7"><article class="hentry">'
    '<h1 class="entry-title">{1}</h1><div class="entry-content"><p>{2}</p></div></article></body></html>'
)


@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS)
def test_lists_of_files_are_no_posts(text):
    found = read_page(text.format(PATH).encode(), source="index.html")
    assert (found.kind, found.post) == (PageKind.FOREIGN, None)


@pytest.mark.parametrize(
    ("title", "heading", "text"),
    [
        ("Index of /etc", "Index of /etc", "What is there, and what is not."),
        ("Index of /etc", "A folder", '<a href="../">../</a>'),
        ("Index of prices", "Index of prices", '<a href="../">../</a>'),
    ],
)
def test_posts_about_folders_are_posts(title, heading, text):
    found = read_page(POST.format(title, heading, text).encode(), source="index.html")
    assert (found.kind, found.post.title) == (PageKind.POST, heading)
