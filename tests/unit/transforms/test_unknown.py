"""What nobody knows to be public is in no public file, and the report names all of it."""

import json

import pytest

from tests import ROOT
from tests.madeup import KINDS, SECRET, STATUSES, TAXONOMIES, TYPES, add_made_up, public_bytes
from tests.wxr import HEAD, comment, export, item
from wparchive.api import convert
from wparchive.cli.main import run

SAMPLE = ROOT / "samples" / "gartenblog.xml"
PLAIN = export(item(1, link="https://blog.example/?p=1"))
PUBLIC = ["markdown", "warc", "wacz"]
WORDS = {"types": TYPES, "statuses": STATUSES, "kinds": KINDS, "taxonomies": TAXONOMIES}


def converted(tmp_path, text, **options):
    (tmp_path / "export.xml").write_text(text, encoding="utf-8")
    options.setdefault("to", PUBLIC)
    out = tmp_path / "out"
    return convert(tmp_path / "export.xml", out, overwrite=True, **options), out


def texts(out):
    return {name: data.decode("utf-8", "replace") for name, data in public_bytes(out)}


@pytest.mark.parametrize(
    "text",
    [SAMPLE.read_text("utf-8"), export(item(1)), PLAIN, export()],
    ids=["sample", "pretty", "plain", "empty"],
)
@pytest.mark.parametrize("profile", ["plain", "hugo", "zola", "pelican"])
def test_what_is_made_up_is_hidden_and_reported(tmp_path, text, profile):
    to = PUBLIC if profile == "plain" else ["markdown"]
    report, out = converted(
        tmp_path, add_made_up(text), to=to, profile=profile, redirects=["json"], links="root"
    )
    for name, data in texts(out).items():
        assert SECRET not in name
        assert SECRET not in data, name
    unknown = json.loads((out / "report.json").read_text())["unknown"]
    for key, words in WORDS.items():
        assert set(words) <= set(unknown[key])
    messages = " ".join(notice.message for notice in report.notices)
    assert all(f"{word!r}" in messages for words in WORDS.values() for word in words)
    assert report.exit_code == 0
    withheld = report.as_dict()["counts"]["withheld"]["markdown"]
    assert withheld["posts"]["unknown-type"] == len(TYPES)
    assert withheld["posts"]["unknown-status"] == len(STATUSES)
    assert withheld["comments"]["unknown-kind"] == len(KINDS)
    assert "Carrier" in "".join(texts(out).values())


def test_the_user_can_publish_each(tmp_path):
    named = [*TYPES, *KINDS, *TAXONOMIES]
    report, out = converted(
        tmp_path, add_made_up(PLAIN), public_types=named, include=["unknown-status"]
    )
    assert report.as_dict()["unknown"] == {key: {} for key in WORDS}
    found = "".join(texts(out).values())
    for number in [*range(len(TYPES)), *range(100, 100 + len(STATUSES))]:
        assert f"{SECRET}{number}" in found
    assert found.count(f"{SECRET} said") >= len(KINDS)
    assert all(name in found for name in TAXONOMIES)


def test_include_publishes_all_that_nobody_knows(tmp_path):
    words = ["unknown-type", "unknown-status", "unknown-kind", "unknown-taxonomy"]
    report, _ = converted(tmp_path, add_made_up(PLAIN), include=words, to=["markdown"])
    withheld = report.as_dict()["counts"]["withheld"]["markdown"]
    assert withheld["posts"] == withheld["comments"] == {}


def test_the_terminal_names_them_with_the_option(tmp_path, capsys):
    (tmp_path / "export.xml").write_text(
        export(item(1, comments=comment(1, kind="whisper")),
               item(2, type="film", link="https://blog.example/?post_type=film&amp;p=2"),
               item(3, status="in-progress"))
    )  # fmt: skip
    args = ["convert", str(tmp_path / "export.xml"), "-o", str(tmp_path / "out")]
    assert run(args) == 0
    said = capsys.readouterr().err
    assert "type film (1), comment type whisper (1)" in said
    assert "To publish it, add --public-types film,whisper." in said
    assert "1 in-progress" in said


FILM = item(2, type="film", slug="moss", title="Moss film", link="https://blog.example/?film=moss")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_type_whose_pages_turn_up_late_is_public_from_its_first_post_on(tmp_path, jobs):
    early = item(2, type="film", slug="moss", title="Moss film", link="")
    late = item(3, type="film", slug="fern", link="https://blog.example/film/fern/")
    _, out = converted(tmp_path, export(early, item(1), late), jobs=jobs)
    names = [p.relative_to(out).as_posix() for p in (out / "markdown").rglob("*.md")]
    assert sorted(names) == [
        "markdown/film/fern.md", "markdown/film/moss.md", "markdown/post/2024/2024-04-30-post-1.md",
    ]  # fmt: skip
    assert any("Moss film" in data for name, data in texts(out).items() if "wacz" in name)


