"""What only quotes XML is no export: salvage must not read other formats as damaged ones."""

from __future__ import annotations

import json

import pytest

from tests.wxr import export, item
from wparchive.api import convert, open_source
from wparchive.engine.inputs import recognizes
from wparchive.errors import EmptyInputError, UnknownFormatError
from wparchive.xml_repair.sniff import is_like_xml

EXPORT = export(item(1), item(2))
FEED = '<?xml version="1.0"?>\n<rss version="2.0"><channel><item><title>A</title></item></channel></rss>'
QUOTED = {
    "object": json.dumps({"message": EXPORT}),
    "pretty": json.dumps({"notices": [{"message": EXPORT}]}, indent=2),
    "array": json.dumps([EXPORT, 1]),
    "numbers": json.dumps([1, EXPORT]),
    "lines": "\n".join(json.dumps({"id": n, "content": EXPORT}) for n in (1, 2)),
    "dump": "INSERT INTO wp_posts VALUES (1, '"
    + EXPORT.replace("\n", "\\n").replace('"', '\\"')
    + "');",
    "code": "<?php\necho '" + EXPORT.replace("\n", "\n// ") + "';",
    "template": "<?= $before ?>\n" + EXPORT,
    "front matter": "---\ntitle: Exports\n---\n\n" + EXPORT,
    "toml": "+++\ntitle = 'Exports'\n+++\n\n" + EXPORT,
    "feed in an object": json.dumps({"feed": FEED}),
    "words": "The format names <wp:post_id> and <item> in a <channel> of <rss version='2.0'>.",
}
DAMAGED = {
    "whole": EXPORT,
    "without a beginning": EXPORT[EXPORT.index("<wp:status>") :],
    "in the middle of a text": "[gallery] of the text"
    + EXPORT[EXPORT.index("]]></content:encoded>") :],
    "behind the end of a section": "[]" + EXPORT[EXPORT.index("]]></wp:post_name>") :],
    "behind text in braces": '{"a": "b"} [1, 2]' + EXPORT[EXPORT.index("]]></content:encoded>") :],
    "behind a warning": "Warning: date(): it is not safe in /x.php on line 1\n" + EXPORT,
    "behind a warning on its line": "Warning: it is not safe " + EXPORT,
    "behind blank lines": "\n\n  \n" + EXPORT,
    "without line ends": "<?xml version='1.0'?>" + " ".join(EXPORT.split()),
    "with a broken declaration": EXPORT.replace("<?xml ", "<?=ml]"),
    "behind a byte order mark": "\ufeff" + EXPORT,
}


@pytest.mark.parametrize("kind", QUOTED)
def test_what_quotes_xml_is_no_export(tmp_path, kind):
    data = QUOTED[kind].encode()
    assert not recognizes(data, "x")
    (tmp_path / "report.json").write_bytes(data)
    with pytest.raises(UnknownFormatError):
        open_source(tmp_path / "report.json")
    with pytest.raises(EmptyInputError):
        convert(tmp_path, tmp_path.with_suffix(".out"))


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_export_is_known(kind):
    assert is_like_xml(DAMAGED[kind].encode())
    assert recognizes(DAMAGED[kind].encode(), "x")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "latin-1"])
def test_exports_of_other_encodings_are_known(encoding):
    assert recognizes(EXPORT.encode(encoding), "x")
