"""Serialized meta gets right lengths where XML has changed its strings."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from tests.wxr import export, item
from wparchive.api import convert
from wparchive.wordpress.serialized import with_right_lengths

META = "<wp:postmeta><wp:meta_key>k</wp:meta_key><wp:meta_value><![CDATA[{}]]></wp:meta_value></wp:postmeta>"


def rewritten(tmp_path, value):
    (tmp_path / "in.xml").write_text(export(item(1, more=META.format(value))), newline="")
    convert(tmp_path / "in.xml", tmp_path / "out", to=["wxr"])
    tree = ET.parse(next((tmp_path / "out/private/wxr").glob("*.xml")))
    values = [e.text for e in tree.iter("{http://wordpress.org/export/1.2/}meta_value")]
    report = json.loads((tmp_path / "out/report.json").read_text())
    return values[0], [
        n["message"] for n in report["notices"]["items"] if n["code"] == "value-inferred"
    ]


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ('a:1:{s:1:"t";s:8:"one\r\ntwo";}', 'a:1:{s:1:"t";s:7:"one\ntwo";}'),
        ('a:1:{s:1:"t";s:3:"\u00e4\u00f6\u00fc";}', 'a:1:{s:1:"t";s:6:"\u00e4\u00f6\u00fc";}'),
        ('O:1:"W":1:{s:1:"t";s:9:"one";}', 'O:1:"W":1:{s:1:"t";s:3:"one";}'),
    ],
)
def test_wrong_lengths_are_corrected(tmp_path, value, right):
    found, notices = rewritten(tmp_path, value)
    assert found == right
    assert notices == ["Made up for WordPress's importer: lengths of serialized values (1)."]


@pytest.mark.parametrize(
    "value",
    [
        'a:1:{s:1:"t";s:7:"one\ntwo";}',
        "a:3:b",
        'a:1:{s:1:"t";s:8:"one',
        "plain\ntext",
        's:9:"one";',
    ],
)
def test_other_values_stay_as_they_are(tmp_path, value):
    assert rewritten(tmp_path, value) == (value, [])


def test_lengths_of_nested_values():
    inner = 'a:1:{s:1:"t";s:9:"one";}'
    right = inner.replace("9", "3")
    assert (
        with_right_lengths(f'a:1:{{s:1:"n";s:{len(inner)}:"{inner}";}}')
        == f'a:1:{{s:1:"n";s:{len(right)}:"{right}";}}'
    )
