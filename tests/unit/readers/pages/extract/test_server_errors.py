"""Pages on which a server says that it failed: a mirror keeps them at the addresses of posts."""

from __future__ import annotations

import pytest

from wparchive.readers.pages.extract import PageKind, read_page

URL = "https://blog.example/2011/01/14/bread/"
ERRORS = [
    ("Internal Server Error", "<h1>Internal Server Error</h1><pre>Traceback (most recent call last):\n x</pre>"),
    ("502 Bad Gateway", "<center><h1>502 Bad Gateway</h1></center><hr><center>nginx/1.18.0</center>"),
    ("Error 504: Gateway Timeout", "<p>The server did not answer in time.</p>"),
    ("503 Service Temporarily Unavailable", "<h1>503</h1>"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text"), ERRORS)
def test_what_a_server_says_itself_is_no_post(title, text):
    page = f"<html><head><title>{title}</title></head><body>{text}</body></html>"
    found = read_page(page.encode(), source="index.html", url=URL)
    assert (found.kind, found.post) == (PageKind.ERROR, None)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ('<link rel="stylesheet" href="/wp-content/themes/a/style.css">', "Internal Server Error"),
        ('<meta name="generator" content="WordPress 2.3">', "502 Bad Gateway"),
        ("", "What to do about an internal server error in the shed"),
    ],
)
def test_posts_about_errors_are_posts(head, title):
    page = (
        f"<html><head><title>{title}</title>{head}</head><body><div id=main><h1>{title}</h1>"
        "<p>By Ada on 14 January 2011</p><p>Words of the text that go on for a while.</p>"
        "</div></body></html>"
    )
    found = read_page(page.encode(), source="index.html", url=URL)
    assert found.kind is not PageKind.ERROR
