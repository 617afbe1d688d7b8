"""Markdown for site generators: front matter, places, addresses, redirects, comments, escapes."""

from __future__ import annotations

import json
import posixpath
import re
import tomllib
from datetime import datetime, timedelta, timezone
from importlib import import_module

import pytest
import yaml

from tests.wxr import comment, export, item
from wparchive.api import convert, verify
from wparchive.errors import UsageError
from wparchive.errors.notices import Code
from wparchive.writers.markdown import addresses
from wparchive.writers.markdown.frontmatter import yaml_block
from wparchive.writers.markdown.layout import PathTemplate
from wparchive.writers.markdown.profiles import NAMES, profile_of

HOSTS = [name for name in NAMES if profile_of(name).has_urls]
BERLIN = timezone(timedelta(hours=2))


def made(tmp_path, *items, **options):
    """The report, and the Markdown's files by path."""
    (tmp_path / "export.xml").write_text(export(*items), encoding="utf-8")
    out = tmp_path / "out"
    report = convert(
        tmp_path / "export.xml",
        out,
        to=["markdown"],
        public_types=["bed"],
        overwrite=True,
        **options,
    )
    assert verify(out).findings == []
    root = out / "markdown"
    return report, {
        p.relative_to(root).as_posix(): p.read_text() for p in root.rglob("*") if p.is_file()
    }


def front(text):
    """The fields of YAML front matter."""
    assert text.startswith("---\n")
    return yaml.safe_load(text.split("---\n")[1])


POST = item(
    7, title="Q &amp; A", slug="q-a", link="https://blog.example/2024/04/q-a/",
    content="One.\n\n<!--more Go on-->\n\nTwo.<!--nextpage-->Three.",
    more="""<category domain="category" nicename="c"><![CDATA[C, D]]></category>
            <category domain="post_tag" nicename="t"><![CDATA[1e3]]></category>
            <category domain="bed" nicename="b"><![CDATA[B]]></category>
            <wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>was</wp:meta_value></wp:postmeta>
            <wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>../up</wp:meta_value></wp:postmeta>""",
    comments=comment(1, url="https://bob.example/") + comment(2, parent=1, content="<b>x</b> https://a.example/?b=1&c=2")
    + comment(3, kind="pingback", url="javascript:x()"),
)  # fmt: skip


def test_hugo_gets_its_own_words(tmp_path):
    _, files = made(tmp_path, POST, profile="hugo")
    text = files["content/posts/2024-04-30-q-a/index.md"]
    assert front(text) == {
        "title": "Q & A",
        "date": datetime(2024, 4, 30, 10, tzinfo=BERLIN),
        "url": "/2024/04/q-a/",
        "aliases": ["/2024/04/was/", "/2024/04/q-a/2/"],
        "slug": "q-a",
        "author": "Ada L.",
        "categories": ["C, D"],
        "tags": ["1e3"],
        "more_text": "Go on",
        "wordpress_id": 7,
        "wordpress_type": "post",
        "bed": ["B"],
    }
    assert "\n\n<!--more-->\n\n" in text
    assert "## Comments" in text
    settings = tomllib.loads(files["hugo.toml"])
    assert settings["baseURL"] == "https://blog.example/"
    assert settings["markup"]["goldmark"]["renderer"]["unsafe"] is True


def test_jekyll_gets_its_own_words(tmp_path):
    _, files = made(tmp_path, POST, item(8, type="page", slug="_about"), profile="jekyll")
    fields = front(files["_posts/2024-04-30-q-a.md"])
    assert (fields["layout"], fields["permalink"]) == ("post", "/2024/04/q-a/")
    assert fields["redirect_from"] == ["/2024/04/was/", "/2024/04/q-a/2/"]
    assert (fields["categories"], fields["terms"]) == (["C, D"], {"bed": ["B"]})
    assert fields["date"] == datetime(2024, 4, 30, 10, tzinfo=BERLIN)
    assert front(files["pages/post-_about.md"])["permalink"] == "/_about/"
    assert yaml.safe_load(files["_config.yml"])["excerpt_separator"] == "<!--more-->"


META = "<wp:postmeta><wp:meta_key>{}</wp:meta_key><wp:meta_value>{}</wp:meta_value></wp:postmeta>"


