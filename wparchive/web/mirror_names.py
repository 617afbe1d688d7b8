"""From the files of a mirror to the addresses they were saved from.

wget, HTTrack, Simply Static and the Wayback Machine's downloaders lay files out as the addresses
are built, with a directory for the host or without, and put queries into names.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlunsplit

from wparchive.web.splitting import urlsplit

_WAYBACK = re.compile(
    r"^(?:https?:)?(?://[^/]*)?/?(?:web/)?(?:\d{4,14}|\*)(?:[a-z]{2}_)?/(?=https?:/)", re.IGNORECASE
)
_WAYBACK_PART = re.compile(r"(?:^|/)web/\d{4,14}(?:[a-z]{2}_)?/(https?)[:_]?/{1,2}([^/]+)(/.*)?$")
_ESCAPE = re.compile(r"%[0-9A-F]{2}")
_SCHEME = re.compile(r"^(https?):/+", re.IGNORECASE)
_HOST = re.compile(
    r"(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]{1,23})(?:[:+@]\d{2,5})?",
    re.IGNORECASE,
)
_FILES = frozenset(
    "html htm xhtml shtml php asp aspx jsp cgi xml rss atom json txt css js zip gz tar".split()
)
_INDEX = re.compile(
    r"(?:^|(?<=/))(?:index|default)\.(?:html?|php|aspx?|shtml|xhtml|xml|rss)$", re.IGNORECASE
)
_QUERY = re.compile(
    r"^(?P<file>[^?@]*)[?@](?P<query>[\w%\[\]-]+=[^/]*?)(?:\.x?html?)?$", re.IGNORECASE
)


def without_wayback(url: str) -> str:
    """Strip the Wayback Machine's prefix; ``http:/host`` gets its slash back."""
    match = _WAYBACK.match(url)
    return _SCHEME.sub(r"\1://", url[match.end() :]) if match else url


def host_in(name: str) -> tuple[str, str] | None:
    """Find the directory in a file's path that is named after a host.

    Returns:
        The directories up to and with the host's, and the host with its scheme (or ``//`` where
        that is not known); None if no directory looks like a host's.
    """
    if match := _WAYBACK_PART.search(name):
        return name[: match.end(2)], f"{match[1]}://{match[2]}"
    parts = name.split("/")
    for number, part in enumerate(parts[:-1]):
        ending = part.rpartition(".")[2].lower()
        if _HOST.fullmatch(part) and ending not in _FILES:
            before = parts[number - 1] if number else ""
            scheme = before if before in {"http", "https"} else ""
            host = re.sub(r"[+@](?=\d+$)", ":", part)
            return "/".join(parts[: number + 1]), f"{scheme + ':' if scheme else ''}//{host}"
    return None


def original_path(path: str) -> str:
    """Return the path and query that a file below the site's root was saved from.

    ``2015/06/x/index.html`` is ``/2015/06/x/``, ``index.html?p=4.html`` and ``index.html@p=4.html``
    are ``/?p=4``.

    Args:
        path: With or without a slash before it, as the file system has it or percent-encoded.
    """
    plain = unquote(path).lstrip("/") if "%3f" in path.lower() else path.lstrip("/")
    folder, slash, base = plain.rpartition("/")
    query = ""
    if match := _QUERY.match(base):
        base, query = match["file"], match["query"]
        query = query.replace("&amp;", "&")
    base = _INDEX.sub("", base)
    found = f"/{folder}{slash}{base}"
    # Slugs are encoded in lower case (sanitize_title_with_dashes()).
    found = quote(found, safe="%/:=&~+!$,;'@()*", errors="surrogateescape")
    found = _ESCAPE.sub(lambda m: m[0].lower(), found)
    return f"{found}?{query}" if query else found


def original_url(url: str) -> str:
    """Return the original of an address inside of a mirror, joined to the site's root."""
    url = without_wayback(url)
    parts = urlsplit(url)
    if not parts.netloc and (parts.scheme or not parts.path.startswith("/")):
        return url
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    if parts.query and not re.search(r"(?:index|default)\.\w+$|\.html$", path):
        return url
    restored = original_path(path)
    file, _, query = restored.partition("?")
    return urlunsplit((parts.scheme, parts.netloc, file, query, parts.fragment))
