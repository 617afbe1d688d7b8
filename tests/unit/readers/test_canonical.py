"""Our own JSON read again: what is taken for it, and what is said where it is broken."""

from __future__ import annotations

import json
import shutil
import zipfile

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert, open_source
from wparchive.errors import EmptyInputError, ExitCode, InputError, MalformedInputError
from wparchive.errors.notices import Code
from wparchive.model.canonical import encode_post, encode_site
from wparchive.model.records import Post
from wparchive.model.site import Author, Site, SiteDocument
from wparchive.readers import canonical


@pytest.fixture
def archive(tmp_path):
    """The JSON of a small export, in the directory that convert wrote."""
    source = tmp_path / "export.xml"
    source.write_text(export(*(item(n, comments=comment(n)) for n in range(1, 6))), "utf-8")
    convert(source, tmp_path / "archive", to=["json", "markdown"], jobs=1)
    return tmp_path / "archive"


def contents(folder):
    return {p.name: p.read_bytes() for p in sorted((folder / "private/json").iterdir())}


def test_json_to_json_changes_nothing(archive, tmp_path):
    for number, given in enumerate((archive, archive / "private/json")):
        convert(given, tmp_path / f"again{number}", to=["json"], jobs=1)
        assert contents(tmp_path / f"again{number}") == contents(archive)


def test_the_two_files_by_name(archive, tmp_path):
    files = [archive / "private/json/site.json", archive / "private/json/posts.jsonl"]
    convert(files, tmp_path / "again", to=["json"], jobs=1)
    assert contents(tmp_path / "again") == contents(archive)


def test_json_gives_what_the_export_gave(archive, tmp_path):
    convert(archive, tmp_path / "again", to=["markdown"], jobs=1)
    for file in (archive / "markdown").rglob("*.md"):
        other = tmp_path / "again" / file.relative_to(archive)
        assert other.read_bytes() == file.read_bytes()


def test_origins_stay_those_of_the_export(archive):
    with open_source(archive) as opened:
        assert {post.origin_or_unknown.source for post in opened} == {"export.xml"}


def test_a_zip_of_it(archive, tmp_path):
    packed = tmp_path / "archive.zip"
    with zipfile.ZipFile(packed, "w") as container:
        for file in sorted(archive.rglob("*")):
            container.write(file, file.relative_to(tmp_path))
    convert(packed, tmp_path / "again", to=["json"], jobs=1)
    assert contents(tmp_path / "again") == contents(archive)


def test_an_archive_without_posts(tmp_path):
    folder = tmp_path / "json"
    folder.mkdir()
    (folder / "posts.jsonl").touch()
    (folder / "site.json").write_bytes(
        encode_site(SiteDocument(site=Site(title="T"), authors=[Author(login="ada")]))
    )
    with open_source(tmp_path) as opened:
        assert (opened.site.title, list(opened)) == ("T", [])
        assert opened.count().authors == 1


def test_ranges_are_whole_lines_with_their_numbers(tmp_path, monkeypatch):
    monkeypatch.setattr(canonical, "RANGE_SIZE", 700)
    lines = [encode_post(Post(id=n, content="ü" * n)) for n in range(60)]
    path = tmp_path / "posts.jsonl"
    path.write_bytes(b"\n".join(lines))  # blank lines between them
    with open_source(path) as opened:
        [document] = opened._index.documents
        assert len(document.ranges) > 10
        for part in document.ranges:
            assert path.read_bytes()[: part.start].count(b"\n") + 1 == part.line
        assert [post.id for post in opened] == list(range(60))


@pytest.mark.parametrize(
    ("line", "place"),
    [
        (b'{"id":2,"type":7}', "line 2, field $.type"),
        (b'{"id":2,"type":"post","comments":[{"kid":1}]}', "line 2, field $.comments[0]"),
        (b'{"id":2,"type":"post"', "line 2"),
    ],
)
@pytest.mark.parametrize("end", [b"", b"\n", b"\n" + encode_post(Post(id=3))])
def test_a_broken_line_costs_that_line(tmp_path, line, place, end):
    path = tmp_path / "posts.jsonl"
    before = encode_post(Post(id=1))
    path.write_bytes(before + line + end)
    report = convert(path, tmp_path / "out", to=["json"], jobs=1)
    assert report.exit_code == ExitCode.CONTENT_LOST
    kept = (tmp_path / "out/private/json/posts.jsonl").read_bytes().splitlines()
    assert [json.loads(post)["id"] for post in kept] == ([1, 3] if len(end) > 1 else [1])
    [notice] = [n for n in report.notices if n.code is Code.POST_FAILED]
    assert (notice.line, notice.offset, notice.source) == (2, len(before), "posts.jsonl")
    assert place in notice.message


