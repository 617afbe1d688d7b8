"""Addresses that Cloudflare's script shows to readers, and hides from robots."""

from __future__ import annotations

import pytest

from tests.pages import page, post
from wparchive.readers.pages.extract import read_page

ADDRESS = "ada@blog.example"
PLACE = "/cdn-cgi/l/email-protection"


def code(text, key=0x5A):
    return bytes([key, *(byte ^ key for byte in text.encode())]).hex()


def body(text):
    found = read_page(page(article=post(f"<p>Write to {text} or come by.</p>")), source="a.html")
    return found.post.content


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            f'<a href="{PLACE}" class="__cf_email__" data-cfemail="{code(ADDRESS)}">[email&#160;protected]</a>',
            f'<a href="mailto:{ADDRESS}">{ADDRESS}</a>',
        ),
        (
            f'<a href="{PLACE}#{code(ADDRESS, 1)}"><span class="__cf_email__" data-cfemail="{code(ADDRESS)}">[email&#160;protected]</span></a>',
            f'<a href="mailto:{ADDRESS}"><span>{ADDRESS}</span></a>',
        ),
        (
            f'<a href="https://blog.example{PLACE}#{code(ADDRESS + "?subject=Bread")}">Ada</a>',
            f'<a href="mailto:{ADDRESS}?subject=Bread">Ada</a>',
        ),
        (f'<span data-cfemail="{code(ADDRESS)}"><b>x</b></span>', f"<span>{ADDRESS}</span>"),
    ],
)
def test_addresses_are_shown_as_to_readers(text, shown):
    assert body(text) == f"<p>Write to {shown} or come by.</p>"


@pytest.mark.parametrize(
    "data", ["zz", "00", code("no address"), "ff" + "00" * 9, code("a@b\x00c.example"), "abc"]
)
def test_other_codes_stay(data):
    text = f'<a href="{PLACE}" data-cfemail="{data}">[email protected]</a>'
    assert body(text) == f"<p>Write to {text} or come by.</p>"
