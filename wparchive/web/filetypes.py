"""Media types of files: by their first bytes, then by their names, then by a server's header.

The table is our own: the standard library's depends on the machine and on Python's version.
"""

from __future__ import annotations

from typing import Final

_MAGIC: Final = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypheic", "image/heic"),
    (0, b"BM", "image/bmp"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
)
_BY_ENDING: Final = {
    ending: kind
    for kind, endings in {
        "image/png": "png",
        "image/jpeg": "jpg jpeg jpe jfif",
        "image/gif": "gif",
        "image/webp": "webp",
        "image/avif": "avif",
        "image/heic": "heic",
        "image/bmp": "bmp",
        "image/tiff": "tif tiff",
        "image/svg+xml": "svg",
        "image/vnd.microsoft.icon": "ico",
        "audio/mpeg": "mp3",
        "audio/mp4": "m4a",
        "audio/ogg": "ogg oga opus",
        "audio/flac": "flac",
        "audio/wav": "wav",
        "video/mp4": "mp4 m4v",
        "video/webm": "webm",
        "video/ogg": "ogv",
        "video/quicktime": "mov",
        "video/x-msvideo": "avi",
        "video/x-flv": "flv",
        "video/x-ms-wmv": "wmv",
        "application/pdf": "pdf",
        "application/epub+zip": "epub",
        "application/msword": "doc",
        "application/vnd.ms-excel": "xls",
        "application/vnd.ms-powerpoint": "ppt pps",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
        "application/vnd.oasis.opendocument.text": "odt",
        "application/vnd.oasis.opendocument.spreadsheet": "ods",
        "application/vnd.oasis.opendocument.presentation": "odp",
        "application/rtf": "rtf",
        "application/zip": "zip",
        "application/gzip": "gz tgz",
        "application/x-tar": "tar",
        "application/json": "json",
        "application/xml": "xml",
        "application/x-shockwave-flash": "swf",
        "text/plain": "txt",
        "text/csv": "csv",
        "text/css": "css",
        "text/javascript": "js mjs",
        "text/html": "html htm",
        "text/calendar": "ics",
        "text/vtt": "vtt",
        "font/woff": "woff",
        "font/woff2": "woff2",
        "font/ttf": "ttf",
        "font/otf": "otf",
    }.items()
    for ending in endings.split()
}

KNOWN: Final = frozenset(_BY_ENDING.values())
"""All media types of the table."""


def media_type(name: str, start: bytes, declared: str = "") -> str:
    """Return the media type of a file.

    Args:
        name: Its name or path.
        start: Its first bytes.
        declared: The media type that a server gave it; empty if none did.
    """
    # Of two bytes only where the name agrees: many texts begin with "BM".
    ending = name.rpartition(".")[2].lower()
    by_name = _BY_ENDING.get(ending, "")
    for offset, mark, kind in _MAGIC:
        if start[offset : offset + len(mark)] == mark and (len(mark) > 2 or kind == by_name):
            # A container of many kinds is what its name says.
            return by_name if by_name.partition("/")[0] in {"audio", "video"} else kind
    return by_name or declared or "application/octet-stream"
