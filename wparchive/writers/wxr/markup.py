"""XML as text: escapes, CDATA sections, and elements that the model keeps unchanged."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from lxml import etree

from wparchive import patterns
from wparchive.web.xmltext import ILLEGAL, REPLACEMENT
from wparchive.wordpress.wxr import NAMESPACES, own_namespaces, split

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.model.elements import UnknownElement

XML = "http://www.w3.org/XML/1998/namespace"
XMLNS = "http://www.w3.org/2000/xmlns/"
_URI_SAFE = "%/:=&?~#+!$,;'@()*-._"

_START = "A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
_START += "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
_NAME = patterns.lazy(rf"[{_START}][{_START}\-.0-9\xb7\u0300-\u036f\u203f\u2040]*")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_QUOTED = str.maketrans(
    {"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)


def is_name(text: str) -> bool:
    """Check whether a text may name an element or a prefix (XML Namespaces, NCName)."""
    return bool(_NAME.fullmatch(text))


class Markup:
    """Writes XML in the namespaces that a document declares.

    Attributes:
        declared: The declarations of the document's root, by prefix.
        replaced: Number of characters and names that XML does not allow.
    """

    def __init__(self, namespaces: Mapping[str, str]) -> None:
        sound = {p: u for p, u in namespaces.items() if is_name(p) and u and _is_free(p, u)}
        self.declared = sound or dict(NAMESPACES)
        self.replaced = 0
        self._prefixes = {uri: prefix for prefix, uri in reversed(self.declared.items())}
        self._prefixes[XML] = "xml"
        self._home = own_namespaces(self.declared)
        self._own = "ns"
        while any(prefix.startswith(self._own) for prefix in self.declared):
            self._own += "s"

    def writable(self, text: str) -> str:
        """Replace the characters that XML 1.0 cannot write."""
        text, number = ILLEGAL.subn(REPLACEMENT, text)
        self.replaced += number
        return text

    def text(self, text: str) -> str:
        """Character data."""
        return self.writable(text).translate(_ESCAPES)

    def cdata(self, text: str) -> str:
        """Write a CDATA section, split at ``]]>`` as ``wxr_cdata()`` splits it.

        A carriage return is between sections, since XML reads a bare one as a line feed.
        """
        text = self.writable(text).replace("]]>", "]]]]><![CDATA[>")
        return f"<![CDATA[{text.replace(chr(13), ']]>&#13;<![CDATA[')}]]>"

    def attributes(self, attributes: Mapping[str, str | None]) -> str:
        """Attributes with a space before each; None is left out, names are Clark ones."""
        parts: list[str] = []
        seen: set[str] = set()
        for number, (key, value) in enumerate(attributes.items()):
            if value is None:
                continue
            name, declaration = self._attribute(key, number)
            while name in seen:  # two names that are none became one
                name += "_"
            seen.add(name)
            parts.append(f'{declaration} {name}="{self.writable(value).translate(_QUOTED)}"')
        return "".join(parts)

    def tags(
        self, name: str, attributes: Mapping[str, str | None] | None = None, namespace: str = ""
    ) -> tuple[str, str]:
        """Start and end tag of an element of an export.

        Args:
            name: Its name as exports write it, such as ``wp:status``.
            attributes: By Clark name.
            namespace: Its namespace, if it is another version's than the document's.
        """
        short, _, local = name.rpartition(":")
        uri = namespace or (self._home[short] if short else "")
        inside = self.attributes(attributes or {})
        if not uri:
            return f"<{local}{inside}>", f"</{local}>"
        if prefix := self._prefixes.get(uri):
            return f"<{prefix}:{local}{inside}>", f"</{prefix}:{local}>"
        # A prefix, not a default namespace, since children may have no namespace.
        declaration = f' xmlns:{self._own}="{self.uri(uri)}"'
        return f"<{self._own}:{local}{declaration}{inside}>", f"</{self._own}:{local}>"

    def leaf(
        self, name: str, value: str, attributes: Mapping[str, str | None] | None = None
    ) -> str:
        """Write an element around markup."""
        start, end = self.tags(name, attributes)
        return f"{start}{value}{end}"

    def element(self, element: UnknownElement) -> str:
        """Write an element that was kept unchanged, with the text after it.

        Iterative, since nothing bounds its depth.
        """
        parts: list[str] = []
        stack: list[tuple[UnknownElement, str] | str] = [(element, "")]
        while stack:
            top = stack.pop()
            if isinstance(top, str):
                parts.append(top)
                continue
            current, default = top
            tail = self.text(current.tail)
            if current.tag.startswith("#"):
                parts.append(self._special(current) + tail)
                continue
            start, end, default = self._open(current, default)
            parts.append(start + self._content(current))
            stack.append(end + tail)
            stack.extend((child, default) for child in reversed(current.children))
        return "".join(parts)

    def _content(self, element: UnknownElement) -> str:
        # Core's own exports hold markup in CDATA sections; both ways mean the same.
        if element.children or not ("<" in element.text or "&" in element.text):
            return self.text(element.text)
        return self.cdata(element.text)

    def _open(self, element: UnknownElement, default: str) -> tuple[str, str, str]:
        """Start tag, end tag, and the default namespace inside.

        Args:
            element: The element.
            default: The default namespace around it.
        """
        local = self._local(element.tag)
        inside = self.attributes(element.attributes)
        uri = element.namespace
        if prefix := self._prefixes.get(uri):
            return f"<{prefix}:{local}{inside}>", f"</{prefix}:{local}>", default
        if uri != default:
            inside = f' xmlns="{self.uri(uri)}"{inside}'
        return f"<{local}{inside}>", f"</{local}>", uri

    def _attribute(self, key: str, number: int) -> tuple[str, str]:
        """Return an attribute's name, and the namespace declaration that the name needs."""
        uri, local = split(key)
        local = self._local(local)
        if not uri:
            return (local, "") if local != "xmlns" else (self._local("xmlns="), "")
        if prefix := self._prefixes.get(uri):
            return f"{prefix}:{local}", ""
        own = f"{self._own}{number}"
        return f"{own}:{local}", f' xmlns:{own}="{self.uri(uri)}"'

    def uri(self, uri: str) -> str:
        """Write a namespace as an attribute's value, with the escapes that a URI needs."""
        safe = quote(uri, safe=_URI_SAFE, errors="replace")
        if not _is_valid(safe):  # such as a port that is no number
            safe = quote(uri, safe="", errors="replace")
        if safe == XMLNS:  # reserved: no element or attribute can be in it
            safe += "_"
        self.replaced += safe != uri
        return safe.translate(_QUOTED)

    def _local(self, name: str) -> str:
        """Write a local name; forbidden characters become ``_``."""
        if is_name(name):
            return name
        self.replaced += 1
        return "_" + re.sub(r"[^A-Za-z0-9.-]", "_", name)

    def _special(self, element: UnknownElement) -> str:
        if element.tag == "#comment":
            # A comment may hold no double hyphen, nor end in one.
            return f"<!--{re.sub('-(?=-|$)', '- ', self.writable(element.text))}-->"
        if element.tag == "#pi":
            target = self._local(element.attributes.get("target", "pi"))
            text = self.writable(element.text).replace("?>", "? >")
            return f"<?{target} {text}?>" if text else f"<?{target}?>"
        return self.text(element.text)  # an entity's name; no document of ours declares it


@lru_cache(maxsize=64)
def _is_valid(uri: str) -> bool:
    """Check whether libxml2 takes a text for a URI (RFC 3986)."""
    try:
        etree.Element("a", nsmap={"a": uri})
    except ValueError:
        return False
    return True


def _is_free(prefix: str, uri: str) -> bool:
    return prefix not in {"xml", "xmlns"} and uri not in {XML, XMLNS}
