"""Odd values in every field of the model, through every writer: no run ends, and nothing is silent."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from types import UnionType
from unittest import mock

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import UNSET, UnsetType

from tests.property.test_round_trip import save
from wparchive.api import convert, verify
from wparchive.model.elements import UnknownElement
from wparchive.model.provenance import Origin
from wparchive.model.records import Comment, Meta, Post, PostAuthor, PostTerm
from wparchive.model.site import Author, Image, Site, SiteDocument, Term
from wparchive.readers import canonical
from wparchive.verification import Level
from wparchive.writers.markdown.profiles import NAMES
from wparchive.writers.redirects import SERVERS

FORMATS = ["markdown", "json", "wxr", "warc", "wacz", "sqlite", "parquet", "html"]
DIGITS = "9" * 5000
HALF = "\ue0d8"
"""Stands for half of a surrogate pair, which no file can bring in."""
TEXTS = {
    "empty": "", "space": " ", "lines": "\r\n\t\x85\u2028", "nul": "a\0b", "control": "\x1b[31m\x7f\ufffe\uffff",
    "half": f"a{HALF}b", "digits": DIGITS, "decimal": f"&#{DIGITS};", "hexadecimal": f"&#x{'f' * 5000};",
    "unclosed": f"&#{DIGITS}", "reference": "&#xD800;&#0;&#128;&#1114112;", "serialized": f"a:1:{{i:{DIGITS};d:{DIGITS};}}",
    "infinite": "a:3:{i:0;d:INF;i:1;d:NAN;i:2;d:1e999;}", "lengths": f'a:{DIGITS}:{{s:{DIGITS}:"a";i:1;}}',
    "links": f'<a href="?p={DIGITS}">a</a><a href="/?author=²">b</a><a href="/page/{DIGITS}/#comment-{DIGITS}">c</a>'
    f'<a href="/?cat={DIGITS}&paged=²">d</a><a href="/?m=²&author={DIGITS}">e</a>',
    "lists": f'<ol start="{DIGITS}"><li value="²">a</li></ol><td colspan="{DIGITS}">b<img width="{DIGITS}">',
    "shortcodes": f'[gallery ids="{DIGITS}" columns={DIGITS}][caption width={DIGITS}]a[/caption][playlist ids="²"]',
    "blocks": f'<!-- wp:image {{"id":{DIGITS}}} --><img class="wp-image-{DIGITS}"><!-- /wp:image -->'
    f'<!-- wp:block {{"ref":1e999}} /--><!-- wp:heading {{"level":{DIGITS}}} -->',
    "comments": "<!--" * 50, "superscript": "²", "arabic": "٣", "address": "http://[", "port": f"http://b.example:{DIGITS}/²",
    "slashes": "///", "up": "../../../etc", "colon": "x:", "query": "https://blog.example/?p=²&paged=",
    "long": "ü/" * 3000, "dots": ".", "percent": "%", "bytes": "%00%ff%ed%a0%80", "front": "https://blog.example/",
    "date": "0001-01-01T00:00:00", "zone": "0001-01-01T00:00:00+14:00", "end": "9999-12-31T23:59:59-14:00",
    "zero": "0000-00-00 00:00:00", "minus": "-0001-11-30T00:00:00", "far": "10000-01-01T00:00:00Z", "week": "2020-W01-1",
    "seconds": "2020-01-01T00:00:00.999999+00:00:01", "day": "0001-01-01", "hundreds": "0999-12-31T23:00:00Z",
    "ping": "pingback", "word": "publish",
}  # fmt: skip
NUMBERS = [0, -1, 1, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 2**64 - 1, 10**18, 10**30]
TEXT = st.sampled_from(sorted(TEXTS.values())) | st.text(max_size=8)
NUMBER = st.sampled_from(NUMBERS)
ODD = {"text": TEXT, "number": NUMBER, "flag": st.booleans()}
RECORDS = (Post, Comment, Author, Term, Site, Meta, PostAuthor, PostTerm, UnknownElement, Image)


def kind_of(field):
    """What a field holds: ``text``, ``number`` or ``flag``; None for records and what they ride on."""
    types = field.type.__args__ if isinstance(field.type, UnionType) else (field.type,)
    return next(
        (k for t, k in ((str, "text"), (bool, "flag"), (int, "number")) if t in types), None
    )


def absent(field):
    """What a field is without a value."""
    types = field.type.__args__ if isinstance(field.type, UnionType) else ()
    return UNSET if UnsetType in types else None


def fields(record):
    return {
        field.name: kind
        for field in msgspec.structs.fields(record)
        if (kind := kind_of(field)) and field.name not in {"namespace", "tag"}
    }


def made(record, **more):
    """Any record of a kind: each field absent, usual or odd."""
    without = {field.name: absent(field) for field in msgspec.structs.fields(record)}
    drawn = {name: st.just(without[name]) | ODD[kind] for name, kind in fields(record).items()}
    if record is UnknownElement:
        drawn = {"tag": st.just("x-odd"), "text": TEXT}
    elif record is Comment:
        drawn["kind"] = st.just("comment") | TEXT.filter(bool)
        drawn["approved"] = st.just("1") | TEXT
    elif record is Post:
        drawn["type"] = st.sampled_from(["post", "page", "attachment"]) | drawn["type"]
        drawn["status"] = st.just("publish") | drawn["status"]
        drawn["password"] = st.none() | TEXT
    return st.builds(record, **drawn | more)


METAS = st.lists(made(Meta), max_size=2)
EXTRAS = st.lists(made(UnknownElement), max_size=1)
POST = made(
    Post, author=st.none() | made(PostAuthor), terms=st.lists(made(PostTerm), max_size=2), meta=METAS,
    comments=st.lists(made(Comment, meta=METAS, extra=EXTRAS), max_size=2), extra=EXTRAS,
)  # fmt: skip
SITE = made(
    Site, image=st.none() | made(Image), generators=st.lists(TEXT, max_size=1), extra=EXTRAS
)
ARCHIVE = st.builds(
    lambda site, authors, terms, posts: (
        SiteDocument(generator="test", site=site, authors=authors, terms=terms, sources=["a"]),
        posts,
    ),
    SITE,
    st.lists(made(Author, extra=EXTRAS), max_size=2),
    st.lists(made(Term, meta=METAS, extra=EXTRAS), max_size=2),
    st.lists(POST, min_size=1, max_size=3),
)


def _with_halves(decode):
    """Let a decoder of canonical JSON give halves of surrogate pairs."""

    def changed(value):
        if isinstance(value, str):
            return value.replace(HALF, "\ud800")
        if isinstance(value, list):
            return [changed(inner) for inner in value]
        if isinstance(value, msgspec.Struct):
            for name in set(value.__struct_fields__) - {"origin"}:
                setattr(value, name, changed(getattr(value, name)))
        return value

    return lambda *args, **more: changed(decode(*args, **more))


def run(document, posts, formats=FORMATS, **more):
    """Convert an archive with a plain post at its end, and verify what comes out.

    Returns:
        The report.
    """
    plain = Post(id=77, type="post", status="publish", slug="plain", title="Plain", content="Kept.",
                 published="2020-01-01T00:00:00")  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for line, post in enumerate(posts, start=1):
            post.origin = Origin(source="a", line=line)
        save(folder / "in", document, [*posts, plain])
        with (
            mock.patch.object(canonical, "decode_post", _with_halves(canonical.decode_post)),
            mock.patch.object(canonical, "decode_site", _with_halves(canonical.decode_site)),
        ):
            result = convert(folder / "in", folder / "out", to=formats, jobs=1, **more)
        report = json.loads((folder / "out/report.json").read_text())
        assert result.exit_code in {0, 3}
        losses = [n for n in report["notices"]["items"] if n["severity"] == "loss"]
        assert bool(losses) == (result.exit_code == 3)
        failed = [n["message"] for n in losses if n["code"] == "post-failed"]
        assert not failed, failed
        for counts in report["counts"]["lost"].values():
            assert counts["posts"] == counts["comments"] == 0
        findings = [f for f in verify(folder / "out").findings if f.level is Level.ERROR]
        assert not findings, findings[:3]
        for written in (folder / "out").rglob("*"):
            if written.suffix in {".json", ".jsonl"}:
                lines = (
                    written.read_text().split("\n")[:-1]
                    if written.suffix == ".jsonl"
                    else [written.read_text()]
                )
                for line in lines:
                    json.loads(line, parse_constant=pytest.fail)
    return report


some = settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@some
@given(ARCHIVE, st.sampled_from(NAMES), st.sampled_from(["original", "relative", "root"]))
def test_no_odd_value_ends_a_run(archive, profile, links):
    run(*archive, profile=profile, links=links, redirects=list(SERVERS))


def odd_posts(record, name, values):
    """A post for each value that has it in one field."""
    usual = {"type": "post", "status": "publish", "title": "T", "content": "Text"}
    for number, value in enumerate(values, start=1):
        post = Post(**{"id": number, "slug": f"s{number}", **usual})
        if record is Post:
            setattr(post, name, value)
        elif record is Comment:
            post.comments = [Comment(id=1, approved="1", content="Words")]
            setattr(post.comments[0], name, value)
        elif record is PostAuthor:
            post.author = PostAuthor(login="a")
            setattr(post.author, name, value)
        elif record is PostTerm:
            post.terms = [PostTerm(taxonomy="category", slug="c", name="C")]
            setattr(post.terms[0], name, value)
        elif record is Meta:
            post.meta = [Meta(key="_thumbnail_id", value="1")]
            setattr(post.meta[0], name, value)
        else:
            post.extra = [UnknownElement(tag="x-a", text=value)]
        yield post


@pytest.mark.parametrize(
    ("record", "name"),
    [(r, name) for r in (Post, Comment, PostAuthor, PostTerm, Meta) for name in fields(r)]
    + [(UnknownElement, "text")],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_each_odd_value_in_each_field(record, name):
    kind = fields(record)[name] if record is not UnknownElement else "text"
    values = {"text": TEXTS.values(), "number": NUMBERS, "flag": [True]}[kind]
    if (record, name) == (Comment, "kind"):
        values = [value for value in values if value]
    document = SiteDocument(site=Site(title="B", link="https://blog.example"), sources=["a"])
    run(document, list(odd_posts(record, name, values)), redirects=["nginx"])


@pytest.mark.parametrize("name", ["slug", "title", "link", "guid", "attachment_url", "type"])
def test_values_of_half_a_megabyte(name):
    document = SiteDocument(site=Site(title="B", link="https://blog.example"), sources=["a"])
    values = [f"https://blog.example/{'x' * 500_000}", "%c3%a4 " * 50_000]
    run(document, list(odd_posts(Post, name, values)), profile="hugo", redirects=list(SERVERS))
