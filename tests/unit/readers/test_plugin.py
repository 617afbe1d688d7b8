"""Readers of other packages: the how-to's reader for Blogger's exports, installed as a plugin."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from wparchive.api import convert
from wparchive.cli.main import run
from wparchive.errors import (
    ExitCode,
    MalformedInputError,
    PluginError,
    UnknownFormatError,
)
from wparchive.errors.notices import Code
from wparchive.formats import registry
from wparchive.formats.readers import EXPORT
from wparchive.model.provenance import Origin

PAGE = Path(__file__).parents[3] / "docs/how-to/write-a-reader.md"
READER = re.search(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)[1]


def entry(number, kind, title, content, more="", author="Ada"):
    return f"""<entry><id>tag:blogger.com,1999:blog-77.post-{number}</id>
<published>2009-03-0{number % 9 + 1}T10:00:00.000+01:00</published>
<updated>2010-01-01T00:00:00.000+01:00</updated>
<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{kind}'/>
<title type='text'>{title}</title><content type='html'>{content}</content>
<author><name>{author}</name><uri>https://{author.lower()}.example/</uri><email>{author.lower()}@mail.example</email></author>{more}</entry>"""


def link(slug, relation="alternate"):
    return f"<link rel='{relation}' type='text/html' href='https://moon.example/{slug}'/>"


def reply(post, *, to=None):
    related = link(f"feeds/77/{post}/comments/default/{to}", "related") if to else ""
    return f"<thr:in-reply-to ref='tag:blogger.com,1999:blog-77.post-{post}'/>{related}"


