"""The sample blog: its reviewed outputs, its counts as taken by hand, and its secrets."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.golden.rewrite import (
    GOLDEN,
    GOLDEN_PAGE,
    GOLDEN_PROFILES,
    PAGE,
    SAMPLE,
    outputs,
    page,
    profiles,
)
from wparchive.api import convert, verify

# Words of the withheld items and of personal data, as samples/README.md lists them.
SECRETS = ["rotebete", "Tischtuch", "Nummer 46", "Wegschnecke", "Advent", "Kunstrasen",
           "@example.org", "192.0.2.", "198.51.100."]  # fmt: skip


@pytest.mark.parametrize(
    ("folder", "make"),
    [(GOLDEN, outputs), (GOLDEN_PROFILES, profiles), (GOLDEN_PAGE, page)],
    ids=["formats", "profiles", "page"],
)
def test_outputs_are_as_reviewed(folder, make):
    golden = _tree(folder)
    made = make()
    assert sorted(made) == sorted(golden)
    for name, data in made.items():
        assert data.decode() == golden[name].decode(), name


def test_the_saved_page_holds_what_was_counted_by_hand(tmp_path):
    report = convert(PAGE, tmp_path / "out", to=["markdown", "json"])
    counts = report.as_dict()["counts"]
    assert counts["in"]["posts"] == {"post": 1}
    assert counts["in"]["comments"] == {"comment": 2, "pingback": 1}
    assert report.exit_code == 0
    assert verify(tmp_path / "out").findings == []
    (path,) = (tmp_path / "out/markdown").rglob("*.md")
    text = path.read_text("utf-8")
    for word in ("Teilen", "Kommentar verfassen", "Ottilie", "Backen", "Quittenbrot", "Antworten"):
        assert word in PAGE.read_text("utf-8")
        assert word not in text


def test_counts_are_those_taken_by_hand(tmp_path):
    report = convert(SAMPLE, tmp_path / "out", to=["markdown", "json", "warc"])
    counts = report.as_dict()["counts"]
    assert counts["in"]["posts"] == {"attachment": 4, "nav_menu_item": 3, "page": 2, "post": 14}
    assert counts["in"]["comments"] == {"comment": 27, "pingback": 2, "trackback": 1}
    assert (counts["in"]["authors"], counts["in"]["meta"]) == (
        3,
        {"comment": 1, "post": 58, "term": 1},
    )
    for target in ("markdown", "warc"):
        assert counts["out"][target]["posts"] == {"attachment": 4, "page": 2, "post": 10}
        assert counts["out"][target]["comments"] == {"comment": 24, "pingback": 2, "trackback": 1}
        withheld = counts["withheld"][target]
        assert withheld["posts"] == {"drafts": 2, "internal": 3, "password": 1, "private": 1}
        assert withheld["comments"] == {"held": 1, "password": 1, "private": 1}
    assert report.exit_code == 0
    assert verify(tmp_path / "out").findings == []


def test_public_outputs_keep_the_secrets(tmp_path):
    convert(SAMPLE, tmp_path / "out", to=["markdown", "warc"])
    text = "".join(p.read_text() for p in (tmp_path / "out/markdown").rglob("*.md"))
    [public] = (tmp_path / "out/warc").glob("*-gartenblog.example.warc.gz")
    text += gzip.decompress(public.read_bytes()).decode()
    source = SAMPLE.read_text()
    for secret in SECRETS:
        assert secret in source
        assert secret not in text


@pytest.mark.parametrize(
    "change",
    [{"TZ": "Asia/Tokyo"}, {"LC_ALL": "C", "LANG": "C"}, {"PYTHONHASHSEED": "7"}, {"JOBS": "2"}],
    ids=str,
)
def test_every_run_gives_the_same_bytes(tmp_path, change):
    first, second = tmp_path / "a", tmp_path / "b"
    for target, environment in ((first, {"PYTHONHASHSEED": "1"}), (second, change)):
        jobs = environment.get("JOBS", "1")
        subprocess.run(
            [sys.executable, "-m", "wparchive", "convert", str(SAMPLE), "-q", "-o", target.name,
             "--to", "markdown,json,warc", "--jobs", jobs],
            cwd=tmp_path, env={**os.environ, **environment}, check=True, timeout=60,
        )  # fmt: skip
    one, other = _tree(first), _tree(second)
    assert sorted(one) == sorted(other)
    assert [name for name in one if one[name] != other[name]] == []


def _tree(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}