@pytest.mark.parametrize("odd", [b"a\xffb", b"a\\ud800b"])
def test_bytes_that_are_no_text_cost_no_post(tmp_path, odd):
    path = tmp_path / "posts.jsonl"
    path.write_bytes(b'{"id":1,"type":"post","content":"%s"}\n' % odd)
    report = convert(path, tmp_path / "out", to=["json"], jobs=1)
    assert report.exit_code == ExitCode.OK
    assert report.notice_counts[Code.BYTE_REPLACED]
    assert "a\ufffdb" in (tmp_path / "out/private/json/posts.jsonl").read_text()


@pytest.mark.parametrize("odd", ["", "\\ud800"])
@pytest.mark.parametrize(
    "fields",
    [
        '"id":{0}', '"parent":{0}', '"menu_order":-{0}',
        '"origin":{{"source":"a.xml","line":{0}}}',
        '"origin":{{"source":"a.xml","fields":{{"title":{{"source":"b","offset":{0}}}}}}}',
        '"comments":[{{"id":{0},"user_id":{0},"approved":"1","content":"Yes."}}]',
    ],
)  # fmt: skip
def test_numbers_of_more_than_64_bits_cost_no_post(tmp_path, fields, odd):
    path = tmp_path / "posts.jsonl"
    more = fields.format(10**25)
    path.write_text(f'{{"type":"post","status":"publish","content":"a{odd} b",{more}}}\n')
    report = convert(path, tmp_path / "out", to=["json", "markdown"], jobs=1)
    assert report.output_counts["json"].posts == {"post": 1}
    assert report.notice_counts[Code.NUMBER_UNREADABLE] >= 1
    assert (Code.BYTE_REPLACED in report.notice_counts) == bool(odd)


def test_a_file_of_broken_lines_is_an_error(tmp_path):
    path = tmp_path / "posts.jsonl"
    path.write_bytes(b'{"id":2,"type":7}\n{"id":3,"type":8}\n')
    with pytest.raises(EmptyInputError, match=r"line 1, field \$\.type"):
        convert(path, tmp_path / "out", to=["json"], jobs=1)


@pytest.mark.parametrize("keep", [100, -2])
def test_a_site_that_is_cut_short_costs_no_post(archive, tmp_path, keep):
    path = archive / "private/json/site.json"
    path.write_bytes(path.read_bytes()[:keep])
    report = convert(archive, tmp_path / "again", to=["json"], jobs=1)
    assert report.exit_code == ExitCode.CONTENT_LOST
    assert report.notice_counts[Code.INPUT_DAMAGED] == 2  # as the manifest says, and as it is read
    assert contents(tmp_path / "again")["posts.jsonl"] == contents(archive)["posts.jsonl"]


def test_another_version_of_the_model_is_refused(tmp_path):
    (tmp_path / "posts.jsonl").write_bytes(encode_post(Post(id=1)))
    (tmp_path / "site.json").write_bytes(encode_site(SiteDocument(schema="wparchive/99")))
    with pytest.raises(MalformedInputError, match="wparchive/99"):
        open_source(tmp_path)


def test_a_directory_of_something_else(tmp_path):
    (tmp_path / "site.json").write_text("{}")
    with pytest.raises(EmptyInputError):
        open_source(tmp_path)


def sorted_lines(archive):
    lines = (archive / "private/json/posts.jsonl").read_bytes().splitlines()
    return [json.dumps(json.loads(line), sort_keys=True).encode() for line in lines]


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b"\n\n", b"\r\n"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_keys_in_another_order(archive, tmp_path, start, end):
    path = tmp_path / "other.jsonl"
    path.write_bytes(start + end.join(sorted_lines(archive)))
    with open_source(archive) as one, open_source(path) as other:
        assert list(one) == list(other)


def test_a_site_with_its_keys_in_another_order_behind_a_mark(archive, tmp_path):
    site = json.loads((archive / "private/json/site.json").read_bytes())
    path = tmp_path / "x.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(site, sort_keys=True).encode())
    with open_source(archive) as one, open_source(path) as other:
        assert (one.site, one.authors) == (other.site, other.authors)


