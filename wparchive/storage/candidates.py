"""Candidates: files of a directory or container that are worth opening, by name alone."""

from __future__ import annotations

import re
from urllib.parse import unquote

from wparchive import patterns

_KINDS = {
    "images": "apng avif bmp cur gif heic ico jpe jpeg jpg jfif png psd svg tif tiff webp",
    "styles and scripts": "css js jsm less map mjs scss",
    "fonts": "eot otf ttf woff woff2",
    "sounds and films": "3gp aac avi flac flv m4a m4v mkv mov mp3 mp4 mpeg mpg oga ogg ogv swf wav"
    " weba webm wma wmv",
    "documents": "doc docx epub odp ods odt pdf pps ppt pptx rtf xls xlsx",
}
_BY_ENDING = {ending: kind for kind, endings in _KINDS.items() for ending in endings.split()}
_ENDING = patterns.lazy(r"\.([a-z0-9]{1,5})$", re.IGNORECASE)
# How mirroring programs write a query into a file's name (wget, wget for Windows).
_QUERY = patterns.lazy(r"[?@]|%3f", re.IGNORECASE)
_ESCAPES = patterns.lazy(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|[\x00-\x1f\x7f]")
_ASIDE = frozenset({"__MACOSX", ".git", ".hg", ".svn", "hts-cache"})
"""Directories of packers, version control, and HTTrack's own copies of what it saved."""
_EXPORT = patterns.lazy(r"\.(?:xml|wxr)(?:\.(?:gz|bz2|xz))?$", re.IGNORECASE)


def kind_of_asset(name: str) -> str | None:
    """Return the kind of a file that no reader wants, by its name, as ``images``; else None."""
    base = name.rpartition("/")[2]
    for part in (_QUERY.split(base, maxsplit=1)[0], unquote(base)):
        if (ending := _ENDING.search(part)) and (kind := _BY_ENDING.get(ending[1].lower())):
            return kind
    return None


def is_aside(name: str) -> bool:
    """Check whether a file belongs to another program than the blog's."""
    parts = name.split("/")
    return not _ASIDE.isdisjoint(parts) or parts[-1].startswith("._")


def escapes(name: str) -> bool:
    """Check whether an entry's name points outside its container."""
    return _ESCAPES.search(name) is not None


def is_export(name: str) -> bool:
    """Check whether a file has a name as exports have."""
    return _EXPORT.search(name) is not None
