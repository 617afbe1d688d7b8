"""Ids of posts and files by their addresses, as pass 1 meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive.assembly.identity import canonicalize_url, digest
from wparchive.web.splitting import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wparchive.model.records import Post

    RecordId = int | str
    """An id; or, for a post whose id is made up later, the key of the post."""

_NUMBERED: Final = "?p={}"


class RecordIds:
    """Finds posts by their permalinks, and attachments by their files.

    Only digests of addresses stay in memory, some 100 bytes a post.
    """

    def __init__(self) -> None:
        self._posts: dict[int, RecordId] = {}
        self._files: dict[int, RecordId] = {}
        self._orphans: list[tuple[str, RecordId, int]] = []

    def add(self, post: Post, record_id: RecordId, key: str) -> None:
        """Take note of a post.

        Args:
            post: The post.
            record_id: Its id, or its key if the id is made up later.
            key: Its key.
        """
        for address in _names(post):
            self._posts.setdefault(digest(address), record_id)
        if post.attachment_url:
            self._files.setdefault(digest(post.attachment_url), record_id)
        if post.type == "attachment" and not post.parent and (above := _above(post.link)):
            self._orphans.append((key, record_id, digest(above)))

    def post(self, url: str, ids: Mapping[str, int]) -> int | None:
        """Return the id of the post at an address; None without one."""
        name = _name(url)
        return resolved(self._posts.get(digest(name)), ids) if name else None

    def file(self, url: str, ids: Mapping[str, int]) -> int | None:
        """Return the id of the attachment of a file; None without one."""
        return resolved(self._files.get(digest(url)), ids)

    def parents(self, ids: Mapping[str, int]) -> dict[str, int]:
        """Return the ids of posts below whose permalinks attachments are, by the latters' keys.

        ``get_attachment_link()`` puts the slug of an attachment below its parent's permalink.
        """
        pairs = ((key, resolved(self._posts.get(above), ids)) for key, _, above in self._orphans)
        return {key: parent for key, parent in pairs if parent is not None}

    def families(self, ids: Mapping[str, int]) -> Iterator[tuple[int, int]]:
        """Yield the ids of attachments and of the posts below whose permalinks they are."""
        for _, record_id, above in self._orphans:
            child, parent = resolved(record_id, ids), resolved(self._posts.get(above), ids)
            if child is not None and parent is not None:
                yield child, parent


def resolved(record_id: RecordId | None, ids: Mapping[str, int]) -> int | None:
    """Return the id of a post, now that all made-up ids are known; None for no post."""
    return ids.get(record_id) if isinstance(record_id, str) else record_id


def _names(post: Post) -> list[str]:
    found = [_name(post.link or "")]
    host = urlsplit(post.link or "").netloc
    if post.id is not None and host:
        found.append(_name(f"https://{host}/{_NUMBERED.format(post.id)}"))
    return [name for name in dict.fromkeys(found) if name]


def _name(url: str) -> str:
    address = canonicalize_url(url) if url else None
    if address is None:
        return ""
    if address.number is not None:
        return f"{address.host} {address.number}"
    return f"{address.host}{address.path}?{address.query}" if address.path else ""


def _above(link: str | None) -> str:
    address = canonicalize_url(link) if link else None
    if address is None or address.query:
        return ""
    above = address.path.rpartition("/")[0].removesuffix("/attachment")
    return f"{address.host}{above}?" if above else ""
