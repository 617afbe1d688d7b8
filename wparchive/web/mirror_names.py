"""From the files of a mirror to the addresses they were saved from.

wget, HTTrack, Simply Static and the Wayback Machine's downloaders lay files out as the addresses
are built, with a directory for the host or without, and put queries into names.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlunsplit

from wparchive import patterns
from wparchive.web.splitting import urlsplit

_WAYBACK = patterns.lazy(
    r"^(?:https?:)?(?://[^/]*)?/?(?:web/)?(?:\d{4,14}|\*)(?:[a-z]{2}_)?/(?=https?:/)", re.IGNORECASE
)
_WAYBACK_PART = patterns.lazy(
    r"(?:^|/)web/\d{4,14}(?:[a-z]{2}_)?/(https?)[:_]?/{1,2}([^/]+)(/.*)?$"
)
_ESCAPE = patterns.lazy(r"%[0-9A-F]{2}")
_SCHEME = patterns.lazy(r"^(https?):/+", re.IGNORECASE)
_HOST = patterns.lazy(
    r"(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]{1,23})(?:[:+@]\d{2,5})?",
    re.IGNORECASE,
)
_CAPTURE_TIME = patterns.lazy(
    r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])([0-5]\d)([0-5]\d)"
)
_EXTERNAL = patterns.lazy(r"(?:\.\./|\./)*external\.html\?link=(?=https?:|//)", re.IGNORECASE)
_NO_HOST = patterns.lazy(r"^(?:https?:)?//\.(?=[/?#]|$)", re.IGNORECASE)
_FILES = frozenset(
    "html htm xhtml shtml php asp aspx jsp cgi xml rss atom json txt css js zip gz tar dir".split()
)
"""Endings of names that are no hosts: of files, and of WordPress's directory ``blogs.dir``."""
_INDEX = patterns.lazy(
    r"(?:^|(?<=/))(?:index|default)\.(?:html?|php|aspx?|shtml|xhtml|xml|rss)$", re.IGNORECASE
)
_QUERY = patterns.lazy(
    r"^(?P<file>[^?@]*)[?@](?P<query>[\w%\[\]-]+=[^/]*?)(?:\.x?html?)?$", re.IGNORECASE
)
_QUERY_FOLDER = patterns.lazy(r"(?P<file>(?:[\w-]+\.php)?)\?(?P<query>[\w%\[\]-]+=[^/]*)$")
_COPY = patterns.lazy(r"(?<=[^/])\.orig$|(?<=\.html)\.\d{1,3}$|(?<=\.htm)\.\d{1,3}$")
"""What wget adds to the name of a page as it was before links were changed, or of a second copy."""
HASHED = patterns.lazy(r"(?:^|(?<=/))index[0-9a-f]{4}\.html?$")
"""HTTrack's name for a page that differs from another one by its query only."""


def without_wayback(url: str) -> str:
    """Strip the Wayback Machine's prefix; ``http:/host`` gets its slash back."""
    match = _WAYBACK.match(url)
    return _SCHEME.sub(r"\1://", url[match.end() :]) if match else url


def without_external(url: str) -> str:
    """Return the address of another site that HTTrack's page ``external.html`` was put before."""
    match = _EXTERNAL.match(url)
    return url[match.end() :] if match else url


def without_placeholder(url: str) -> str:
    """Strip the host ``.``, which static exporters write in place of the site's own."""
    if match := _NO_HOST.match(url):
        rest = url[match.end() :]
        return rest if rest.startswith("/") else f"/{rest}"
    return url


def capture_date(folder: str) -> str | None:
    """Return the time of capture that ends a directory's path, in RFC 3339; None without one."""
    if match := _CAPTURE_TIME.fullmatch(folder.rstrip("/").rpartition("/")[2]):
        year, month, day, hour, minute, second = match.groups()
        return f"{year}-{month}-{day}T{hour}:{minute}:{second}Z"
    return None


def host_in(name: str) -> tuple[str, str] | None:
    """Find the directory in a file's path that is named after a host.

    Returns:
        The directories up to and with the host's, or with that of the time of capture below it
        (the Wayback downloader's ``--all-timestamps``), and the host with its scheme (or ``//``
        where that is not known); None if no directory looks like a host's.
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
            end = number + 1
            if end < len(parts) - 1 and _CAPTURE_TIME.fullmatch(parts[end]):
                end += 1
            return "/".join(parts[:end]), f"{scheme + ':' if scheme else ''}//{host}"
    return None


def original_path(path: str) -> str:
    """Return the path and query that a file below the site's root was saved from.

    ``2015/06/x/index.html`` is ``/2015/06/x/``, ``index.html?p=4.html`` and ``index.html@p=4.html``
    are ``/?p=4``, and so is ``?p=4/index.html``.

    Args:
        path: With or without a slash before it, as the file system has it or percent-encoded.
    """
    path = _COPY.sub("", path)
    plain = unquote(path).lstrip("/") if "%3f" in path.lower() else path.lstrip("/")
    folder, slash, base = plain.rpartition("/")
    query = ""
    if match := _QUERY.match(base):
        base, query = match["file"], match["query"]
        query = query.replace("&amp;", "&")
    base = _INDEX.sub("", base)
    if not base and not query:
        above, _, last = folder.rpartition("/")
        if match := _QUERY_FOLDER.fullmatch(last):
            base, query = match["file"], match["query"]
            folder, slash = above, "/" if above else ""
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
    if parts.query and HASHED.search(parts.path):
        return urlunsplit(parts._replace(path=HASHED.sub("", parts.path)))
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    if parts.query and not re.search(r"(?:index|default)\.\w+$|\.html$", path):
        return url
    restored = original_path(path)
    file, _, query = restored.partition("?")
    return urlunsplit((parts.scheme, parts.netloc, file, query, parts.fragment))
