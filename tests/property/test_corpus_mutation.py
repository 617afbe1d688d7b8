"""Exports of real blogs, damaged at random, against a counter that shares no code with us.

The counter's lenient engine counts the items and comments that a damaged export still shows. With
fewer of them in our reading there is a notice of a loss; the conversion neither crashes nor hangs,
and its account balances. ``WPARCHIVE_FUZZ_SECONDS`` sets how long it goes on.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import re
import time
from functools import cache
from pathlib import Path

import pytest

from tests.property.mutations import damage, deadline
from wparchive.api import convert
from wparchive.errors import WparchiveError
from wparchive.errors.notices import Severity

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
SEEDS = 40
_WHOLE = 60_000
_ITEM = re.compile(rb"<item[\s>].*?</item>", re.DOTALL)


@pytest.fixture(scope="module")
def counter(shared: Path):
    spec = importlib.util.spec_from_file_location("oracle", shared / "tools" / "wxr_oracle.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def _parts(path):
    """An export's frame and items, where it can be cut so simply."""
    data = path.read_bytes()
    items = list(_ITEM.finditer(data))
    if len(data) < _WHOLE or not items or b"\0" in data[:100]:
        return data, [], b""
    return data[: items[0].start()], [match[0] for match in items], data[items[-1].end() :]


def sample(chance):
    """A real export; of a large one a few of its items in a row."""
    path = chance.choice(sorted((SHARED / "corpus/wxr/files").iterdir()))
    head, items, tail = _parts(path)
    start = chance.randrange(len(items) or 1)
    part = []
    for item in items[start : start + 12]:
        part.append(item)
        if sum(map(len, part)) > _WHOLE:
            break
    return path.name, head + b"\n".join(part) + tail


def check(seed, counter, place):
    chance = random.Random(seed)
    name, data = sample(chance)
    data = damage(chance, data, lambda: sample(chance)[1])
    source = place / "export.xml"
    source.write_bytes(data)
    said = f"seed {seed} ({name})"
    try:
        counted, cause = counter.run_expat(data)
    except (LookupError, ValueError) as error:  # an encoding that expat does not know
        cause = error
    if cause:
        counted = counter.run_lenient(data)
    items, comments = len(counted.items), counted.c["comments"] - counted.out_comments
    try:
        with deadline(60):
            report = convert(source, place / "out", to=["json", "markdown"], overwrite=True, jobs=1)
    except WparchiveError as error:
        full = [item for item in counted.items if item["f"].get("wp:post_id")]
        if full:
            pytest.fail(f"{said}: refused, but it holds items: {error}")
        return
    got = [
        json.loads(line)
        for line in (place / "out/private/json/posts.jsonl").read_bytes().splitlines()
    ]
    lost = Severity.LOSS in {notice.code.severity for notice in report.notices}
    assert lost or len(got) >= items, f"{said}: {len(got)} of {items} items"
    found = sum(len(post["comments"]) for post in got)
    assert lost or found >= comments, f"{said}: {found} of {comments} comments"
    for target, account in report.output_counts.items():
        assert not account.unaccounted(report.input_counts), f"{said}: {target} does not balance"


def test_damaged_real_exports_lose_nothing_in_silence(tmp_path, counter):
    seconds = float(os.environ.get("WPARCHIVE_FUZZ_SECONDS", "0"))
    first = int(os.environ.get("WPARCHIVE_FUZZ_SEED", "0"))
    end = time.monotonic() + seconds
    seed = first
    while seed < first + SEEDS or time.monotonic() < end:
        check(seed, counter, tmp_path)
        seed += 1
