"""benchmarks/generate.py: same seed, same bytes; well-formed; its truth is what a reader counts."""

from __future__ import annotations

import importlib.util
import io
import json
import re
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree as ET

import pytest
from lxml import etree

from tests import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

BENCHMARKS = ROOT / "benchmarks"
SIZE = 1_000_000
SEED = 7
WP = "{http://wordpress.org/export/1.2/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
# Random, dates and spelling must be the same on every Python that we support. A new digest
# means a new input: figures that were measured on the old one no longer compare.
PINNED = "aa55308ba362bc1ca23a47e16181426e5ba18260225701665d1c5b4e63ebd71d"


class Export(NamedTuple):
    """A generated export with what the generator says of it."""

    data: bytes
    truth: Any


@pytest.fixture(scope="module")
def generator() -> Iterator[ModuleType]:
    if not BENCHMARKS.is_dir():
        pytest.skip("benchmarks/ is not part of this distribution")
    sys.path.insert(0, str(BENCHMARKS))
    try:
        spec = importlib.util.spec_from_file_location("generate", BENCHMARKS / "generate.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module
    finally:
        sys.path.remove(str(BENCHMARKS))


@pytest.fixture(scope="module")
def export(generator: ModuleType) -> Export:
    return write(generator, SIZE, SEED)


@pytest.fixture(scope="module")
def items(export: Export) -> list[ET.Element]:
    return ET.fromstring(export.data).findall("channel/item")


def write(generator: ModuleType, size: int, seed: int) -> Export:
    out = io.BytesIO()
    truth = generator.generate(out, size, seed)
    return Export(out.getvalue(), json.loads(truth.line()))


def texts(elements: list[ET.Element], name: str) -> list[str]:
    return [element.findtext(name) or "" for element in elements]


def bodies(items: list[ET.Element]) -> list[str]:
    return texts(items, CONTENT)


def comments(items: list[ET.Element]) -> list[ET.Element]:
    return [comment for item in items for comment in item.findall(WP + "comment")]


def test_same_seed_same_bytes(generator: ModuleType, export: Export) -> None:
    assert write(generator, SIZE, SEED) == export


def test_another_seed_gives_another_blog(generator: ModuleType, export: Export) -> None:
    assert write(generator, SIZE, SEED + 1).data != export.data


def test_bytes_are_pinned(generator: ModuleType) -> None:
    assert write(generator, 200_000, 1).truth["sha256"] == PINNED


def test_size_is_kept(export: Export) -> None:
    assert export.truth["size"] == len(export.data)
    assert SIZE <= len(export.data) < SIZE + 100_000


@pytest.mark.parametrize("seed", range(5))
def test_strictly_well_formed(generator: ModuleType, seed: int) -> None:
    data = write(generator, 300_000, seed).data
    parser = etree.XMLParser(recover=False, resolve_entities=False)
    assert etree.fromstring(data, parser).tag == "rss"


def test_items_as_counted(export: Export, items: list[ET.Element]) -> None:
    truth = export.truth
    assert truth["items"] == len(items) == sum(truth["languages"].values())
    assert truth["types"] == Counter(texts(items, WP + "post_type"))
    assert truth["statuses"] == Counter(texts(items, WP + "status"))
    assert truth["passwords"] == sum(map(bool, texts(items, WP + "post_password")))
    assert truth["sticky"] == texts(items, WP + "is_sticky").count("1")
    numbers = [int(number) for number in texts(items, WP + "post_id")]
    assert numbers == sorted(set(numbers))


def test_comments_as_counted(export: Export, items: list[ET.Element]) -> None:
    truth, found = export.truth, comments(items)
    assert truth["comments"] == len(found) > 100
    assert truth["kinds"] == Counter(texts(found, WP + "comment_type"))
    assert truth["approved"] == Counter(texts(found, WP + "comment_approved"))
    assert truth["replies"] == sum(p != "0" for p in texts(found, WP + "comment_parent"))
    assert truth["commentmeta"] == sum(len(c.findall(WP + "commentmeta")) for c in found)


def test_replies_stay_with_their_post(items: list[ET.Element]) -> None:
    for item in items:
        found = item.findall(WP + "comment")
        numbers = {*texts(found, WP + "comment_id"), "0"}
        assert numbers.issuperset(texts(found, WP + "comment_parent"))


def test_meta_as_counted(export: Export, items: list[ET.Element]) -> None:
    meta = [entry for item in items for entry in item.findall(WP + "postmeta")]
    values = texts(meta, WP + "meta_value")
    assert export.truth["postmeta"] == len(meta)
    assert export.truth["serialized"] == sum(value.startswith("a:") for value in values)


def test_serialized_lengths_are_bytes(items: list[ET.Element]) -> None:
    values = [entry.findtext(WP + "meta_value") or "" for i in items for entry in i.iter()]
    strings = 0
    for value in map(str.encode, values):
        for match in re.finditer(rb's:(\d+):"', value):
            end = match.end() + int(match[1])
            assert value[end : end + 2] == b'";', value
            strings += 1
    assert strings > 100


def test_bodies_as_counted(export: Export, items: list[ET.Element]) -> None:
    truth, found = export.truth, bodies(items)
    assert truth["blocks"] == sum("<!-- wp:" in body for body in found) > 0
    assert truth["traps"] == sum('<pre class="trap">' in body for body in found)
    assert sum(truth["links"].values()) == sum(body.count("<a href=") for body in found)


def test_links_as_counted(export: Export, items: list[ET.Element]) -> None:
    links: Counter[str] = Counter()
    for target in re.findall(r'<a href="([^"]*)"', "".join(bodies(items))):
        links[form_of(target)] += 1
    assert export.truth["links"] == links


def form_of(target: str) -> str:
    host = "https://synthetic.example/"
    if target.startswith("/"):
        return "relative"
    if target.startswith("http://synthetic"):
        return "http"
    if not target.startswith(host):
        return "elsewhere"
    if "#comment-" in target:
        return "comment"
    rest = target.removeprefix(host)
    return "number" if rest.startswith("?p=") else "dead" if rest[:5] == "lost/" else "permalink"


def test_every_trap_survives_parsing(generator: ModuleType) -> None:
    traps = sys.modules["synthetic.bodies"].TRAPS
    cdata = sys.modules["synthetic.xml"].cdata
    assert generator.head().count("<rss") == 1
    for trap in traps:
        assert ET.fromstring(f"<a>{cdata(trap)}</a>").text == trap


def test_command_line(
    generator: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "small.xml"
    generator.main(["--size-mb", "0.05", "--seed", "3", "-o", str(out)])
    captured = capsys.readouterr()
    assert captured.out == ""
    assert json.loads(captured.err.splitlines()[-1])["size"] == out.stat().st_size
