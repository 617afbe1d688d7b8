"""Addresses of files: the host that is asked is the one that was found to be the blog's."""

from __future__ import annotations

import httpx
import pytest

from wparchive.links.media_map import absolute
from wparchive.web import urls

BASE = "http://blog.example/2020/a/"


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("/u/a.png", "http://blog.example/u/a.png"),
        ("../b.png?w=3#x", "http://blog.example/2020/b.png?w=3"),
        ("//blog.example:8080/ä ö.png", "http://blog.example:8080/ä ö.png"),
        ("HTTPS://BLOG.example/%7Ea%2Fb.png", "HTTPS://BLOG.example/%7Ea%2Fb.png"),
        ("http://blog.example\\@else.example/a.png", "http://blog.example/@else.example/a.png"),
        ("http://else.example\\@blog.example/a.png", "http://else.example/@blog.example/a.png"),
        ("http:\\\\blog.example\\a.png", "http://blog.example/a.png"),
        ("///blog.example/a.png", "http://blog.example/a.png"),
        ("\\u\\a.png", "http://blog.example/u/a.png"),
        ("http://bl\tog.exa\nmple/a.png", "http://blog.example/a.png"),
        ("http://blog%2Eexample/a.png", "http://blog.example/a.png"),
        ("http://ｂlog。example/ä.png", "http://blog.example/%C3%A4.png"),
        ("http://bücher.example/a.png", "http://xn--bcher-kva.example/a.png"),
        ("http://blog.example:x/a.png", "http://blog.example:x/a.png"),
    ],
)
def test_browsers_and_clients_agree_on_an_absolute_address(address, asked):
    found = absolute(address, BASE)
    assert found == asked
    as_browsers = urls.parse(address, BASE)
    if as_browsers is not None:
        assert httpx.URL(found).host.encode("idna").decode() == as_browsers.host
        assert str(httpx.URL(found).port or "") == as_browsers.port