@pytest.mark.parametrize("name", NAMES)
def test_featured_images_are_named(name, tmp_path):
    url = "https://blog.example/wp-content/uploads/a.jpg"
    picture = f"<wp:attachment_url>{url}</wp:attachment_url>"
    _, files = made(
        tmp_path,
        item(1, title="One", more=META.format("_thumbnail_id", 9)),  # stands before its image
        item(9, title="Picture", type="attachment", status="inherit", more=picture),
        item(2, title="Two", more=META.format("_thumbnail_id", "none")),
        item(3, title="Three", more=META.format("_thumbnail_id", 77)),
        profile=name,
    )
    [named] = [
        text for text in files.values() if re.search(r"(?mi)^(?:image|images|heroImage)\b", text)
    ]
    assert url in named
    assert "One" in named


def test_verification_counts_comments_in_data(tmp_path):
    made(tmp_path, POST, profile="hugo", comments="data")
    report = tmp_path / "out/report.json"
    assert json.loads(report.read_text())["markdown"] == {
        "profile": "hugo", "path_template": None, "comments": "data",
    }  # fmt: skip
    path = tmp_path / "out/markdown/data/comments/7.json"
    data = json.loads(path.read_text())
    data["comments"].pop()
    path.write_text(json.dumps(data))
    findings = verify(tmp_path / "out").findings
    assert any("has comments {'comment': 1, 'pingback': 1}" in str(finding) for finding in findings)


@pytest.mark.parametrize("name", NAMES)
def test_every_profile_keeps_comments_as_data(name, tmp_path):
    report, files = made(tmp_path, POST, item(9), profile=name, comments="data")
    folder = profile_of(name).comments
    assert [path for path in files if path.startswith(f"{folder}/")] == [f"{folder}/7.json"]
    data = json.loads(files[f"{folder}/7.json"])
    assert (data["post"], data["permalink"]) == (7, "https://blog.example/2024/04/q-a/")
    first, second = data["comments"]
    assert first == {
        "id": 1, "parent": None, "depth": 0, "kind": "comment", "author": "Bob", "url": "https://bob.example/",
        "date": "2024-04-30T11:00:00+02:00", "html": "<p>A comment.</p>\n",
    }  # fmt: skip
    assert (second["parent"], second["depth"]) == (1, 1)
    assert "<b>x</b>" in second["html"]
    [ping] = data["pings"]
    assert (ping["kind"], ping["url"], ping["url_text"]) == ("pingback", None, "javascript:x()")
    assert "secret.example" not in "".join(files.values())
    assert "## Comments" not in "".join(files.values())
    counts = report.as_dict()["counts"]
    assert counts["out"]["markdown"]["comments"] == {"comment": 2, "pingback": 1}
    assert counts["lost"]["markdown"] == {"posts": 0, "comments": 0, "links": 0, "words": 0}
    assert report.exit_code == 0


def test_links_in_data_are_looked_for_in_the_data(tmp_path, monkeypatch):
    writer = import_module("wparchive.writers.markdown.comments")
    honest = writer.encode

    def forgetful(data):
        for entry in data["comments"] + data["pings"]:
            entry |= {"html": "", "url": None, "url_text": None}
        return honest(data)

    monkeypatch.setattr(writer, "encode", forgetful)
    report, _ = made(tmp_path, POST, comments="data", jobs=1)
    assert report.as_dict()["counts"]["lost"]["markdown"]["links"] == 3
    assert report.exit_code == 3


@pytest.mark.parametrize("name", NAMES)
def test_comments_that_nobody_wants_are_withheld_by_name(name, tmp_path):
    report, files = made(tmp_path, POST, profile=name, comments="none")
    counts = report.as_dict()["counts"]
    assert counts["withheld"]["markdown"]["comments"] == {"unwanted": 3}
    assert counts["withheld"]["markdown"]["links"] == 3
    assert counts["withheld"]["markdown"]["fields"] == {}
    assert counts["out"]["markdown"]["comments"] == {}
    assert report.exit_code == 0
    assert "Bob" not in "".join(files.values())