START = (
    "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom'"
    " xmlns:app='http://purl.org/atom/app#' xmlns:thr='http://purl.org/syndication/thread/1.0'>"
    "<id>tag:blogger.com,1999:blog-77</id><title>Moon notes</title>"
)
BLOG = "\n".join(
    [
        START,
        link(""),
        entry(901, "settings", "A description of the blog", "Seen from a roof").replace(
            "post-901", "settings.BLOG_DESCRIPTION"
        ),
        entry(
            11, "post", "First light",
            "One line&lt;br /&gt;\n\nanother, [gallery] and &lt;a href=&quot;https://sky.example/&quot;&gt;sky&lt;/a&gt;.",
            "<category scheme='http://www.blogger.com/atom/ns#' term='telescopes'/>"
            + link("2009/03/first-light.html") + "<thr:total>2</thr:total>",
        ),
        entry(12, "page", "About", "&lt;div&gt;Who we are.&lt;/div&gt;", link("p/about.html")),
        entry(
            13, "post", "Not yet", "An unfinished thought.",
            "<app:control><app:draft>yes</app:draft></app:control>",
        ),
        entry(21, "comment", "Nice", "Nice &lt;b&gt;rings&lt;/b&gt;.", reply(11), "Bert"),
        entry(22, "comment", "Thanks", "Thanks, Bert.", reply(11, to=21)),
        "</feed>",
    ]
)  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh():
    """Ask again which plugins are installed."""
    caches = (registry.readers, registry.source_kinds)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Install a module as a plugin's package: what pip puts into the path, without pip."""

    def install(module, code, reader="BloggerReader"):
        site = tmp_path / f"site-{module}"
        facts = site / f"{module}-1.dist-info"
        facts.mkdir(parents=True)
        (site / f"{module}.py").write_text(code, "utf-8")
        (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1\n")
        (facts / "entry_points.txt").write_text(
            f"[wparchive.readers]\n{module} = {module}:{reader}\n"
        )
        monkeypatch.syspath_prepend(site)

    return install


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "blog.xml"
    path.write_text(BLOG, "utf-8")
    return path


def public_texts(folder):
    files = (folder / "markdown").rglob("*.md")
    return "\n".join(path.read_text("utf-8") for path in files)


def posts_in(folder):
    lines = (folder / "private/json/posts.jsonl").read_bytes().splitlines()
    return {post["title"]: post for post in map(json.loads, lines)}


def test_bloggers_export_becomes_markdown_and_json(install, export, tmp_path):
    install("wparchive_blogger_a", READER)
    report = convert(export, tmp_path / "out", jobs=2)  # documents cross to workers
    assert report.exit_code == ExitCode.OK
    assert report.as_dict()["counts"]["in"]["posts"] == {"page": 1, "post": 2}

    posts = posts_in(tmp_path / "out")
    assert list(posts) == ["First light", "About", "Not yet"]
    first = posts["First light"]
    assert first["origin"]["kind"] == "blogger"
    assert [(term["taxonomy"], term["name"]) for term in first["terms"]] == [
        ("post_tag", "telescopes")
    ]
    assert [(c["id"], c["author"], c["parent"]) for c in first["comments"]] == [
        (21, "Bert", 0),
        (22, "Ada", 21),
    ]
    assert {e["tag"]: e.get("text") for e in first["extra"]}["total"] == "2"

    site = json.loads((tmp_path / "out/private/json/site.json").read_text("utf-8"))["site"]
    assert site["description"] == "Seen from a roof"
    assert [e["tag"] for e in site["extra"]][-1] == "entry"

    texts = public_texts(tmp_path / "out")
    assert "Who we are." in texts
    assert "Nice **rings**." in texts
    assert "Thanks, Bert." in texts
    assert "An unfinished thought." not in texts  # a draft
    assert "@mail.example" not in texts


def test_bloggers_numbers_of_19_digits_keep_the_threads(install, export, tmp_path):
    long = re.sub(r"(post-|/default/)(?=\d\d')", r"\g<1>90000000000000000", BLOG)
    long = re.sub(r"post-(?=\d\d<)", "post-90000000000000000", long)
    export.write_text(long, "utf-8")
    install("wparchive_blogger_b", READER)
    report = convert(export, tmp_path / "out", jobs=1)
    assert not report.notice_counts
    [first, *_] = posts_in(tmp_path / "out").values()
    start = 9 * 10**18
    assert first["id"] == start + 11
    assert [(c["id"], c["parent"]) for c in first["comments"]] == [
        (start + 21, 0),
        (start + 22, start + 21),
    ]


@pytest.mark.parametrize("word", [" yes ", "YES", "true", "", "scheduled"])
def test_a_post_is_public_only_if_blogger_says_so(install, export, tmp_path, word):
    export.write_text(BLOG.replace("<app:draft>yes<", f"<app:draft>{word}<"), "utf-8")
    install("wparchive_blogger_drafts", READER)
    convert(export, tmp_path / "out", to=["markdown"], jobs=1)
    assert "An unfinished thought." not in public_texts(tmp_path / "out")


def test_everything_in_bloggers_export_is_kept(install, export, tmp_path):
    """Each element and attribute that no field has is in `extra`."""
    other = "<category scheme='https://other.example/' term='word-of-a-term'/>"
    image = "<name>Ada</name><image xmlns='urn:g' src='word-of-a-picture'/>"
    text = BLOG.replace("<thr:total>", f"{other}<thr:total>").replace("<name>Ada</name>", image, 1)
    text = text.replace("<title type='text'>Nice</title>", "<title>word-of-a-title</title>")
    more = "<rights>word-of-rights</rights><author><name>word-of-an-owner</name></author>"
    export.write_text(text.replace("<title>Moon", f"{more}<title>Moon"))
    install("wparchive_blogger_kept", READER)
    convert(export, tmp_path / "out", to=["json"], jobs=1)
    folder = tmp_path / "out/private/json"
    kept = (folder / "posts.jsonl").read_text() + (folder / "site.json").read_text()
    places = ("a-term", "a-picture", "a-title", "rights", "an-owner")
    assert [place for place in places if f"word-of-{place}" not in kept] == []


def test_bloggers_texts_may_be_xhtml(install, export, tmp_path):
    text = "<div xmlns='http://www.w3.org/1999/xhtml'>Who <b>we</b> are, too.</div>"
    written = "<content type='html'>&lt;div&gt;Who we are.&lt;/div&gt;</content>"
    assert written in BLOG
    export.write_text(BLOG.replace(written, f"<content type='xhtml'>{text}</content>"))
    install("wparchive_blogger_xhtml", READER)
    convert(export, tmp_path / "out", to=["markdown"], jobs=1)
    assert "Who **we** are, too." in public_texts(tmp_path / "out")


def test_an_entry_of_an_unknown_kind_is_reported(install, export, tmp_path):
    other = entry(31, "story", "A story", "Once upon a time.")
    export.write_text(BLOG.replace("</feed>", f"{other}</feed>"), "utf-8")
    install("wparchive_blogger_kinds", READER)
    report = convert(export, tmp_path / "out", jobs=1)
    [notice] = [n for n in report.notices if n.code is Code.TEXT_UNCLAIMED]
    assert "'story'" not in notice.message  # the entry may be hidden
    assert "unknown kind 'story'" in (tmp_path / "out/private/notices.jsonl").read_text()
    assert "Once upon a time." in (tmp_path / "out/private/json/site.json").read_text()
    assert "Once upon a time." not in public_texts(tmp_path / "out")


def test_bloggers_titles_are_text_and_its_dates_have_fractions(install, export, tmp_path):
    text = BLOG.replace(">First light<", ">Tom &lt;i&gt; &amp;amp; Co<")
    export.write_text(text.replace("2009-03-03T10", "2009-13-03T10"), "utf-8")
    install("wparchive_blogger_titles", READER)
    report = convert(export, tmp_path / "out", to=["markdown", "wxr"], jobs=1)
    assert "title: Tom <i> &amp; Co\n" in public_texts(tmp_path / "out")
    [wxr] = (tmp_path / "out/private/wxr").glob("*.xml")
    assert "<wp:post_date><![CDATA[2009-03-04 10:00:00]]></wp:post_date>" in wxr.read_text()
    [notice] = [n for n in report.notices if n.code is Code.DATE_UNREADABLE]
    assert (notice.message, notice.post_id) == (
        "<published> is '2009-13-03T10:00:00.000+01:00'",
        11,
    )


@pytest.mark.parametrize("number", ["", ", post_id=number"])
def test_a_plugins_notice_quotes_no_draft_in_public(install, export, tmp_path, number):
    """A notice without the post's id may be about a hidden post."""
    code = READER.replace(", post_id=number", number)
    assert (code == READER) is bool(number)
    export.write_text(BLOG.replace("2009-03-05T10", "word-of-a-draft", 1), "utf-8")
    install(f"wparchive_blogger_notice_{len(number)}", code)
    convert(export, tmp_path / "out", to=["markdown", "json"], jobs=1)
    public = [p for p in (tmp_path / "out").rglob("*") if p.is_file() and "private" not in p.parts]
    assert not any(b"word-of-a-draft" in path.read_bytes() for path in public)
    assert "word-of-a-draft" in (tmp_path / "out/private/notices.jsonl").read_text()


def test_comments_on_a_deleted_post_are_kept_but_not_published(install, export, tmp_path):
    lost = entry(23, "comment", "Where", "Where has it gone?", reply(14), "Cleo")
    export.write_text(BLOG.replace("</feed>", lost + "</feed>"), "utf-8")
    install("wparchive_blogger_d", READER)
    report = convert(export, tmp_path / "out", jobs=1)
    assert report.output_counts["markdown"].withheld_comments["trash"] == 1
    assert posts_in(tmp_path / "out")[None]["comments"][0]["author"] == "Cleo"
    assert "Where has it gone?" not in public_texts(tmp_path / "out")


def test_the_how_to_is_not_taken_for_an_export(install, tmp_path):
    install("wparchive_blogger_f", READER)
    [reader] = [r for r in registry.readers() if r.info.name == "blogger"]
    assert reader.recognizes(("\ufeff\n" + BLOG).encode(), "blog.xml")
    assert not reader.recognizes(READER.encode(), "wparchive_blogger.py")
    feed = (
        f"<rss version='2.0'><channel><description><![CDATA[{BLOG}]]></description></channel></rss>"
    )
    assert not reader.recognizes(feed.encode(), "feed.xml")


def test_an_entry_that_cannot_be_read_is_reported(install, export, tmp_path):
    export.write_text(BLOG.replace(f"{reply(11)}</entry>", "</entry>"), "utf-8")
    install("wparchive_blogger_e", READER)
    report = convert(export, tmp_path / "out", jobs=1)
    assert report.exit_code == ExitCode.CONTENT_LOST
    [notice] = [n for n in report.notices if n.code is Code.POST_FAILED]
    assert notice.line
    assert len(posts_in(tmp_path / "out")["First light"]["comments"]) == 1


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("RENDERED", "One line\\\nanother, [gallery] and [sky](https://sky.example/)."),
        ("RAW", "One line\n\nanother, "),
    ],
)
def test_only_stored_texts_are_rendered_as_wordpress_does(install, export, tmp_path, form, shown):
    code = READER.replace("TextForm.RENDERED", f"TextForm.{form}")
    install(f"wparchive_blogger_{form.lower()}", code)
    convert(export, tmp_path / "out", to=["markdown"], jobs=1)
    [page] = (tmp_path / "out/markdown").rglob("*first-light.md")
    assert shown in page.read_text("utf-8")


