"""E-mail addresses that Cloudflare hides from robots in a page, and its script shows to readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive import patterns

if TYPE_CHECKING:
    from lxml import etree

_LINK: Final = patterns.lazy(r"/cdn-cgi/l/email-protection#([0-9a-fA-F]{6,2000}+)\Z")
_CODE: Final = patterns.lazy(r"[0-9a-fA-F]{6,400}")
_MARK: Final = "data-cfemail"
_CLASS: Final = "__cf_email__"


def has_protected_addresses(html: str) -> bool:
    """Check whether a page may have such addresses."""
    return _MARK in html or "/cdn-cgi/l/email-protection" in html


def show_addresses(root: etree._Element) -> None:
    """Put the addresses into a page, as the script does: the texts, and the targets of links.

    Args:
        root: The page, which is changed.
    """
    for element in list(root.iter("a", "span")):
        if address := _decoded(element.get(_MARK) or ""):
            for inner in list(element):
                element.remove(inner)
            element.text = address
            del element.attrib[_MARK]
            if element.get("class") == _CLASS:
                del element.attrib["class"]
            if element.tag == "a":
                element.set("href", f"mailto:{address}")
        elif (found := _LINK.search(element.get("href") or "")) and (target := _decoded(found[1])):
            element.set("href", f"mailto:{target}")


def _decoded(code: str) -> str:
    """Return the address in a code, whose first byte all others were XORed with; empty for none."""
    if not _CODE.fullmatch(code) or len(code) % 2:
        return ""
    key, *data = bytes.fromhex(code)
    try:
        address = bytes(byte ^ key for byte in data).decode()
    except UnicodeDecodeError:
        return ""
    return address if "@" in address and address.isprintable() else ""
