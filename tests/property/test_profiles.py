"""Arbitrary archives in every profile: files that parse, and say what the archive says."""

from __future__ import annotations

import ast
import json
import tempfile
import tomllib
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.property.archives import ARCHIVE
from tests.property.test_round_trip import save
from wparchive.api import convert, verify
from wparchive.errors import EmptyInputError
from wparchive.transforms.visibility import HiddenReason
from wparchive.writers.markdown.profiles import NAMES

few = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
EVERYTHING = [str(reason) for reason in HiddenReason]


def fields(text):
    """The front matter, in whichever of the three languages it is."""
    if text.startswith("+++\n"):
        return tomllib.loads(text[4:].split("\n+++\n")[0])
    if text.startswith("---\n"):
        return yaml.safe_load(text[4:].split("\n---\n")[0])
    lines = text.split("\n\n")[0].split("\n")
    return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}


def parse_settings(path, text):
    if path.suffix == ".toml":
        tomllib.loads(text)
    elif path.suffix == ".yml":
        yaml.safe_load(text)
    elif path.suffix == ".py":
        ast.parse(text)


@pytest.mark.parametrize("name", NAMES)
@few
@given(archive=ARCHIVE, comments=st.sampled_from(["inline", "data", "none"]))
def test_arbitrary_archives(name, archive, comments):
    document, posts = archive
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        save(place / "in", document, posts)
        options = {"to": ["markdown"], "profile": name, "comments": comments, "jobs": 1}
        try:
            report = convert(place / "in", place / "out", include=EVERYTHING, **options)
        except EmptyInputError:
            return
        assert verify(place / "out").findings == []
        root = place / "out/markdown"
        written = {p: p.read_bytes().decode() for p in root.rglob("*") if p.is_file()}
        files = [text for path, text in written.items() if path.suffix == ".md"]
        assert len(files) == report.output_counts["markdown"].posts.total()
        for path, text in written.items():
            assert path.resolve().is_relative_to(root.resolve())
            parse_settings(path, text)
        found = [fields(text) for text in files]
        ids = [
            entry.get("wordpress_id", entry.get("extra", {}).get("wordpress_id")) for entry in found
        ]
        assert sorted(map(str, ids)) == sorted(str(post.id) for post in posts)
        if name not in {"pelican", "astro", "obsidian"}:  # one line of text; other names
            slugs = sorted(entry["slug"] for entry in found if "slug" in entry)
            assert slugs == sorted(unquote(post.slug) for post in posts if post.slug)
        kept = [
            json.loads(text) for path, text in written.items() if path.parent.name == "comments"
        ]
        shown = sum(len(data["comments"] + data["pings"]) for data in kept)
        total = sum(len(post.comments) for post in posts)
        assert shown == (total if comments == "data" else 0)
        account = report.output_counts["markdown"]
        assert account.lost_posts == account.lost_comments == 0
