"""Where the files of a blog's uploads go."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wparchive.content import urls
from wparchive.storage.names import safe_name
from wparchive.transforms.links.resolve import Kind, Target

_UPLOADS = re.compile(r"(?:^|/)(?:wp-content/(?:uploads|blogs\.dir/\d+/files)|files)/(.+)")


@dataclass(frozen=True)
class Places:
    """Where each upload goes; picklable.

    Attributes:
        exact: Places by path below the uploads, as `urls.path_of` writes it.
        images: Paths by what all sizes of an image share, of the largest there is.
    """

    exact: dict[str, str]
    images: dict[str, str]

    def find(self, path: str) -> str | None:
        """The key of an upload, or of the same image in its greatest size; None if it is not here.

        Args:
            path: Below the uploads.
        """
        key = urls.path_of(path)
        return key if key in self.exact else self.images.get(urls.image_root(key))

    def behind(self, address: str, base: str, file: str) -> str | None:
        """The key of the upload that an address leads to; None if it is not here.

        Args:
            address: The URL.
            base: What a relative one is relative to.
            file: The path below the uploads of the attachment that it belongs to, if it is known.
        """
        url = urls.parse(address, base)
        if url is None:
            return None
        path = urls.path_of(urls.behind_proxy(url).path)
        match = _UPLOADS.search(path)
        for candidate in (match[1] if match else path, file):
            if candidate and (key := self.find(candidate)) is not None:
                return key
        return None


def upload_place(address: str, base: str, target: Target) -> str | None:
    """Where a fetched upload goes, below the uploads; None if a link leads to none."""
    is_attached = target.kind is Kind.ATTACHMENT and target.part in {"file", "size"}
    if not is_attached and target.kind is not Kind.FILE:
        return None
    url = urls.parse(address, base)
    if url is None:
        return None
    path = urls.readable(urls.behind_proxy(url).path)
    match = _UPLOADS.search(path)
    if match is None and not is_attached:
        return None
    parts = [safe_name(part, "file") for part in (match[1] if match else path).split("/") if part]
    return "/".join(parts) or None
