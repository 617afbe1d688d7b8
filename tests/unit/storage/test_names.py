import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.growth import LIMIT, exponent
from wparchive.storage.names import (
    MAX_BYTES,
    collision_key,
    is_storable,
    safe_file_name,
    safe_name,
    storable,
)
from wparchive.storage.unique_paths import PathAllocator


def test_percent_encoded_slugs_become_readable():
    assert safe_name("%e6%97%a5%e6%9c%ac", "x") == "日本"
    assert safe_name("100%-sicher", "x") == "100%-sicher"
    assert safe_name("%ff%fe", "x") == "%ff%fe"


def test_a_name_cannot_leave_its_directory():
    for hostile in (
        "../..",
        "..",
        ".",
        "../../etc/passwd",
        "%2e%2e%2f%2e%2e%2fetc",
        "C:\\x",
        "a\0b",
    ):
        name = safe_name(hostile, "fallback")
        assert "/" not in name
        assert "\\" not in name
        assert not name.startswith(".")
        assert "\0" not in name


def test_windows_devices_and_endings():
    assert safe_name("con", "x") == "_con"
    assert safe_name("LPT1.txt", "x") == "_LPT1.txt"
    assert safe_name("console", "x") == "console"
    assert safe_name("ends. ", "x") == "ends"


def test_empty_names_get_the_default():
    for empty in (None, "", " ", "...", "///"):
        assert safe_name(empty, "untitled-7") == "untitled-7"


def test_long_names_are_cut_between_characters():
    name = safe_name("ü" * 300, "x")
    assert name == "ü" * (MAX_BYTES // 2)
    assert len(safe_name("a" * 300, "x")) == MAX_BYTES


def test_direction_overrides_do_not_reach_the_disk():
    assert safe_name("invoice\u202efdp.exe", "x") == "invoice-fdp.exe"


def test_case_and_composition_collide():
    assert collision_key("A/Über.md") == collision_key("a/u\u0308ber.md")
    assert collision_key("STRASSE") == collision_key("straße")
    assert collision_key("a") != collision_key("b")


@given(st.text())
def test_every_text_makes_a_usable_name(text):
    name = safe_name(text, "default")
    assert name
    assert len(name.encode()) <= MAX_BYTES + 1
    assert not set(name) & set('/\\:*?"<>|\0\n')
    assert name not in {".", ".."}
    assert name == name.rstrip(" .")


def test_a_file_keeps_its_extension():
    for text in (
        "x" * 200 + ".png",
        "%e6%97%a5" * 90 + ".jpeg",
        "a" * 149 + ".png",
        "\u00fc" * 80 + ".JPG",
    ):
        name = safe_file_name(text, "file")
        assert len(name.encode()) <= MAX_BYTES
        assert name.rpartition(".")[2] == text.rpartition(".")[2]
    assert safe_file_name("a.png", "file") == "a.png"
    assert safe_file_name("a. " + "x" * 200, "file") == safe_name("a. " + "x" * 200, "file")
    assert safe_file_name("???", "file") == "file"


NAMES = st.sampled_from(
    ["a", "A", "a-2", "b.png", "B.PNG", "b-2.png", "stra\u00dfe", "STRASSE", "x.y"]
)


@given(st.lists(st.lists(NAMES, min_size=1, max_size=3).map("/".join), max_size=12))
def test_paths_never_clash(paths):
    taken = PathAllocator()
    found = []
    for path in paths:
        is_free = taken.is_free(path)
        found.append(taken.take(path))
        assert (found[-1] == path) == is_free
    files = {collision_key(path) for path in found}
    assert len(files) == len(found)
    folders = {"/".join(key.split("/")[:n]) for key in files for n in range(1, key.count("/") + 1)}
    assert not files & folders


@pytest.mark.parametrize("name", ["a.png", "dir/a", "b.png/a"])
def test_many_files_of_one_name_cost_no_more_each(name):
    """In folders whose name a file has, too."""

    def work(size):
        def run():
            taken = PathAllocator()
            taken.take("b.png")
            assert len({taken.take(name) for _ in range(size)}) == size

        return run

    assert exponent(work, 3200) < LIMIT


def test_numbers_fill_each_place_once():
    taken = PathAllocator()
    assert [taken.take(path) for path in ("a", "a/x", "a/x", "a-2", "A", "a/y", "a-3/z", "a")] == [
        "a", "a-2/x", "a-2/x-2", "a-2-2", "A-3", "a-2/y", "a-3-2/z", "a-4"]  # fmt: skip


@pytest.mark.parametrize("folder", ["d/" * 1150, ("b" * 140 + "/") * 40, "d/" * 300_000])
def test_a_path_that_no_disk_can_hold_is_shortened(folder):
    paths = [f"first/{folder}{n}/last/index.html" for n in range(3)]
    made = [storable(path) for path in paths]
    assert all(map(is_storable, made))
    assert len(set(made)) == 3
    assert all(path.startswith("first/") and path.endswith("/last/index.html") for path in made)
    assert storable("a/b/c.html") == "a/b/c.html"