@pytest.mark.parametrize("field", ["content", "comments", "attachment_url"])
def test_a_first_field_that_is_longer_than_what_is_looked_at(tmp_path, field):
    post = json.loads(encode_post(Post(id=1, type="post", content="x")))
    long = {"content": "x" * 99_999, "attachment_url": "https://blog.example/" + "y" * 99_999,
            "comments": [{"id": n, "content": "z" * 999} for n in range(99)]}  # fmt: skip
    post = {field: long[field]} | {key: value for key, value in post.items() if key != field}
    path = tmp_path / "posts.jsonl"
    path.write_text(json.dumps(post))
    with open_source(path) as opened:
        assert [p.id for p in opened] == [1]


def test_authors_that_are_longer_than_what_is_looked_at(tmp_path):
    authors = [Author(login=f"user-{n}", description="x" * 999) for n in range(99)]
    site = json.loads(encode_site(SiteDocument(site=Site(title="T"), authors=authors)))
    (tmp_path / "site.json").write_text(json.dumps(site, sort_keys=True))
    with open_source(tmp_path / "site.json") as opened:
        assert (opened.site.title, len(opened.authors)) == ("T", 99)


@pytest.mark.parametrize(
    "text",
    ['{"id":1,"date":"2024","type":"post"}', '{"id":1,"title":"x"}', "{}", '{"a":{"id":1,"type":"x"}}',
     '{"type":"Feature","id":1,"geometry":null}', '["id","type"]', '{"schema":"other/1"}',
     'Words.\n{"id":1,"type":"post"}', '{"id', '{"x":"' + '\\"' * 40_000],
)  # fmt: skip
def test_objects_of_other_programs_are_not_known(text):
    assert not canonical.CanonicalReader().recognizes(text.encode(), "x.json")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf\n"])
def test_no_post_at_all_is_an_error(tmp_path, data):
    (tmp_path / "posts.jsonl").write_bytes(data)
    with pytest.raises(InputError), open_source(tmp_path / "posts.jsonl") as opened:
        opened.count()


def _without(line, *fields):
    return json.dumps({k: v for k, v in json.loads(line).items() if k not in fields}).encode()


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        (lambda lines: [_without(line, "id") for line in lines], 0),
        (lambda lines: [_without(line, "id", "type") for line in lines], 0),
        (lambda lines: [b"{}", *lines], 0),
        (lambda lines: [b"hello", *lines], 1),
        (lambda lines: [b"1", b"null", b"[]", *lines], 3),
        (lambda lines: [b"[", b",\n".join(lines), b"]"], 3),
        (lambda lines: [b"\n".join(lines).decode().encode("utf-16")], 1),
        (lambda lines: [b"\0" * 99, *lines], 1),
        (lambda lines: [lines[0][:99]], 1),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_posts_beside_a_site_are_read_or_lost_but_never_skipped(tmp_path, change, lost, packed):
    source = tmp_path / "export.xml"
    source.write_text(export(item(1), item(2, comments=comment(1))))
    convert(source, tmp_path / "out", to=["json"])
    # Apart from the manifest, which says that the files of the output are others.
    folder = given = shutil.copytree(tmp_path / "out/private/json", tmp_path / "given")
    lines = (folder / "posts.jsonl").read_bytes().splitlines()
    (folder / "posts.jsonl").write_bytes(b"\n".join(change(lines)) + b"\n")
    if packed:
        given = tmp_path / "a.zip"
        with zipfile.ZipFile(given, "w") as container:
            for path in folder.iterdir():
                container.write(path, f"a/{path.name}")
    report = convert(given, tmp_path / "again", to=["json"])
    assert report.notice_counts[Code.INPUT_SKIPPED] == 0
    assert (report.notice_counts[Code.POST_FAILED] > 0) == (lost > 0)
    assert report.exit_code == (ExitCode.CONTENT_LOST if lost else ExitCode.OK)
    assert lost or sum(report.input_counts.posts.values()) >= 2


@pytest.mark.parametrize(
    "text", ["<html>", '{"id": 1, "title": {"rendered": "x"}, "_links": {}}', '[{"_links": {}}]']
)
def test_the_name_alone_does_not_claim_what_others_wrote(text):
    assert not canonical.CanonicalReader().recognizes(text.encode(), "a/posts.jsonl")
