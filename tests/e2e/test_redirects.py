"""Old addresses asked of nginx, Apache and Caddy: each leads where it should, in one step."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from tests.e2e.servers import SERVERS, ask, program, serving
from tests.wxr import export, item
from wparchive.api import convert

SITE = Path(os.environ.get("WPARCHIVE_E2E", ""))
pytestmark = pytest.mark.skipif(
    "WPARCHIVE_E2E" not in os.environ, reason="real web servers are needed: run `make e2e`"
)
META = "<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>{}</wp:meta_value></wp:postmeta>"
TERM = '<category domain="{}" nicename="{}"><![CDATA[{}]]></category>'
ODD = export(
    "<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>%c3%bcber-uns</wp:category_nicename>"
    "<wp:category_parent>up</wp:category_parent><wp:cat_name>Über uns</wp:cat_name></wp:category>",
    item(20, slug="listed", content='<img src="/files/2015/b%C3%A9.png"> <img src="/files/2015/c d.png">', more=TERM.format("category", "%c3%bcber-uns", "Über uns")
         + TERM.format("post_tag", "c-plus", "C++ &amp; Co") + TERM.format("genre", "q", 'Q "q" $1')),
    *(item(n, slug=f"n-{n}", more=TERM.format("category", "up", "Up")) for n in range(30, 42)),
    item(1, slug="first", more=META.format("second")),  # the old slug is another's now
    item(2, slug="second", content="a<!--nextpage-->b"),
    item(3, slug="%e6%97%a5%e6%9c%ac", link="https://blog.example/2020/%e6%97%a5%e6%9c%ac/"),
    item(4, slug="odd", link="https://blog.example/a%20b/c+d/%22q%22/x$y(z)/100%25/~t;u/"),
    item(5, slug="book", type="book", link="https://blog.example/?book=m%c3%b6mo"),
    item(6, slug="plain", link="https://blog.example/?p=6"),
    item(7, slug="html", link="https://blog.example/index.php/2011/html.html"),
    item(8, slug="12", link="https://blog.example/second/12/"),
    item(9, slug="moved", link="https://blog.example/MiXed/Case/", more=META.format("former")),
)  # fmt: skip


def sources(tmp_path):
    (tmp_path / "odd.xml").write_text(ODD)
    yield tmp_path / "odd.xml"
    if (SITE / "export.xml").is_file():
        yield SITE / "export.xml"


def form(rule, slash=""):
    """The address that a browser sends."""
    path = quote(rule["from"], safe="/!$&'()*+,;=:@~-._") + (slash if rule["from"] != "/" else "")
    if rule["argument"] is None:
        return path
    name, value = rule["argument"]
    return f"{path}?{name}={quote(value, safe='')}"


HOSTS_KEEP_QUERIES = ("netlify", "cloudflare")


def can_say(server, rule):
    """Whether a host's file has words for a rule."""
    if server == "cloudflare":
        return rule["argument"] is None
    return server != "netlify" or " " not in rule["from"]


@pytest.mark.parametrize("profile", ["plain", "hugo", "pelican"])
@pytest.mark.parametrize("server", SERVERS)
def test_each_old_address_leads_to_the_new_one(server, profile, tmp_path):
    if program(server) is None:
        pytest.skip(f"{server} is not here")
    moved = tmp_path / "uploads"
    for name in ("bé.png", "c d.png"):
        (moved / "2015" / name).parent.mkdir(parents=True, exist_ok=True)
        (moved / "2015" / name).write_bytes(name.encode())
    for number, source in enumerate(sources(tmp_path)):
        out = tmp_path / f"out-{number}"
        names = ["nginx", "apache", "caddy", "netlify", "cloudflare", "json"]
        convert(source, out, to=["markdown"], profile=profile, redirects=names, media=moved)
        rules = [rule for rule in json.loads((out / "redirects/redirects.json").read_text())
                 if can_say(server, rule)]  # fmt: skip
        assert len(rules) > 20
        assert number or "/files/2015/bé.png" in {rule["from"] for rule in rules}
        if server == "cloudflare":
            rules = rules[:1000]  # of 2,000 lines, two a rule
        elif profile != "plain":
            assert {"cat", "tag", "feed"} <= {r["argument"][0] for r in rules if r["argument"]}
        folder = tmp_path / f"server-{number}"
        folder.mkdir()
        with serving(server, folder, out / "redirects") as port:
            wrong = []
            for rule in rules:
                slash = "" if rule["argument"] else "/"
                asked = {form(rule), form(rule, slash)}
                if rule["argument"]:
                    asked.add(form(rule) + "&utm_source=x")
                for address in asked:
                    status, location = ask(port, address)
                    place = urlsplit(location or "")._replace(scheme="", netloc="")
                    if server in HOSTS_KEEP_QUERIES:
                        place = place._replace(query="")
                    place = place.geturl()
                    if (status, place) != (301, rule["to"]):
                        wrong.append((address, status, location, rule["to"]))
            assert wrong == []
            # No chain and no loop: what is led to leads nowhere else.
            for target in {rule["to"] for rule in rules}:
                assert ask(port, target)[0] in {200, 404}, target
            assert ask(port, "/nowhere/at/all/")[0] == 404
            assert ask(port, "/?p=424242")[0] != 301
