"""Classes of characters that are written as what they leave out."""

import re
import sys

import pytest

from wparchive.engine.checking import _NO_XML
from wparchive.web.false_tags import _REST
from wparchive.web.xmltext import ILLEGAL
from wparchive.wordpress.clickable import _WORD

CHARACTERS = [*map(chr, range(0x3000)), *map(chr, range(0xD700, 0xE100))]
CHARACTERS += [chr(code) for code in (0xFFFD, 0xFFFE, 0xFFFF, 0x10000, 0x1F642, sys.maxunicode)]


@pytest.mark.parametrize(
    ("pattern", "listed"),
    [
        (re.compile(_WORD, re.ASCII), r"[\w\x80-\U0010ffff#%~/@\[\]*(+=&$-]"),
        (re.compile(_REST, re.IGNORECASE), r"[\w\x80-\U0010ffff#%~/@\[\]*(+=&$-]"),
        (ILLEGAL, "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"),
        (_NO_XML, "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"),
    ],
)
def test_classes_leave_out_all_else(pattern, listed):
    named = re.compile(listed)
    assert [c for c in CHARACTERS if bool(pattern.fullmatch(c)) != bool(named.fullmatch(c))] == []
