"""SURT keys: addresses turned around, so that an index sorts them by host.

The canonical form is the Internet Archive's, which replay tools look up.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes, urlsplit

from wparchive import patterns

_WWW = patterns.lazy(r"^www\d*\.")
_PORTS = {"http": 80, "https": 443}
_MAX_UNESCAPING = 10


def surt(uri: str) -> str:
    """Return the key of a URI, such as ``example,blog)/2024/05?p=1``.

    In lower case; an address goes without scheme, ``www.`` and the slash at the end, and has its
    arguments in order.
    """
    parts = urlsplit(uri.strip())
    if not parts.netloc:
        return uri.strip().lower()
    key = ",".join(reversed(_WWW.sub("", parts.hostname or "").split(".")))
    if parts.port and parts.port != _PORTS.get(parts.scheme):
        key += f":{parts.port}"
    path = re.sub("//+", "/", _canonical(parts.path)).rstrip("/") or "/"
    query = "&".join(sorted(_canonical(parts.query).split("&")))
    return f"{key}){path}?{query}" if query else f"{key}){path}"


def _canonical(text: str) -> str:
    """Remove all escapes but the necessary ones, however often the text was escaped."""
    data = text.encode()
    for _ in range(_MAX_UNESCAPING):
        if (plain := unquote_to_bytes(data)) == data:
            break
        data = plain
    return "".join(
        f"%{byte:02x}" if byte <= 0x20 or byte >= 0x7F or byte in b"%#" else chr(byte)
        for byte in data.lower()
    )
