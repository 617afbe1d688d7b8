"""Writers of other packages: the how-to's writer of CSV, installed as a plugin."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.errors import ExitCode, OutputError, PluginError, UsageError
from wparchive.errors.notices import Code
from wparchive.formats.registry import WRITERS

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs/how-to/write-a-writer.md"
SAMPLE = ROOT / "samples/gartenblog.xml"
WRITER = re.search(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)[1]
BODY = (
    '<p>Low "tide", high noon.</p>\n<p>See <a href="https://tide.example/table">the table</a>,'
    " and mind the gulls.</p>"
)
TEXT = "text = excerpt_html(post, references) + post_html(post, references)"
PICTURE = "https://blog.example/wp-content/uploads/gull.jpg"
FEATURED = (
    "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key>"
    "<wp:meta_value>3</wp:meta_value></wp:postmeta>"
)
COMMENTS = comment(
    5, author="Ada", content="First, a reply.", url="https://ada.example/"
) + comment(6, author="Bert", content="Then, another one.")


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Install a module as a plugin's package: what pip puts into the path, without pip."""

    def install(module, code, name="rows", made="RowsWriter"):
        site = tmp_path / f"site-{module}"
        facts = site / f"{module}-1.dist-info"
        facts.mkdir(parents=True)
        (site / f"{module}.py").write_text(code, "utf-8")
        (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1\n")
        (facts / "entry_points.txt").write_text(f"[wparchive.writers]\n{name} = {module}:{made}\n")
        monkeypatch.syspath_prepend(site)

    return install


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "export.xml"
    posts = [
        item(1, title="At the pier", slug="pier", content=BODY, comments=COMMENTS, more=FEATURED),
        item(2, title="A draft", slug="draft", content="Not for gulls.", status="draft"),
        item(
            3, title="Gull", slug="gull", content="", type="attachment", status="inherit",
            more=f"<wp:attachment_url>{PICTURE}</wp:attachment_url>",
        ),
    ]  # fmt: skip
    path.write_text(export(*posts), "utf-8")
    return path


def rows_in(folder):
    with (folder / "rows/posts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_plugin_writes_all_that_is_public(install, source, tmp_path):
    install("wparchive_rows_a", WRITER)
    report = convert(source, tmp_path / "out", to=["rows"], jobs=1)
    assert report.exit_code == ExitCode.OK
    counts = report.output_counts["rows"]
    assert counts.posts == {"post": 1, "attachment": 1}
    assert counts.comments == {"comment": 2}
    # Of the body, a commenter, the featured image and its own file; nothing of the draft.
    assert counts.links == 4
    assert counts.withheld_posts == {"drafts": 1}
    post, *comments, picture = rows_in(tmp_path / "out")
    assert (post["url"], post["links"]) == ("https://blog.example/pier/", PICTURE)
    assert comments[0]["links"] == "https://ada.example/"
    assert PICTURE in picture["text"]
    assert (post["kind"], post["id"], post["title"]) == ("post", "1", "At the pier")
    assert '<a href="https://tide.example/table">' in post["text"]
    assert [(row["id"], row["post"], row["author"]) for row in comments] == [
        ("5", "1", "Ada"),
        ("6", "1", "Bert"),
    ]


def test_the_sample_is_complete(install, tmp_path):
    install("wparchive_rows_k", WRITER)
    report = convert(SAMPLE, tmp_path / "out", to=["rows", "markdown"], jobs=2)
    assert report.exit_code == ExitCode.OK
    rows, markdown = report.output_counts["rows"], report.output_counts["markdown"]
    assert (rows.posts, rows.comments) == (markdown.posts, markdown.comments)
    assert rows.links == markdown.links == 63


BREAKS = {
    "a paragraph": (
        TEXT,
        'text = post_html(post, references).split("</p>")[0]',
        {Code.TEXT_LOST, Code.LINK_LOST},
    ),
    "a comment": (
        "(*context.comments.comments, *context.comments.pings)",
        "context.comments.comments[:1]",
        {Code.TEXT_LOST, Code.COMMENT_LOST},
    ),
    "a link": (
        TEXT,
        'text = post_html(post, references).replace(\' href="https://tide.example/table"\', "")',
        {Code.LINK_LOST},
    ),
    "a commenter's site": ("text, comment.url)", "text, None)", {Code.LINK_LOST}),
    "the featured image": (
        "further_links(post, references.media, markup=True)",
        "[]",
        {Code.LINK_LOST},
    ),
    "all rows, but not their texts": (
        "OutputChunk(PATH, line.encode(), append=True)",
        'OutputChunk(PATH, b"x", append=True)',
        {Code.TEXT_LOST, Code.LINK_LOST, Code.COMMENT_LOST},
    ),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_a_plugin_that_drops_something_is_reported(install, source, tmp_path, broken):
    old, new, codes = BREAKS[broken]
    assert old in WRITER
    install(f"wparchive_rows_broken_{list(BREAKS).index(broken)}", WRITER.replace(old, new))
    report = convert(source, tmp_path / "out", to=["rows"], jobs=1)
    assert report.exit_code == ExitCode.CONTENT_LOST
    assert {n.code for n in report.notices if n.target == "rows"} == codes


def test_a_plugin_that_holds_hidden_posts_must_write_below_private(install, source, tmp_path):
    open_to_all = WRITER.replace('name = "rows"', 'name = "rows"\n    public = False')
    install("wparchive_rows_b", open_to_all)
    with pytest.raises(PluginError, match=r"rows/posts\.csv.*below private/"):
        convert(source, tmp_path / "out", to=["rows"], jobs=1)
    assert not (tmp_path / "out").exists()


def test_a_plugin_that_is_no_writer_is_refused(install, source, tmp_path):
    install("wparchive_rows_c", "class RowsWriter: pass")
    with pytest.raises(
        PluginError, match=r"wparchive_rows_c:RowsWriter.*not a wparchive.formats.writers.Wri"
    ):
        convert(source, tmp_path / "out", to=["rows"], jobs=1)


def test_a_plugin_stores_media(install, source, tmp_path):
    install("wparchive_rows_i", WRITER)
    with pytest.raises(UsageError, match="--media has no effect without --to markdown or "):
        convert(source, None, to=["rows"], media=tmp_path)
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads/gull.jpg").write_bytes(b"gull")
    more = 'name = "pictures"\n    stores_media = True\n    media_dir = "pictures/media/"'
    install("wparchive_rows_j", WRITER.replace('name = "rows"', more), name="pictures")
    options = {"to": ["pictures"], "media": tmp_path / "uploads", "jobs": 1}
    assert convert(source, tmp_path / "out", **options).exit_code == ExitCode.OK
    [file] = (tmp_path / "out/pictures/media").rglob("*.jpg")
    assert file.read_bytes() == b"gull"


@pytest.mark.parametrize("folder", ["", "rows/media"])
def test_a_plugin_must_say_where_it_stores_media(install, source, tmp_path, folder):
    more = f'name = "rows"\n    stores_media = True\n    media_dir = "{folder}"'
    install(f"wparchive_rows_n{len(folder)}", WRITER.replace('name = "rows"', more))
    with pytest.raises(PluginError, match=r"'rows' cannot be used: .* media_dir"):
        convert(source, tmp_path / "out", to=["rows"], media=tmp_path, jobs=1)


@pytest.mark.parametrize("url", ["", "media/", "/media"])
def test_a_plugin_that_rewrites_links_must_say_where_media_are(install, source, tmp_path, url):
    more = 'name = "rows"\n    stores_media = rewrites_links = True\n    media_dir = "rows/media/"'
    code = WRITER.replace('name = "rows"', f'{more}\n    media_url = "{url}"')
    install(f"wparchive_rows_media_{len(url)}", code)
    with pytest.raises(
        PluginError, match=r"'rows' cannot be used: .* its media_url must be a path"
    ):
        convert(source, tmp_path / "out", to=["rows"], media=tmp_path, jobs=1)


def test_a_plugin_without_render_is_refused(install, source, tmp_path):
    install("wparchive_rows_g", WRITER.replace("def render(", "def write("))
    with pytest.raises(PluginError, match="The writer 'rows' has no method render"):
        convert(source, tmp_path / "out", to=["rows"], jobs=1)


MISTAKES = {
    "no result": ("return Rendered(chunks, checked)", "pass", "render returned None"),
    "text": (
        "OutputChunk(PATH, line.encode(), append=True)",
        "OutputChunk(PATH, line, append=True)",
        "OutputChunk.data has str instead of bytes",
    ),
    "a tuple": (
        "OutputChunk(PATH, line.encode(), append=True)",
        "(PATH, line.encode())",
        "Rendered.chunks has tuple instead of OutputChunk",
    ),
    "a checked text": (
        'CheckedText(html(row), "html", stored=line)',
        "html(row)",
        "Rendered.checked has str instead of CheckedText",
    ),
    "no list": (
        "Rendered(chunks, checked)",
        "Rendered(chunks, None)",
        "Rendered.checked has None instead of Sequence",
    ),
    "a syntax": (
        'CheckedText(html(row), "html", stored=line)',
        'CheckedText(html(row), "csv", stored=line)',
        "CheckedText.syntax is 'csv' instead of 'front matter' or 'html'",
    ),
    "a path outside": (
        "OutputChunk(PATH, line",
        'OutputChunk("../posts.csv", line',
        "OutputChunk.path is '../posts.csv', which is not below OUT",
    ),
    "a journal": (
        "Rendered(chunks, checked)",
        'Rendered(chunks, checked, journal="x")',
        "Rendered.journal has str instead of bytes",
    ),
    "a plan": (
        "    def open(",
        "    def plan(self, post):\n        return PATH\n\n    def open(",
        "its method plan returned str instead of Planned or None",
    ),
    "a claim": (
        "Rendered(chunks, checked)",
        'Rendered(chunks, Verbatim("csv"))',
        "Verbatim.syntax is 'csv' instead of 'json' or 'xml'",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_plugin_that_returns_something_else_is_named(install, source, tmp_path, mistake):
    old, new, says = MISTAKES[mistake]
    assert old in WRITER
    code = WRITER.replace(old, new).replace("import CheckedText,", "import CheckedText, Verbatim,")
    install(f"wparchive_rows_wrong_{list(MISTAKES).index(mistake)}", code)
    with pytest.raises(PluginError, match=f"The writer 'rows' cannot be used: .*{says}"):
        convert(source, tmp_path / "out", to=["rows"], jobs=1)


PLAN = "    def plan(self, post):\n        return Planned({})\n\n    def open("


@pytest.mark.parametrize(
    ("planned", "says"),
    [
        ('"/tmp/a.csv"', r"plans the path '/tmp/a.csv', which is not below OUT"),
        ('"rows/../../a.csv"', r"plans the path .*, which is not below OUT"),
        ('url="posts/1/"', r"plans the URL 'posts/1/', which begins neither with / nor a scheme"),
        ('alternatives=[Planned(url="b")], url="/a"', "plans the URL 'b'"),
    ],
)
def test_a_plugin_that_plans_places_outside_is_named(install, source, tmp_path, planned, says):
    code = WRITER.replace("    def open(", PLAN.format(planned))
    code = code.replace("import CheckedText,", "import CheckedText, Planned,")
    install(f"wparchive_rows_plan_{len(says)}", code)
    with pytest.raises(PluginError, match=f"The writer 'rows' cannot be used: it {says}"):
        convert(source, tmp_path / "out", to=["rows"], jobs=1)


def test_addresses_that_only_the_checked_text_has_are_lost(install, source, tmp_path):
    """A writer that drops its links may not claim that they are there."""
    cut = '    return line.getvalue().replace("tide.example/table", "")'
    code = WRITER.replace("    return line.getvalue()", cut)
    install("wparchive_rows_unlinked", code)
    report = convert(source, tmp_path / "out", to=["rows"], jobs=1)
    assert report.exit_code == ExitCode.CONTENT_LOST
    assert [n.message for n in report.notices if n.code is Code.LINK_LOST] == [
        "https://tide.example/table"
    ]


def test_a_plugin_that_writes_a_file_twice_is_stopped(install, source, tmp_path):
    install("wparchive_rows_h", WRITER.replace(", append=True", ""))
    with pytest.raises(
        OutputError, match=r"(?s)two files called rows/posts\.csv.*must be appended"
    ):
        convert(source, tmp_path / "out", to=["rows"], jobs=1)
    assert not (tmp_path / "out").exists()


def test_a_plugin_must_have_the_name_of_its_entry_point(install, source, tmp_path):
    install("wparchive_rows_d", WRITER, name="table")
    with pytest.raises(PluginError, match=r"'table'.*'rows'"):
        convert(source, tmp_path / "out", to=["table"], jobs=1)


@pytest.mark.parametrize("name", ["json", "rows"])
def test_a_plugin_with_the_name_of_another_writer_is_refused(install, source, tmp_path, name):
    code = WRITER.replace('name = "rows"', f'name = "{name}"')
    install(f"wparchive_rows_l_{name}", code, name=name)
    install(f"wparchive_rows_m_{name}", code, name=name)
    with pytest.raises(PluginError, match=f"the same name as another writer, '{name}'"):
        convert(source, tmp_path / "out", to=[name], jobs=1)


def test_a_plugin_that_cannot_be_loaded_is_named(install, source, tmp_path):
    install("wparchive_rows_e", "raise ValueError('too old')")
    with pytest.raises(PluginError, match=r"'rows'.*could not be loaded: too old"):
        convert(source, tmp_path / "out", to=["rows"], jobs=1)


def test_unknown_formats_are_answered_with_all_that_there_are(install, source, tmp_path):
    install("wparchive_rows_f", WRITER)
    with pytest.raises(UsageError, match="no output format 'roes'") as refused:
        convert(source, tmp_path / "out", to=["roes"], jobs=1)
    assert (
        refused.value.hint
        == f"Did you mean rows? The formats are {', '.join(sorted([*WRITERS, 'rows']))}."
    )
