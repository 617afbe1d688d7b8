"""Whether a mirroring program rewrote the links of a page, as the page itself shows."""

from __future__ import annotations

import re
from typing import Final

from wparchive import patterns
from wparchive.web.splitting import urlsplit

_RELATIVE: Final = patterns.lazy(
    rb"<[a-z]\w*+(?=\s)(?:(?!<[a-z])[^>])*?\s(?:href|src)\s*+=\s*+[\"'](?![a-z][a-z0-9+.-]*:|[/#?])([^\"'>]++)",
    re.IGNORECASE,
)
# No link of WordPress names an index file, and links to its own folders begin with the host.
_RENAMED: Final = patterns.lazy(
    rb"(?:[^?#]*/)?index(?:[0-9a-f]{4})?\.html?(?:[?#%@]|$)", re.IGNORECASE
)
_CORE: Final = patterns.lazy(rb"(?:\.\.?/)+(?:[\w~-]+/)*wp-(?:content|includes)/", re.IGNORECASE)
_HTML: Final = patterns.lazy(r"\.html?$", re.IGNORECASE)


def has_rewritten_links(data: bytes, *, is_renamed: bool) -> bool:
    """Return whether relative links in a page are a mirroring program's work, not an author's.

    Args:
        data: The page's markup.
        is_renamed: Whether the page's file has an ending that its permalink has not. Its links
            to other pages then have the ending, too.
    """
    for match in _RELATIVE.finditer(data):
        link = match[1]
        if _RENAMED.match(link) or _CORE.match(link):
            return True
        if is_renamed and link.partition(b"#")[0].lower().endswith((b".html", b".htm")):
            return True
    return False


def permalink_ending(found_at: str | None, permalink: str | None) -> str | None:
    """Return the end of a permalink in place of the file's ``.html``: nothing or a slash.

    Args:
        found_at: The URL of the page's file in the mirror; None if unknown.
        permalink: The permalink that the page declares; None if unknown.

    Returns:
        The ending; None if the mirror did not add ``.html``.
    """
    if not found_at or not permalink:
        return None
    file, declared = urlsplit(found_at), urlsplit(permalink)
    bare = _HTML.sub("", file.path)
    if bare == file.path or declared.query or file.netloc != declared.netloc:
        return None
    if bare.endswith("/index"):
        return None
    return {bare: "", f"{bare}/": "/"}.get(declared.path)