def test_posts_of_one_id_have_comments_of_their_own(tmp_path):
    items = (item(3, slug=slug, comments=comment(1, content=slug)) for slug in ("a", "b"))
    _, files = made(tmp_path, *items, profile="hugo", comments="data")
    data = {path: json.loads(text) for path, text in files.items() if path.endswith(".json")}
    assert len(data) == 2
    for slug in ("a", "b"):
        key = front(files[f"content/posts/2024-04-30-{slug}/index.md"])["comments_key"]
        assert slug in data[f"data/comments/{key}.json"]["comments"][0]["html"]


@pytest.mark.parametrize("name", HOSTS)
def test_no_two_pages_stand_at_one_address(name, tmp_path):
    link = "https://blog.example/same/"
    old = "<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>{}</wp:meta_value></wp:postmeta>"
    report, files = made(
        tmp_path,
        item(1, slug="same", link=link), item(2, slug="same", link=link),
        item(3, slug="query", link="https://blog.example/?p=3"),
        item(4, slug="up", link="https://blog.example/%2e%2e/%2e%2e/up/"),
        item(5, slug="new", more=old.format("same") + old.format("shared")),
        item(6, slug="newer", more=old.format("shared")),
        profile=name, path_template="{slug}.md",
    )  # fmt: skip
    posts = [text for path, text in files.items() if path.endswith(".md")]
    text = "".join(posts) + files.get(profile_of(name).redirects, "")
    assert len(posts) == 6
    for address in ("/same/", "/same-2/", "/query/", "/up/", "/new/"):
        line = re.compile(rf"^(?:url|permalink|URL|path)[:=] ?/?{address[1:]}$", re.MULTILINE)
        assert (
            sum(bool(line.search(re.sub(r"['\"]| (?==)|(?<==) ", "", post))) for post in posts) == 1
        )
    assert "shared" not in text
    assert ".." not in text
    assert {code: report.notice_counts[code] for code in (
        Code.PERMALINK_CONFLICT, Code.PERMALINK_MOVED, Code.REDIRECT_CONFLICT)} == {
        Code.PERMALINK_CONFLICT: 1, Code.PERMALINK_MOVED: 2, Code.REDIRECT_CONFLICT: 3,
    }  # fmt: skip
    assert report.exit_code == 0


@pytest.mark.parametrize(
    ("link", "base", "path"),
    [
        ("https://b.example/2015/06/a-b/", "", "/2015/06/a-b/"),
        ("https://b.example/archives/12", "", "/archives/12/"),
        ("https://b.example/a.html", "", "/a.html"),
        ("https://b.example/index.php/a/", "", "/index.php/a/"),
        ("https://b.example/v1.2/", "", "/v1.2/"),
        ("https://b.example/%e6%97%a5/", "", "/日/"),
        ("https://b.example/blog/a/", "/blog", "/a/"),
        ("https://b.example/blogger/a/", "/blog", "/blogger/a/"),
        ("https://b.example//a///b", "", "/a/b/"),
        ("https://b.example/?p=1", "", ""),
        ("https://b.example/a/?replytocom=1", "", ""),
        ("https://b.example/", "", ""),
        ("https://b.example/blog/", "/blog", ""),
        ("https://b.example/a/../../b/", "", ""),
        ("https://b.example/%2e%2e/b/", "", ""),
        ("https://b.example/a%5cb/", "", ""),
        ("https://b.example/a%3fb/", "", ""),
        ("https://b.example/%ff/", "", ""),
        ("https://[b.example/a/", "", ""),
        ("urn:x", "", ""),
        (None, "", ""),
    ],
)
def test_old_paths(link, base, path):
    assert addresses.old_path(link, base) == path


