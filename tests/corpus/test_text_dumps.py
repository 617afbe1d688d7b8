"""Text dumps of real pages: what lynx, w3m and get_text() leave of posts whose data is known."""

from __future__ import annotations

import html
import re

import pytest

from wparchive.api import open_source, read

NUMBERS = (4, 17, 18)
THEMES = ("twentyeleven", "twentytwelve")
PROGRAMS = ("bs4", "lynx", "lynx-links", "w3m")


def bare(text):
    plain = re.sub(r"<[^>]*>", "", html.unescape(text or ""))
    return re.sub(r"[\W_]+", "", plain).casefold()


@pytest.fixture(scope="module")
def known(shared):
    export = shared / "corpus/wordpress/export/wordpress-6.5.xml"
    return {post.id: post for post in read(export) if post.id in NUMBERS}


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("program", PROGRAMS)
def test_a_page_of_a_real_wordpress(shared, known, number, theme, program):
    name = f"html-619-de.{theme}.post-{number}.{program}.txt"
    with open_source(shared / "corpus/wordpress/text-dumps" / name) as archive:
        [post] = list(archive)
    truth = known[number]
    assert bare(post.title) == bare(truth.title)
    shown = [c for c in truth.comments if c.approved == "1"]
    # The page calls trackbacks pingbacks, and who gave no name "Anonym".
    wanted = [(c.kind == "comment", html.unescape(c.author or "") or "Anonym") for c in shown]
    assert sorted((c.kind == "comment", c.author) for c in post.comments) == sorted(wanted)
    dates = {(c.author or "Anonym", c.published[:16]) for c in shown if c.kind == "comment"}
    assert {(c.author, c.published[:16]) for c in post.comments if c.kind == "comment"} == dates
    if program != "bs4" and number == 4:
        wanted_depths = {c.author: c.parent for c in shown if c.parent}
        answers = [c for c in post.comments if c.parent or "depth" in {e.tag for e in c.extra}]
        assert len(answers) == len(wanted_depths)
    if program == "lynx-links":
        assert {c.id for c in post.comments if c.kind == "comment"} == {
            c.id for c in shown if c.kind == "comment"
        }
        parents = {c.id: c.parent for c in post.comments if c.parent}
        # The theme shows five levels; what lies deeper stands beside the fifth.
        assert parents.items() <= {c.id: c.parent for c in shown if c.parent}.items() | {(7, 5)}


def test_the_first_document(shared):
    [path] = (shared / "corpus/wordpress/text-dumps").glob("ichsagmal-*.txt")
    with open_source(path) as archive:
        [post] = list(archive)
    text = path.read_text(encoding="utf-8")
    assert post.title == text.splitlines()[0]
    assert post.content.startswith("Die Zeichen stehen nach einer Studie von IBM")
    assert post.content.endswith("Wenn ja, rückt die Ergebnisse dieser Runde raus.")
    first, second, ping = post.comments
    assert first.content.startswith("Guter Post! Wenn allerdings 69% der B2B")
    assert second.content.startswith("Sehe ich genauso.")
    assert (ping.kind, ping.author) == (
        "pingback",
        text.partition("Pingback: ")[2].splitlines()[0],
    )
