"""Links of exports that a real WordPress made, against the map of what it had put where."""

from __future__ import annotations

import json

import pytest

from wparchive.api import open_source
from wparchive.transforms.links import Kind, LinkIndex, Resolver

# Form by form, what the seeded site has there: a kind of the map and a key in it, or a kind alone.
POST = {
    "classic": ["query id", "query id bare", "pretty", "pretty no slash", "relative",
                "dot relative", "protocol relative", "https scheme", "page of post", "more anchor",
                "comments", "respond", "trackback", "utm", "replytocom", "index.php"],
    "childpage": ["page"], "page": ["page id"], "book": ["book", "book query"], "block": ["guid"],
    "japanese": ["japanese encoded", "japanese decoded"], "draft": ["preview", "draft"],
}  # fmt: skip
COMMENT = {"d3": ["comment"], "d2": ["comment p", "comment page"]}
ATTACHMENT = {"red": ["attachment page", "attachment id", "file", "file size", "upload relative"]}
OTHER = {
    Kind.TERM: ["category", "category id", "tag", "genre"], Kind.AUTHOR: ["author"],
    Kind.DATE: ["date"], Kind.HOME: ["home", "home bare", "paged"], Kind.SEARCH: ["search"],
    Kind.FEED: ["site feed", "feed"], Kind.FRAGMENT: ["fragment only"],
    Kind.BROKEN: ["missing", "missing id"], Kind.EXTERNAL: ["external", "subdomain"],
    Kind.MAIL: ["mailto"],
}  # fmt: skip
KEYS = {
    "category": "category/python-3", "category id": "category/technik", "tag": "post_tag/ol",
    "genre": "genre/sf", "author": "uli", "date": "2015-06", "search": "foo",
}  # fmt: skip


@pytest.fixture(scope="module", params=["6.1", "6.5"])
def site(request, shared):
    path = shared / "corpus/wordpress/export" / f"wordpress-{request.param}"
    index = LinkIndex()
    with open_source(f"{path}.xml") as archive:
        posts = {post.id: post for post in archive}
        for post in posts.values():
            index.add(post, {})
        index.seal([archive.site], archive.authors, archive.terms)
    known = json.loads((path.parent / f"{path.name}.map.json").read_text(encoding="utf-8"))
    return Resolver(index), known, posts[known["posts"]["links"]]


def test_every_form_leads_where_wordpress_leads(site):
    resolver, known, page = site
    found = {
        form: resolver.resolve(url.replace("&amp;", "&"), page.link, page.id)
        for form, url in known["links"].items()
    }
    assert len(found) == 51
    expected = {}
    for key, forms in POST.items():
        expected |= dict.fromkeys(forms, (Kind.POST, known["posts"][key]))
    for key, forms in ATTACHMENT.items():
        expected |= dict.fromkeys(forms, (Kind.ATTACHMENT, known["attachments"][key]))
    for forms in COMMENT.values():
        expected |= dict.fromkeys(forms, (Kind.COMMENT, known["posts"]["classic"]))
    for kind, forms in OTHER.items():
        expected |= dict.fromkeys(forms, (kind, None))
    expected["feed"] = (Kind.FEED, known["posts"]["classic"])
    expected["fragment only"] = (Kind.FRAGMENT, page.id)
    assert {form: target[:2] for form, target in found.items()} == expected
    for key, forms in COMMENT.items():
        for form in forms:
            assert found[form].key == str(known["comments"][key])
    assert {form: found[form].key for form in KEYS} == KEYS
    assert not [form for form, target in found.items() if target.part == "guess"]
