"""Redirects in an archive: the viewer follows them to other pages of the archive."""

from __future__ import annotations

import pytest

from tests import warcs
from tests.unit.viewer.test_hostile import get, response, served, warc

AT = "https://blog.example"
HTML = b"Content-Type: text/html\r\n\r\n"


def page(path, text=b"words of the page"):
    return response(HTML, b"<html><body><h1>Page</h1><p>" + text, f"{AT}{path}")


def redirect(path, location, status=b"301 Moved", body=b"<h1>Moved</h1>Go away."):
    head = b"HTTP/1.1 " + status + b"\r\nLocation: " + location.encode() + b"\r\n" + HTML
    uri = path if "://" in path else f"{AT}{path}"
    kind = "application/http; msgtype=response"
    return warcs.page(head + body, uri=uri, type="response", kind=kind)


@pytest.mark.parametrize("status", [b"301 M", b"302 Found", b"303 S", b"307 T", b"308 P"])
@pytest.mark.parametrize(
    ("location", "target"),
    [
        (f"{AT}/new/", f"/at/{AT}/new/"),
        ("/new/", f"/at/{AT}/new/"),
        ("../new/#part", f"/at/{AT}/new/#part"),
        ("/caf\u00e9/", f"/at/{AT}/caf%C3%A9/"),
    ],
)
def test_a_redirect_leads_to_the_page(tmp_path, status, location, target):
    pages = [page("/new/"), page("/caf%C3%A9/"), redirect("/old/", location, status)]
    with served(warc(tmp_path, *pages)) as viewer:
        answer, _ = get(viewer, f"/at/{AT}/old/")
        assert (answer.status, answer.getheader("Location")) == (302, target)
        answer, body = get(viewer, target.partition("#")[0])
        assert answer.status == 200
        assert b"words of the page" in body


def test_several_redirects_lead_to_the_last_page(tmp_path):
    records = [redirect("/a/", "/b/"), redirect("/b/", "http://blog.example/c/"),
               redirect("http://blog.example/c/", f"{AT}/c/"), page("/c/")]  # fmt: skip
    with served(warc(tmp_path, *records)) as viewer:
        assert get(viewer, f"/at/{AT}/a/")[0].getheader("Location") == f"/at/{AT}/c/"


@pytest.mark.parametrize(
    "location",
    [
        "https://else.example/",
        "//else.example/",
        "/gone/",
        "/old/",
        "javascript:alert(1)",
        "http://[",
    ],
)
def test_no_redirect_leads_out_of_the_archive_or_round(tmp_path, location):
    with served(warc(tmp_path, page("/new/"), redirect("/old/", location))) as viewer:
        answer, body = get(viewer, f"/at/{AT}/old/")
    assert answer.status == 200
    assert answer.getheader("Location") is None
    assert b"Go away." in body


def test_a_circle_is_shown_as_it_was_captured(tmp_path):
    records = [redirect("/a/", "/b/"), redirect("/b/", "/a/"), page("/c/")]
    with served(warc(tmp_path, *records)) as viewer:
        answer, body = get(viewer, f"/at/{AT}/a/")
    assert answer.status == 200
    assert b"Go away." in body


def test_redirects_are_not_listed(tmp_path):
    records = [redirect("/", "/new/"), page("/new/"), redirect("/x/", "https://else.example/")]
    with served(warc(tmp_path, *records)) as viewer:
        _, body = get(viewer, "/")
    assert b"Moved" not in body
    assert f'href="/at/{AT}/new/"'.encode() in body


@pytest.mark.parametrize("status", [b"200 OK", b"201 Created", b"404 Not Found", b"300 Choices"])
def test_other_answers_with_a_location_are_pages(tmp_path, status):
    records = [page("/new/"), redirect("/old/", "/new/", status)]
    with served(warc(tmp_path, *records)) as viewer:
        assert get(viewer, f"/at/{AT}/old/")[0].status == 200
