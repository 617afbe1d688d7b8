"""The links of an export as a table, JSON, CSV and graphs, as scripts see them."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET

import pytest
from click.testing import CliRunner

from tests.wxr import comment, export, item
from wparchive.cli.links import command

PINGS = (
    comment(4, kind="pingback", url="https://far.example/2020/answer/", author='Far "&" away')
    + comment(5, kind="trackback", url="https://blog.example/post-2/")
    + comment(6, content='<a href="https://far.example/x">x</a> <a href="/post-2/#comment-9">y</a>')
)
TEXT = export(
    item(1, title='A "title" \\ <b>', comments=PINGS, content='<a href="/?p=2">two</a>'
         ' <a href="https://far.example/">far</a> <a href="=1+1">odd</a>'),
    item(2, content='<a href="/nowhere/at/all/">gone</a>', comments=comment(9)),
)  # fmt: skip


@pytest.fixture
def run(tmp_path):
    (tmp_path / "export.xml").write_text(TEXT)

    def run(*options):
        done = CliRunner().invoke(command, [str(tmp_path / "export.xml"), *options])
        assert done.exit_code == 0, done.output
        return done.stdout

    return run


def test_the_document_has_the_broken_ones_first(run):
    document = json.loads(run("--json"))
    assert document == json.loads(run("--format", "json"))
    assert (document["schema"], document["site"]) == ("wparchive-links/1", "https://blog.example")
    broken = [row["kind"] == "broken" for row in document["links"]]
    assert broken == sorted(broken, reverse=True)
    assert [row["url"] for row in document["links"] if row["kind"] == "broken"] == [
        "=1+1", "/nowhere/at/all/",
    ]  # fmt: skip
    summary = document["summary"]
    assert summary["links"] == len(document["links"]) == 8
    assert summary["kinds"] == {"broken": 2, "comment": 1, "external": 3, "post": 2}
    assert summary["pings"] == {"pingback": 1, "self": 1, "trackback": 1}
    assert summary["hosts"] == [
        {"host": "far.example", "links": 2, "pings": 1, "first_year": "2024", "last_year": "2024"}
    ]
    assert summary["years"] == {
        "2024": {"broken": 2, "external": 2, "internal": 2, "pingback": 1, "trackback": 1}
    }


def test_csv_is_harmless_in_a_spreadsheet(run):
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv"))))
    assert len(rows) == 8
    assert rows[0]["url"] == "'=1+1"
    [ping] = [row for row in rows if row["relation"] == "pingback"]
    assert (ping["location"], ping["comment_id"], ping["post_id"], ping["target_key"]) == (
        "author", "4", "1", "far.example",
    )  # fmt: skip


NS = "{http://graphml.graphdrawing.org/xmlns}"


def test_graphml_joins_posts_comments_and_sites_both_ways(run):
    tree = ET.fromstring(run("--format", "graphml"))
    nodes = {
        node.get("id"): {d.get("key"): d.text for d in node} for node in tree.iter(f"{NS}node")
    }
    assert len(nodes) == len(list(tree.iter(f"{NS}node")))
    edges = {
        (edge.get("source"), edge.get("target"), edge.find(f"{NS}data[@key='e_relation']").text)
        for edge in tree.iter(f"{NS}edge")
    }
    assert {end for edge in edges for end in edge[:2]} <= set(nodes)
    assert nodes["post:1"]["n_label"] == 'A "title" \\ <b>'
    assert {
        ("post:1", "post:2", "link"), ("post:1", "host:far.example", "link"),
        ("host:far.example", "post:1", "pingback"), ("post:2", "post:1", "trackback"),
        ("comment:6", "post:1", "on"), ("comment:6", "host:far.example", "link"),
        ("comment:6", "post:2", "link"), ("post:2", "broken:nowhere/at/all", "link"),
    } <= edges  # fmt: skip


def test_dot_quotes_what_titles_hold(run):
    text = run("--format", "dot")
    assert text.startswith("digraph links {\n")
    assert text.endswith("}\n")
    assert '"post:1" [label="A \\"title\\" \\\\ <b>"' in text
    line = re.compile(
        r'  "(?:[^"\\]|\\.)*"(?: -> "(?:[^"\\]|\\.)*")? \[(?:\w+="(?:[^"\\]|\\.)*"(?:, )?)+\];'
    )
    assert all(line.fullmatch(part) for part in text.splitlines()[1:-1])


def test_the_table_begins_with_what_is_broken(run):
    text = run()
    assert text.startswith("Broken links to the blog itself (2)\n  post 1: =1+1\n")
    assert re.search(r"^ +2 +1  2024 +far\.example$", text, re.MULTILINE)
    assert "1 pingback, 1 trackback; 1 of them from the blog itself" in text


def test_the_table_says_that_nothing_is_broken(tmp_path):
    (tmp_path / "export.xml").write_text(export(item(1)))
    done = CliRunner().invoke(command, [str(tmp_path / "export.xml")])
    assert done.stdout.startswith("Broken links to the blog itself (0)\n\nLinks (0)\n")


@pytest.mark.parametrize("form", ["csv", "dot", "json", "graphml", "table"])
def test_no_control_character_reaches_a_terminal(tmp_path, form):
    """C0 (ESC), DEL and C1 (CSI, OSC, NEL) of titles, addresses and hosts are written as escapes."""
    title = "A\x9b31mred\x85line\x7f \x9d0;t\x9c"
    link = '<a href="https://far.example/\x9b2J">x</a> <a href="odd:\x9d">y</a> <a href="&#27;[2J">z</a>'
    (tmp_path / "export.xml").write_text(export(item(1, title=title, content=link)))
    done = CliRunner().invoke(command, [str(tmp_path / "export.xml"), "--format", form])
    assert done.exit_code == 0, done.output
    assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f]", done.stdout)
    if form == "dot":
        assert "A\\\\x9b31mred line\\\\x7f" in done.stdout
    if form == "json":
        assert any(row["url"] == "odd:\x9d" for row in json.loads(done.stdout)["links"])
    if form == "graphml":
        assert any((e.text or "").startswith("A\x9b31m") for e in ET.fromstring(done.stdout).iter())