def test_a_blog_in_a_directory_keeps_its_paths_below_it(tmp_path):
    source = tmp_path / "export.xml"
    source.write_text(
        export(item(1, slug="a", link="https://blog.example/b/a/")).replace(
            "base_blog_url>https://blog.example<", "base_blog_url>https://blog.example/b<"
        )
    )
    convert(source, tmp_path / "out", to=["markdown"], profile="hugo")
    root = tmp_path / "out/markdown"
    assert front((root / "content/posts/2024-04-30-a/index.md").read_text())["url"] == "/a/"
    assert tomllib.loads((root / "hugo.toml").read_text())["baseURL"] == "https://blog.example/b/"


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("{type}/{published:%Y/%m}/{slug}.md", "post/2024/04/q-a.md"),
        ("{author}-{category}/{id}.md", "ada-C, D/7.md"),
        ("{title}/index.md", "Q & A/index.md"),
        ("x{modified:%d}/{status}-{slug}.md", "xundated/publish-q-a.md"),
    ],
)
def test_paths_by_template(template, path, tmp_path):
    _, files = made(tmp_path, POST, item(7, slug="q-a", title="Q & A"), path_template=template)
    assert path in files
    assert len(files) == 2  # nothing is written over


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("{slug}", "does not end in .md"),
        ("{slug", "is invalid"),
        ("{slugg}.md", "unknown field"),
        ("{slug!r}.md", "unknown field"),
        ("{0}/{slug}.md", "unknown field"),
        ("{}.md", "unknown field"),
        ("{slug.__class__}.md", "unknown field"),
        ("{slug:>9}.md", "is not a date"),
        ("{published}/{slug}.md", "needs a format"),
        ("{published:%B}/{slug}.md", "needs a format"),
        ("{type}/{published:%Y}.md", "same name"),
        ("../{slug}.md", "impossible name"),
        ("/{slug}.md", "impossible name"),
        ("a//{slug}.md", "impossible name"),
        ("a/../{slug}.md", "impossible name"),
        ("C:/{slug}.md", "impossible name"),
        ("{slug}/.md", "impossible name"),
        ("con/{slug}.md", "impossible name"),
    ],
)
def test_templates_that_make_no_sense(template, says):
    with pytest.raises(UsageError, match=says):
        PathTemplate(template)


@pytest.mark.parametrize(
    "slug", ["../../x", "..", "/etc/passwd", "a/b", "C:\\x", "con", ".git", ""]
)
def test_no_template_leads_out(slug, tmp_path):
    _, files = made(
        tmp_path, item(1, slug=slug, title=slug), path_template="{slug}/{title}/{slug}.md"
    )
    [path] = files
    assert path.count("/") == 2
    assert not any(part.startswith(".") for part in path.split("/"))


@pytest.mark.parametrize(
    "options", [{"profile": "gatsby"}, {"comments": "some"}, {"path_template": "x"}]
)
def test_choices_that_do_not_exist(options, tmp_path):
    with pytest.raises(UsageError):
        made(tmp_path, POST, **options)
    assert not (tmp_path / "out").exists()


def test_drafts_are_drafts(tmp_path):
    item_ = item(1, status="draft", slug="d", link="https://blog.example/?p=1")
    _, files = made(tmp_path, item_, profile="hugo", include=["drafts"])
    assert front(files["content/posts/2024-04-30-d/index.md"])["draft"] is True
    report, files = made(tmp_path, item_, profile="jekyll", include=["drafts"])
    assert "published" not in front(files["_drafts/d.md"])
    assert not report.notice_counts[Code.PERMALINK_MOVED]
    _, files = made(
        tmp_path, item_.replace(">post<", ">page<"), profile="jekyll", include=["drafts"]
    )
    assert front(files["pages/d.md"])["published"] is False


@pytest.mark.parametrize("text", ["1e3", "0o7", "1,000", "12:30", ":word", "y", "N", "2e5-4", ".5"])
def test_no_text_is_a_number_to_any_yaml(text):
    assert yaml_block({"slug": text}) == f"---\nslug: '{text}'\n---"


@pytest.mark.parametrize(
    "text", ["0\x850", "a\u2028b", "\u2029", "a\nb\x85", "\U0001f600\x85b", " \x85 a: b"]
)
def test_line_breaks_of_yaml_1_1_stay_in_yaml(text):
    assert yaml.safe_load(yaml_block({"title": text, "tags": [text]}).split("---\n")[1][:-3]) == {
        "title": text,
        "tags": [text],
    }


