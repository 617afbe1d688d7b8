"""Exports with types, statuses, comment types and taxonomies of plugins that nobody wrote."""

from __future__ import annotations

import gzip
import zipfile
from typing import TYPE_CHECKING

from tests.wxr import comment, item

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TYPES = [f"zz_type_{number}" for number in range(9)]
STATUSES = [f"zz-status-{number}" for number in range(7)]
KINDS = [f"zz_kind_{number}" for number in range(7)]
TAXONOMIES = [f"zz_tax_{number}" for number in range(7)]
SECRET = "qzsecret"
"""What all texts of these records hold."""

_FIRST = 9_870_000
_LINKS = ("https://blog.example/?post_type={type}&amp;p={id}", "https://blog.example/?p={id}", "")


def add_made_up(export: str) -> str:
    """Put thirty of them into an export."""
    start = export.index("<item") if "<item" in export else export.rindex("</channel>")
    end = export.rindex("</channel>")
    terms = "".join(_term(name) for name in TAXONOMIES)
    return export[:start] + terms + export[start:end] + "".join(_items()) + export[end:]


def _items() -> Iterator[str]:
    def made(number: int, **fields: str) -> str:
        text = f"{SECRET}{number}"
        return item(
            _FIRST + number, title=text, slug=text, content=f"<p>{text} {text}</p>", **fields
        )

    for number, name in enumerate(TYPES):
        link = _LINKS[number % 3].format(type=name, id=_FIRST + number)
        yield made(number, type=name, link=link)
    for number, name in enumerate(STATUSES):
        yield made(100 + number, status=name)
    comments = [
        comment(_FIRST + number, content=f"{SECRET} said", author=SECRET, kind=name)
        for number, name in enumerate(KINDS)
    ]
    terms = [
        f'<category domain="{name}" nicename="{SECRET}-{name}"><![CDATA[{SECRET}]]></category>'
        for name in TAXONOMIES
    ]
    yield item(
        _FIRST + 200, title="Carrier", slug="carrier", comments="".join(comments),
        more="".join(terms), link=f"https://blog.example/?p={_FIRST + 200}",
    )  # fmt: skip


def _term(name: str) -> str:
    return (
        f"<wp:term><wp:term_id>9</wp:term_id><wp:term_taxonomy>{name}</wp:term_taxonomy>"
        f"<wp:term_slug>{SECRET}</wp:term_slug><wp:term_name><![CDATA[{SECRET}]]></wp:term_name>"
        f"<wp:term_description><![CDATA[{SECRET}]]></wp:term_description></wp:term>"
    )


def public_bytes(out: Path) -> Iterator[tuple[str, bytes]]:
    """Yield names and contents of all public files below an output, unpacked."""
    for path in sorted(p for p in out.rglob("*") if p.is_file()):
        name = path.relative_to(out).as_posix()
        if "restricted" in name or name.startswith(("json/", "wxr/", "private/", "report.")):
            continue
        if path.suffix == ".wacz":
            with zipfile.ZipFile(path) as package:
                for member in package.namelist():
                    yield f"{name}!{member}", _unpacked(package.read(member))
        else:
            yield name, _unpacked(path.read_bytes())


def _unpacked(data: bytes) -> bytes:
    return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