def test_what_a_plugin_read_can_be_read_again_only_with_it(install, export, tmp_path):
    with pytest.raises(UnknownFormatError, match="Blogger"):
        convert(export, tmp_path / "alone", to=["json"], jobs=1)

    _forget()
    install("wparchive_blogger_c", READER)
    convert(export, tmp_path / "out", to=["json"], jobs=1)
    convert(tmp_path / "out", tmp_path / "again", to=["json"], jobs=1)
    assert posts_in(tmp_path / "again") == posts_in(tmp_path / "out")


def test_a_record_of_an_unknown_kind_is_left_out_and_reported(tmp_path):
    lines = ['{"id":1,"type":"post","content":"x","origin":{"source":"x.xml"}}']
    odd = '{"source":"x.xml","kind":"blogger"}'
    lines += [
        f'{{"id":2,"type":"post","origin":{odd}}}',
        f'{{"id":3,"type":"post","comments":[{{"id":1,"origin":{odd}}}]}}',
        f'{{"id":4,"type":"post","origin":{{"source":"y","fields":{{"title":{odd}}}}}}}',
    ]
    path = tmp_path / "posts.jsonl"
    path.write_text("\n".join(lines))
    report = convert(path, tmp_path / "out", jobs=1)
    assert report.exit_code == ExitCode.CONTENT_LOST
    failed = [n for n in report.notices if n.code is Code.POST_FAILED]
    assert [(n.line, n.post_id) for n in failed] == [(2, 2), (3, 3), (4, 4)]
    assert all("'blogger', which no installed reader declares" in n.message for n in failed)


