"""Paths of uploaded files (``wp_upload_dir()``), also of a site in a network (``ms-files.php``)."""

from __future__ import annotations

from typing import Final

from wparchive import patterns

_UPLOADS: Final = patterns.lazy(
    r"(?:^|/)(?:wp-content/(?:uploads|blogs\.dir/\d+/files)|files)/(?P<file>.+)"
)


_OF_SITE: Final = patterns.lazy(
    r"(?:^|(?:^|/)(?:uploads|wp-content)/)(?P<file>(?:sites/\d+|blogs\.dir/\d+/files)/.+)"
)


def upload_below(path: str) -> str | None:
    """Return the part of a path below the uploads folder; None if the path is not below one."""
    match = _UPLOADS.search(path)
    return match["file"] if match else None


def upload_of_site(path: str) -> str | None:
    """Return the part of a path that says to which site of a network a file belongs, and the rest.

    Returns:
        ``sites/2/2020/01/a.jpg`` or ``blogs.dir/2/files/2020/01/a.jpg``; None for paths that do
        not say it.
    """
    match = _OF_SITE.search(path)
    return match["file"] if match else None
