"""Permalinks of every structure, for every server and generator: each old address is answered.

What a host of files does is written here anew: it shares no code with what writes the stubs.
"""

from __future__ import annotations

import html
import json
import re
import tempfile
from pathlib import Path
from urllib.parse import unquote

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wxr import comment, export, item
from wparchive.api import convert, verify
from wparchive.writers.markdown.profiles import NAMES
from wparchive.writers.redirects import SERVERS

FORMER = "<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>{}</wp:meta_value></wp:postmeta>"
STRUCTURES = [
    "/{slug}/", "/{slug}", "/{slug}.html", "/{slug}.php", "/{slug}/index.html", "/2015/06/{slug}/", "/2015/06/{slug}.html",
    "/archives/{number}", "/archives/{number}.htm", "/index.php/2015/{slug}/", "/{other}/{slug}/", "/{other}.html/{slug}/",
    "/{other}.html/{slug}.html", "//{slug}/", "/{other}//{slug}", "/?p={number}", "/{other}/comment-page-1/", "/{other}/2/",
    "/{other}/feed/", "/{other}/./{slug}/", "/index.html", "/index.php", "/{slug}/trackback/", "/blog/{slug}/?x=1", "/",
]  # fmt: skip
# Few, so that addresses meet.
SLUGS = [
    "a",
    "A",
    "b",
    "hello",
    "c.html",
    "2",
    "index",
    "\u00e4",
    "%e6%97%a5",
    "x%20y",
    "a%3Ab",
    "a%22b",
    "aux",
    "t~$%25",
]
WORDS = st.sampled_from(SLUGS)


@st.composite
def posts(draw):
    found = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        slug, other = draw(WORDS), draw(WORDS)
        structure = draw(st.sampled_from(STRUCTURES))
        former = draw(st.none() | WORDS)
        found.append(
            item(
                number,
                slug=slug,
                type=draw(st.sampled_from(["post", "page"])),
                link="https://blog.example"
                + structure.format(slug=slug, other=other, number=number),
                content=draw(st.sampled_from(["x", "x<!--nextpage-->y"])),
                comments=comment(number) if draw(st.booleans()) else "",
                more=FORMER.format(former) if former else "",
            )
        )
    return found


def served(files, path):
    """What a host of files sends at a path, if anything: the file itself or a directory's index."""
    place = "/".join(filter(None, path.split("/")))
    return files.get(place) or files.get(f"{place}/index.html".lstrip("/"))


def shows_a_page(path):
    ending = path.rpartition("/")[2].rpartition(".")
    tail = re.search(r"/(feed(/\w+)?|trackback|embed)$", path)
    return (
        not tail
        and "index.php" not in path.split("/")
        and (not ending[1] or ending[2] in {"html", "htm", "php"})
    )


@settings(max_examples=30, deadline=None)
@given(posts(), st.sampled_from(NAMES), st.sampled_from(["root", "absolute=https://new.example"]))
def test_every_old_address_is_answered_or_named(items, profile, manner):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "export.xml").write_text(export(*items))
        report = convert(root / "export.xml", root / "out", to=["markdown"], profile=profile, links=manner,
                         redirects=list(SERVERS))  # fmt: skip
        assert verify(root / "out").findings == []
        redirects = root / "out/redirects"
        rules = json.loads((redirects / "redirects.json").read_text())
        sources = [(rule["from"].lower(), str(rule["argument"])) for rule in rules]
        assert len(set(sources)) == len(sources)
        assert not any("//" in source for source, _ in sources)
        assert not any(rule["to"].startswith("//") for rule in rules)
        pages = {unquote(rule["to"]) for rule in rules}
        for server, below in (("hugo", "hugo/static"), ("jekyll", "jekyll")):
            base = redirects / below
            stubs = {
                p.relative_to(base).as_posix(): p.read_text()
                for p in base.rglob("*.htm*")
                if p.is_file()
            }
            assert len({name.casefold() for name in stubs}) == len(stubs)
            named = {
                n.message
                for n in report.notices
                if n.code == "redirect-unsupported" and n.target == server
            }
            for rule in rules:
                if (
                    rule["argument"] is None
                    and shows_a_page(rule["from"])
                    and rule["from"] not in named
                ):
                    stub = served(stubs, rule["from"])
                    assert stub is not None, rule
                    assert f'url={html.escape(rule["to"])}"' in stub, rule
            if manner == "root":
                for page in pages:
                    assert served(stubs, page) is None, page
