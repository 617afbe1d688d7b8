"""Which files of an earlier output would be lost, by the list of its media."""

import json

import pytest

from wparchive.engine.media_losses import check_downloads
from wparchive.errors import OutputError

BASE = "https://blog.example/wp-content/uploads"


def lost(tmp_path, entries, places, there=()):
    (tmp_path / "out").mkdir()
    text = entries if isinstance(entries, str) else json.dumps(entries)
    (tmp_path / "out" / "media.json").write_text(text)
    for place in there:
        path = tmp_path / "out.media" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    named = {f"{BASE}/{name}": [name] for name in places}
    try:
        check_downloads(tmp_path / "out", tmp_path / "out.media", named, lambda _address: True)
    except OutputError as error:
        return int(str(error).partition(" ")[0])
    return 0


def entry(source, *names, path="markdown/a.png"):
    return {"path": path, "source": source, "addresses": [f"{BASE}/{name}" for name in names]}


@pytest.mark.parametrize(
    ("entries", "places", "there", "number"),
    [
        ([entry("a.png", "a.png")], ["a.png"], ["a.png"], 0),
        ([entry("a.png", "a.png")], ["a.png"], [], 1),
        ([entry("a.png", "a.png", path=None)], ["a.png"], [], 1),  # in a WARC
        ([entry("a.png", "a.png")], ["b.png"], [], 0),  # no post names the file any more
        ([entry("zip/a.png", "a.png")], ["a.png"], ["a.png"], 0),  # it was from another source
        # Another size has its own file now, but the original is gone.
        ([entry("a.png", "a.png", "a-9x9.png")], ["a.png", "a-9x9.png"], ["a-9x9.png"], 1),
        ([entry("x/a.png", "a.png", "a-9x9.png")], ["a.png", "a-9x9.png"], ["a.png"], 0),
        ([entry("a.png", "a.png"), entry("b.png", "b.png")], ["a.png", "b.png"], [], 2),
        ([entry("a" * 9999, "a.png")], ["a.png"], [], 1),
        ([entry("\0", "a.png")], ["a.png"], [], 1),
    ],
)
def test_files_that_posts_still_name_must_be_there(tmp_path, entries, places, there, number):
    assert lost(tmp_path, entries, places, there) == number


@pytest.mark.parametrize("text", ["", "[", "null", "{}", "[1, null]", '[{"path": 1}]'])
def test_a_damaged_list_names_no_files(tmp_path, text):
    assert lost(tmp_path, text, ["a.png"]) == 0