ESCAPES = [
    ("hugo", "a {{< x >}} b", "a {{</* x */>}} b"),
    ("hugo", '`{{% x y="z" %}}`', '`{{%/* x y="z" */%}}`'),
    ("hugo", "a {{< x b", "a &#123;{< x b"),
    ("hugo", "a `{{< x` b", "a <code>&#123;{&lt; x</code> b"),
    ("hugo", "{{ .Title }} {% x %}", "{{ .Title }} {% x %}"),
    ("hugo", "- a\n\n  ```go x\n  {{<\n\n  a & b\n  ```\n", '- a\n\n  <pre><code class="language-go">&#123;{&lt;\n  \n  a &amp; b</code></pre>\n'),
    ("hugo", "{{< a {{< b >}}", "&#123;{< a {{</* b */>}}"),
    ("eleventy", "{{ a }} {% b %} {# c #}", "{{ a }} {% b %} {# c #}"),
    ("pelican", '[a]({filename}b.md) {x} <a href="|tag|b">', '[a](%7Bfilename}b.md) {x} <a href="%7Ctag|b">'),
    ("astro", '![a \\[b\\]](../c_(d).png "t")', '<img src="../c_(d).png" alt="a [b]" title="t">'),
    ("astro", "![a](https://a.example/b.png) ![](/b.png) ![](data:x) `![](b.png)`", "![a](https://a.example/b.png) ![](/b.png) ![](data:x) `![](b.png)`"),
    ("astro", "![a](<b c&amp;.png>)", '<img src="b c&amp;.png" alt="a">'),
    ("obsidian", "a \\` [[b]] ` c", "a \\` \\[\\[b]] ` c"),
    ("obsidian", "`a\\` [[b]] ``[[c]]\n`[[d]]``", "`a\\` \\[\\[b]] ``[[c]]\n`[[d]]``"),
    ("obsidian", "[[a]] ![[b]] #tag #1 a#b", "\\[\\[a]] !\\[\\[b]] \\#tag #1 a#b"),
    ("obsidian", "%%a%% b==c== $1 `[[a]] #b`", "\\%\\%a\\%\\% b\\=\\=c\\=\\= \\$1 `[[a]] #b`"),
    ("obsidian", "# Heading\n\n#日本 #a-b", "# Heading\n\n\\#日本 \\#a-b"),
    ("zola", '{{ f() }} {{ g(a=1, b=["x"]) }} {{ h }} {{ i(}} ', '{{/* f() */}} {{/* g(a=1, b=["x"]) */}} {{ h }} {{ i(}} '),
    ("zola", "{% q(a='b') %}x{{ y() }}{% end %} {% r() %}", "{%/* q(a='b') */%}x{{ y() }}{%/* end */%} {% r() %}"),
    ("zola", "[a](@/b.md)", "[a](./@/b.md)"),
    ("jekyll", "{{ a }} {% b %} `{{`", '{{ "{{" }} a }} {{ "{%" }} b %} `{{ "{{" }}`'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "escaped"), ESCAPES)
def test_what_a_generator_would_act_on_is_escaped(name, text, escaped):
    assert profile_of(name).escape(text) == escaped


META = "<wp:postmeta><wp:meta_key>{}</wp:meta_key><wp:meta_value>{}</wp:meta_value></wp:postmeta>"


@pytest.mark.parametrize("profile", NAMES)
def test_front_matter_names_the_files_of_the_output(profile, tmp_path):
    old = "https://blog.example/wp-content/uploads/2015/06"
    for name in ("a.png", "b.mp3"):
        path = tmp_path / "up/2015/06" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    picture = f"<wp:attachment_url>{old}/a.png</wp:attachment_url>"
    more = META.format("_thumbnail_id", 9) + META.format("enclosure", f"{old}/b.mp3\n7\naudio/mpeg")
    report, files = made(
        tmp_path, item(1, content="Words.", more=more),
        item(9, type="attachment", status="inherit", more=picture),
        profile=profile, media=tmp_path / "up",
    )  # fmt: skip
    assert not report.output_counts["markdown"].lost_links
    [path] = [path for path, text in files.items() if "Words." in text and path.endswith(".md")]
    start = files[path].partition("Words.")[0]
    assert old not in start
    for name in ("a.png", "b.mp3"):
        [url] = re.findall(rf"[\w./-]*2015/06/{name}", start)
        place = url.removeprefix("/") if url.startswith("/") else posixpath.join(path, "..", url)
        assert [f for f in files if f.endswith(posixpath.normpath(place))]
