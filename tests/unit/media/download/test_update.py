"""Updates after somebody has removed downloads: no link of the earlier output may be lost."""

from __future__ import annotations

import json

import pytest

from tests.hostile import Hostile, answer
from tests.wxr import export, item
from wparchive.api import convert
from wparchive.errors import OutputError

UPLOADS = "/wp-content/uploads"
PNG = b"\x89PNG\r\n\x1a\n\0"


def run(tmp_path, server, *names, **options):
    """Convert a post with pictures, and return the addresses of each file in the output."""
    images = "".join(f'<img src="https://blog.example{UPLOADS}/{name}">' for name in names)
    text = export(item(1, content=images)).replace("https://blog.example", server.base)
    (tmp_path / "export.xml").write_text(text)
    convert(
        tmp_path / "export.xml", tmp_path / "out", to=["markdown"], media="fetch",
        allow_private_networks=True, **options,
    )  # fmt: skip
    listed = json.loads((tmp_path / "out/media.json").read_text())
    start = f"{server.base}{UPLOADS}/"
    return [[address.removeprefix(start) for address in entry["addresses"]] for entry in listed]


@pytest.mark.parametrize("removed", ["2015/a.png", "2015/b.png", "2016/c.png"])
def test_a_file_that_had_an_equal_one_is_missed(tmp_path, removed):
    names = ["2015/a.png", "2015/b.png", "2016/c.png"]
    scripts = {f"{UPLOADS}/{name}": answer(PNG) for name in names}
    with Hostile(scripts) as server:
        assert run(tmp_path, server, *names) == [names]
        before = (tmp_path / "out/manifest-sha256.txt").read_bytes()
        scripts.clear()
        (tmp_path / "out.media" / removed).unlink()
        with pytest.raises(
            OutputError, match=r"1 file of out could not .* such as .*\.png"
        ) as caught:
            run(tmp_path, server, *names, update=True)
    assert f"{removed}." in str(caught.value)
    assert (tmp_path / "out/manifest-sha256.txt").read_bytes() == before


def test_other_sizes_and_spellings_need_no_file_of_their_own(tmp_path):
    names = ["2015/a-300x200.png", "2015/a.png", "2015/A.png", "2015/B.png"]
    scripts = {f"{UPLOADS}/2015/{name}.png": answer(PNG) for name in "aB"}
    with Hostile(scripts) as server:
        first = run(tmp_path, server, *names)
        assert run(tmp_path, server, *names, update=True) == first
        scripts.clear()
        assert run(tmp_path, server, *names, update=True) == first
    assert sorted(name for entry in first for name in entry) == sorted(names)
