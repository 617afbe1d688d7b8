"""Obsidian and Zola, which no test can run: their files against what their manuals say."""

from __future__ import annotations

import os
import re
import tomllib
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from wparchive.api import convert

ROOT = Path(__file__).parents[2]
INPUTS = [ROOT / "samples/gartenblog.xml"]
if "WPARCHIVE_E2E" in os.environ:  # the real WordPress of `make e2e`
    INPUTS.append(Path(os.environ["WPARCHIVE_E2E"]) / "export.xml")
INPUTS += sorted((ROOT / "../shared/corpus/wxr/files").glob("*theme-unit-test*.xml"))


@pytest.fixture(params=INPUTS, ids=lambda path: path.name)
def files(request, tmp_path):
    def make(profile):
        report = convert(
            request.param, tmp_path / "out", to=["markdown"], profile=profile, include=["drafts"]
        )
        root = tmp_path / "out/markdown"
        found = {p.relative_to(root).as_posix(): p.read_text() for p in root.rglob("*.md")}
        assert len(found) == sum(report.output_counts["markdown"].posts.values()) > 5
        return root, found

    return make


def without_code(text):
    """Markdown whose fenced blocks and code spans are blanked."""
    text = re.sub(
        r"^([ >-]*)(```+|~~~+)[^\n]*\n.*?^[ >]*\2[ ]*$", "", text, flags=re.DOTALL | re.MULTILINE
    )
    return re.sub(r"(?<!`)(`+)(?!`)[^`]+\1(?!`)", "", text)


# https://www.getzola.org/documentation/content/page/#front-matter
ZOLA = {
    "title": str, "description": str, "date": datetime, "updated": datetime, "weight": int, "draft": bool,
    "slug": str, "path": str, "aliases": list, "authors": list, "taxonomies": dict, "extra": dict,
}  # fmt: skip


def test_zola(files):
    root, found = files("zola")
    settings = tomllib.loads((root / "config.toml").read_text())
    assert isinstance(settings["base_url"], str)
    known = {taxonomy["name"] for taxonomy in settings["taxonomies"]}
    addresses = []
    for name, text in found.items():
        assert text.startswith("+++\n")
        head, body = text[4:].split("\n+++\n", 1)
        fields = tomllib.loads(head)
        for field, value in fields.items():
            assert isinstance(value, ZOLA[field]), (name, field)
            assert value not in ("", []), (name, field)
        assert fields.get("weight", 0) >= 0
        assert fields.get("taxonomies", {}).keys() <= known
        for terms in fields.get("taxonomies", {}).values():
            assert all(isinstance(term, str) and term.strip() for term in terms)
        addresses += [fields["path"], *fields.get("aliases", [])]
        assert not re.search(r"\{\{\s*[A-Za-z_]\w*\([^)]*\)\s*\}\}", body)
        assert "](@/" not in body
        assert "<!--more" not in body
        assert not name.endswith("_index.md")
    assert all(not a.startswith("/") and ".." not in a.split("/") for a in addresses)
    assert len({a.strip("/").casefold() for a in addresses}) == len(addresses)


# https://help.obsidian.md/properties and https://help.obsidian.md/tags
def test_obsidian(files):
    _, found = files("obsidian")
    for name, text in found.items():
        assert not set(Path(name).name) & set('[]#^|\\/:*"<>?')
        head, body = text.removeprefix("---\n").split("\n---\n", 1)
        fields = yaml.safe_load(head)
        for field, value in fields.items():
            entries = value if isinstance(value, list) else [value]
            assert all(isinstance(entry, (str, int, bool, datetime)) for entry in entries), field
        assert all(isinstance(alias, str) for alias in fields.get("aliases", []))
        for tag in fields.get("tags", []):
            assert re.fullmatch(r"[\w/-]*[^\W\d][\w/-]*|_\d+|[\w/-]*_[\w/-]*", tag), tag
        for field in ("date", "modified"):
            # A local time in the one form that is shown as one.
            line = re.search(rf"^{field}: (.*)$", head, re.MULTILINE)
            assert not line or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", line[1])
        prose = without_code(body)
        assert not re.search(r"(?<!\\)\[\[", prose)
        assert not re.search(r"(?:^|\s)#[^\s#\d]", prose)
        assert "%%" not in prose
