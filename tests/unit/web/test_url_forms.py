"""The page on forms of addresses names functions that exist, and its examples are true."""

import re
from importlib import import_module
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs/explanation/addresses.md"
TEXT = PAGE.read_text(encoding="utf-8")
NAMED = re.findall(r"`(wparchive(?:\.\w+)+)\.(\w+)`", TEXT)


def test_functions_of_the_page_exist():
    assert len(NAMED) >= 14
    for module, name in NAMED:
        assert callable(getattr(import_module(module), name)), name


def test_examples_of_the_page_are_true():
    modules = {name: module for module, name in NAMED}
    examples = re.findall(r"^\| `(\w+)` \| `([^`]+)` \| `([^`]+)` \|$", TEXT, re.MULTILINE)
    assert len(examples) == 11
    for name, address, result in examples:
        assert getattr(import_module(modules[name]), name)(address) == result, name
