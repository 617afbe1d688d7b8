"""End to end: real Hugo publishes what lies beside a post where the links lead."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.unit.media.test_bundles import convert_

GENERATORS = Path(os.environ.get("WPARCHIVE_E2E", "")).absolute() / "generators"
pytestmark = pytest.mark.skipif(
    not (GENERATORS / "python.done").is_file(), reason="Hugo is needed: run `make e2e`"
)


def test_every_file_that_a_page_names_is_published(tmp_path):
    root = convert_(tmp_path)
    layouts = root / "layouts"
    layouts.mkdir()
    (layouts / "single.html").write_text("<h1>{{ .Title }}</h1>{{ .Content }}")
    (layouts / "list.html").write_text("{{ range .Pages }}{{ .Summary }}{{ end }}")
    subprocess.run([GENERATORS / "python/bin/hugo", "--quiet", "-s", root], check=True)
    public = root / "public"
    named = {
        address
        for page in public.rglob("*.html")
        for address in re.findall(r'(?:src|href)="(/[^"]+\.png)"', page.read_text())
    }
    assert {"/one/own.png", "/wp-content/uploads/2015/06/shared.png"} <= named
    for address in named:
        assert (public / address[1:]).read_bytes() == Path(address).name.encode()