def test_links_to_a_late_type_lead_to_it(tmp_path):
    link = '<a href="https://plain.example/?film=moss">film</a>'
    head = HEAD.replace("blog.example", "plain.example")
    film = FILM.replace("blog.example", "plain.example")
    post = item(1, link="https://plain.example/?p=1", content=link)
    (tmp_path / "export.xml").write_text(export(film, post, head=head))
    out = tmp_path / "out"
    convert(tmp_path / "export.xml", out, to=["markdown"], links="relative")
    [path] = (out / "markdown/post").rglob("*.md")
    assert "film/moss" in path.read_text()


def test_pretty_permalinks_anywhere_hide_types_that_have_none(tmp_path):
    (tmp_path / "a.xml").write_text(export(FILM, item(1, link="https://blog.example/?p=1")))
    (tmp_path / "b.xml").write_text(export(item(3)))
    report = convert([tmp_path / "a.xml", tmp_path / "b.xml"], tmp_path / "out", to=["markdown"])
    assert report.unknown.types == {"film": 1}


# An author whose login and name are an address, as some sites have them.
LEAK = export(
    item(1).replace("[ada]", "[ada@private.example]"),
    head=HEAD.replace(">ada<", ">ada@private.example<").replace("Ada L.", "ada@private.example"),
)


def test_public_writers_never_get_the_full_head(tmp_path):
    _, out = converted(tmp_path, LEAK)
    for name, data in texts(out).items():
        assert "private.example" not in data, name
        assert "ada@example.org" not in data, name


def test_descriptions_of_authors_terms_are_nowhere(tmp_path):
    term = (
        "<wp:term><wp:term_id>5</wp:term_id><wp:term_taxonomy>author</wp:term_taxonomy>"
        "<wp:term_slug>cap-noa</wp:term_slug><wp:term_name>noa</wp:term_name>"
        "<wp:term_description>Noa 44 noa@guest.example</wp:term_description></wp:term>"
    )
    more = '<category domain="author" nicename="cap-noa"><![CDATA[noa]]></category>'
    _, out = converted(tmp_path, export(item(1, more=more), head=HEAD + term))
    for name, data in texts(out).items():
        assert "Noa 44" not in data, name
        assert "guest.example" not in data, name


def test_the_addresses_of_forms_are_in_no_public_file(tmp_path):
    block = '<!-- wp:jetpack/contact-form {"to":"me@inbox.example"} /-->'
    shared = item(
        9, type="wp_block", content='[contact-form to="me@inbox.example"]', slug="shared-block"
    )
    post = item(1, content=f'{block}\n<!-- wp:block {{"ref":9}} /-->\n<p>Words.</p>')
    report, out = converted(tmp_path, export(post, shared))
    for name, data in texts(out).items():
        assert "inbox.example" not in data, name
    fields = report.as_dict()["counts"]["withheld"]["markdown"]["fields"]
    assert fields == {"recipient": 1}
    assert report.exit_code == 0


def test_lists_feeds_and_searches_have_no_addresses(tmp_path):
    said = comment(1, author="Bob bob@there.example", content="Mail me: bob@there.example!")
    post = item(1, content="<p>Write to ada@here.example now.</p>", comments=said)
    _, out = converted(tmp_path, export(post))
    found = texts(out)
    page = "https://blog.example/post-1/"
    for name, data in found.items():
        if name.endswith("pages.jsonl"):
            assert "Write to" in data
            assert "here.example" not in data
            assert "there.example" not in data
        for record in data.split("WARC/1.1") if ".warc" in name else ():
            own = f"WARC-Target-URI: {page}\r\n" in record or "metadata" in record
            assert own or "here.example" not in record
    # What the author wrote stays in the body.
    assert any("Write to ada@here.example now." in data for data in found.values())


@pytest.mark.parametrize("target", PUBLIC)
def test_what_is_personal_is_published_only_on_demand(tmp_path, target):
    text = export(item(1, comments=comment(1)))
    _, out = converted(tmp_path, text, to=[target])
    assert "bob@secret.example" not in "".join(texts(out).values())
    _, out = converted(tmp_path, text, to=[target], include=["personal"])
    assert "bob@secret.example" in "".join(texts(out).values())
