"""The files of an attachment: its own one, its sizes, and what WordPress made or kept of it."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any, Final

from wparchive import patterns
from wparchive.web import urls
from wparchive.wordpress.uploads import upload_below, upload_of_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.model.records import Post

_DATED: Final = patterns.lazy(r"(?<![^/])\d{4}/\d{2}/[^/]++\Z")
_PDF: Final = patterns.lazy(r"\.pdf\Z", re.IGNORECASE)
_FILES: Final = ("file", "original_image", "thumb")
"""Keys of ``_wp_attachment_metadata`` that name a file; ``thumb`` is WordPress 2.0's."""


def attachment_files(post: Post) -> list[str]:
    """List the names of an attachment's files: below the uploads, and with their hosts.

    A file may have several names, since addresses and paths may differ; those that are unlikely
    do no harm.

    Args:
        post: The attachment.

    Returns:
        Paths as `wparchive.web.urls.exact_file_path` writes them, and ``//HOST/PATH``. First
        are those of the file itself.
    """
    own = list(dict.fromkeys(_own(post)))
    made = [
        f"{folder}/{name}" if folder else name
        for folder in dict.fromkeys(path.rpartition("/")[0] for path in own)
        for name in dict.fromkeys(_made(post))
    ]
    previews = [
        _PDF.sub("-pdf.jpg", path) for path in own if _PDF.search(path)
    ]  # wp_generate_attachment_metadata()
    return list(dict.fromkeys([*own, *previews, *made]))


def _own(post: Post) -> Iterator[str]:
    for address in (post.attachment_url, post.guid):
        if not address:
            continue
        url = urls.parse(address.strip(), "http://site.invalid/")
        if url is None or "." not in url.path.rpartition("/")[2]:
            continue
        url = urls.without_image_proxy(url)
        path = urls.exact_file_path(url.path)
        if url.host != "site.invalid":
            yield f"//{url.host}/{path}"
        yield from _below(path)
    if file := post.get_meta("_wp_attached_file"):
        yield from _below(file)
        yield from _below(urls.exact_file_path(file))  # some importers store parts of addresses


def _below(path: str) -> Iterator[str]:
    """Yield a path below the uploads, of whatever system and however long it is."""
    path = urls.tidy_path(path.replace("\\", "/").strip())
    path = posixpath.normpath(path).lstrip("/") if path else ""
    if not path:
        return
    if site_path := upload_of_site(path):
        yield site_path
    yield upload_below(path) or path.removeprefix("uploads/")
    if dated := dated_path(path):
        yield dated


def dated_path(path: str) -> str:
    """Return the end of a path from its year on; empty if no year and month are in it."""
    dated = _DATED.search(path)
    return dated[0] if dated else ""


def _made(post: Post) -> Iterator[str]:
    """Yield the names of sizes and originals, all in the directory of the file."""
    for entry in post.meta:
        if entry.key == "_wp_attachment_metadata" and isinstance(entry.decoded, dict):
            yield from filter(None, (_name(entry.decoded.get(key)) for key in _FILES))
            yield from _names_in(entry.decoded.get("sizes"))
            yield from _names_in(entry.decoded.get("sources"))
        elif entry.key == "_wp_attachment_backup_sizes":
            yield from _names_in(entry.decoded)


def _names_in(sizes: Any) -> Iterator[str]:
    for size in sizes.values() if isinstance(sizes, dict) else ():
        if isinstance(size, dict) and (name := _name(size.get("file"))):
            yield name
        if isinstance(size, dict) and "sources" in size:  # of another format
            yield from _names_in(size["sources"])


def _name(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    return urls.exact_file_path(value.replace("\\", "/")).rpartition("/")[2]
