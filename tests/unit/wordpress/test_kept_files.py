"""Files in directories whose rules keep readers out, by path; whoever adds a row learns here."""

import re

import pytest

from wparchive.wordpress import access_rules
from wparchive.wordpress.kept_files import is_kept_from_readers, may_be_kept_from_readers

KEYS = {"plugin", "names", "top", "shown"}


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("woocommerce_uploads/2020/01/book.pdf", True),
        ("WooCommerce_Uploads/book.pdf", True),
        ("//shop.example/wp-content/uploads/woocommerce_uploads/book.pdf", True),
        ("//shop.example/docs/dlm_uploads/book.pdf", True),
        ("uploads/sites/3/dlm_uploads/book.pdf", True),
        ("edd/2020/01/book.pdf", True),
        ("sites/2/edd/book.pdf", True),
        ("shop.example//edd/book.pdf", True),
        ("//shop.example/blog/wp-content/uploads/edd/book.pdf", True),
        ("edd/2020/01/cover.JPG", False),
        ("2020/edd/book.pdf", False),
        ("//shop.example/edd/book.pdf", False),
        ("edd", False),
        ("2020/01/edd", False),
        ("woocommerce_uploads", False),
        ("2020/01/woocommerce_uploads.pdf", False),
        ("_pda/2020/01/contract.pdf", True),
        ("wpforms/12-abc/cv.pdf", True),
        ("2020/wpforms/logo.png", False),
        ("", False),
    ],
)
def test_paths_say_which_files_readers_cannot_get(path, kept):
    assert is_kept_from_readers(path) is kept
    assert may_be_kept_from_readers(path) or not kept


@pytest.mark.parametrize(
    "address",
    [
        "http://shop.example/wp-content/uploads/WooCommerce%5fUploads/book.pdf",
        "http://shop.example/wp-content/uploads/WooCommerce_Uploads/book.pdf",
        "C:\\blog\\uploads\\dlm_uploads\\book.pdf",
        "https://i0.wp.com/shop.example/wp-content/uploads/edd/book.pdf?w=3",
    ],
)
def test_a_quick_check_finds_every_spelling(address):
    assert may_be_kept_from_readers(address)


def test_a_quick_check_rules_most_files_out():
    assert not may_be_kept_from_readers("http://blog.example/wp-content/uploads/2020/01/a.jpg")


def test_every_row_names_its_plugin_and_directories():
    rows = access_rules.table()["folder"]
    names = [name for row in rows for key in ("names", "top") for name in row.get(key, ())]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[\w-]+", name) and name == name.lower() for name in names)
    for row in rows:
        assert row["plugin"].strip()
        assert {"plugin"} < set(row) <= KEYS
        assert all(re.fullmatch(r"\.[a-z0-9]+", ending) for ending in row.get("shown", ()))