def test_a_site_of_an_unknown_kind_is_left_out_and_reported(tmp_path):
    (tmp_path / "posts.jsonl").write_text('{"id":1,"type":"post","content":"x"}\n')
    (tmp_path / "site.json").write_text(
        '{"schema":"wparchive/1","site":{"title":"T","origin":{"source":"x","kind":"blogger"}}}'
    )
    report = convert(tmp_path, tmp_path / "out", to=["json"], jobs=1)
    [notice] = [n for n in report.notices if n.code is Code.INPUT_DAMAGED]
    assert "'blogger', which no installed reader declares" in notice.message


def test_a_plugin_that_does_not_declare_its_kind_is_refused(install, export, tmp_path):
    install("wparchive_undeclared", READER.replace("kinds=(BLOGGER,), ", ""))
    with pytest.raises(UnknownFormatError, match=r"blog\.xml has a record .* 'blogger'"):
        convert(export, tmp_path / "out", jobs=1)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (
            READER.replace('ReaderInfo("blogger"', 'ReaderInfo("feed"'),
            "called 'feed', like another",
        ),
        (READER.replace('before=("feed",)', 'before=("fed",)'), "before 'fed', but there is no"),
        (READER.replace('name="blogger"', 'name="page"'), "'page', which another reader declares"),
        (READER.replace("    info = ReaderInfo", "    facts = ReaderInfo"), "it lacks info"),
        (READER.replace("def open(", "def opens("), "it lacks a method open, open_all"),
        ("import no_such_module", r"could not be loaded: No module named 'no_such_module'"),
    ],
    ids=["name", "order", "kind", "info", "open", "import"],
)
def test_plugins_that_cannot_be_used(install, code, says):
    install("wparchive_odd" + str(abs(hash(says))), code)
    with pytest.raises(PluginError, match=says):
        registry.source_kinds()


