"""Paths of uploaded files (``wp_upload_dir()``), also of a site in a network (``ms-files.php``)."""

from __future__ import annotations

from typing import Final

from wparchive import patterns

_UPLOADS: Final = patterns.lazy(
    r"(?:^|/)(?:wp-content/(?:uploads|blogs\.dir/\d+/files)|files)/(?P<file>.+)"
)


def upload_below(path: str) -> str | None:
    """Return the part of a path below the uploads folder; None if the path is not below one."""
    match = _UPLOADS.search(path)
    return match["file"] if match else None
