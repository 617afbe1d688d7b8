from hypothesis import given
from hypothesis import strategies as st

from wparchive.storage.names import MAX_BYTES, collision_key, safe_name


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