def test_a_plugin_without_a_wish_comes_before_the_guesses(install):
    install("wparchive_meek", READER.replace(', before=("feed",)', ""))
    names = [reader.info.name for reader in registry.readers()]
    assert names[-3:] == ["page", "blogger", "text"]


def test_a_file_that_a_plugin_cannot_read_is_named_with_the_reason(install, export, tmp_path):
    install("wparchive_misspelled", READER.replace("title=feed", "heading=feed"))
    with pytest.raises(MalformedInputError, match=r"blog\.xml could not be read: .*'heading'"):
        convert(export, tmp_path / "out", jobs=1)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("return BloggerDocument(", "BloggerDocument(", "type NoneType without name"),
        ("title=feed.findtext", "title=len", r"the metadata of blog\.xml .*`\$\.title`"),
    ],
)
def test_a_document_that_cannot_be_used_is_named(install, export, tmp_path, old, new, says):
    assert old in READER
    install(f"wparchive_odd_{len(old)}", READER.replace(old, new))
    with pytest.raises(PluginError, match=f"The reader 'blogger' cannot be used: .*{says}"):
        convert(export, tmp_path / "out", jobs=1)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("replace(post, id=str(post.id))", r"Expected `int \| null`, got `str` - at `\$\.id`"),
        ("replace(post, terms=None)", r"Expected `array`, got `null` - at `\$\.terms`"),
        (
            "replace(post, published=datetime(2020, 1, 1))",
            r"Expected `str \| null`, got `datetime` - at `\$\.published`",
        ),
        ("7", "Expected `object`, got `int`"),
    ],
)
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_post_of_a_wrong_type_is_left_out_and_reported(
    install, export, tmp_path, given, says, jobs
):
    code = "from datetime import datetime\nfrom msgspec.structs import replace\n" + READER
    odd = f"for post in self.all:\n            yield {given} if post.id == 12 else post"
    code = code.replace("yield from self.all", odd)
    install(f"wparchive_typed_{abs(hash(given))}_{jobs}", code)
    report = convert(export, tmp_path / "out", jobs=jobs)
    assert report.exit_code == ExitCode.CONTENT_LOST
    assert list(posts_in(tmp_path / "out")) == ["First light", "Not yet"]
    [notice] = [n for n in report.notices if n.code is Code.POST_FAILED]
    assert re.search(
        f"The reader 'blogger' returned a post of a wrong type: {says}", notice.message
    )


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_reader_that_fails_in_the_middle_costs_the_rest(install, export, tmp_path, jobs):
    code = READER.replace(
        "yield from self.all", "yield from self.all[:1]\n        raise KeyError('x')"
    )
    install(f"wparchive_half_{jobs}", code)
    report = convert(export, tmp_path / "out", jobs=jobs)
    assert report.exit_code == ExitCode.CONTENT_LOST
    assert list(posts_in(tmp_path / "out")) == ["First light"]
    [notice] = [n for n in report.notices if n.code is Code.INPUT_DAMAGED]
    assert notice.message == "The posts from here on could not be read: KeyError"


def test_the_program_names_the_plugin_that_fails(install, export, tmp_path, capsys):
    install("wparchive_failing", READER.replace("is_xml = start", "is_xml = name"))
    assert run(["convert", str(export), "-o", str(tmp_path / "out")]) == ExitCode.FAILURE
    assert "The plugin wparchive_failing failed: TypeError" in capsys.readouterr().err


def test_every_kind_is_declared_once_and_ranks_differ():
    kinds = [kind for reader in registry.readers() for kind in reader.info.kinds]
    assert {kind.name for kind in kinds} == {None, "rest-raw", "rest", "feed", "page", "text"}
    assert len({kind.rank for kind in kinds}) == len(kinds)
    assert registry.kind_of(None) is registry.kind_of(Origin(source="x")) is EXPORT


def _forget():
    registry.readers.cache_clear()
    registry.source_kinds.cache_clear()
