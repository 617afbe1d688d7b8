"""Page bundles: a file that only one post uses is stored beside that post."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from wparchive import links
from wparchive.links import BundledFile
from wparchive.storage.names import collision_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.model.records import Post

_INDEX = "/index.md"
# Site generators would take these for pages of their own.
_PAGES = frozenset({"md", "markdown", "html", "htm", "adoc", "org", "rst", "pandoc", "pdc"})


class Bundle(NamedTuple):
    """A post as an output will have it.

    Attributes:
        post: What the output shows of it.
        name: Its path below OUT.
        address: Its path from the site's root.
    """

    post: Post
    name: str
    address: str


def assign_bundles(
    bundles: Iterable[Bundle],
    lookup: links.MediaLookup,
    resolver: links.Resolver,
    site: str | None,
) -> dict[str, BundledFile]:
    """Choose the files that go beside a post: those that no other post names.

    A file that no post names, such as a gallery's, belongs to the post that it was uploaded to.

    Args:
        bundles: All posts that are written, in any order.
        lookup: Finds uploads.
        resolver: Finds targets of links.
        site: The blog's address.

    Returns:
        Bundled files by path; all other files stay in the shared folder.
    """
    owners: dict[str, set[str]] = {}
    uploaded: dict[str, int] = {}
    addresses: dict[str, str] = {}
    names: dict[int, str] = {}
    for bundle in bundles:
        post = bundle.post
        found = _named(post, lookup, resolver, site)
        if post.type == "attachment":  # its own page does not show which post uses it
            uploaded.update(dict.fromkeys(found, post.parent or 0))
            continue
        addresses[bundle.name] = bundle.address
        if post.id is not None:
            names.setdefault(post.id, bundle.name)
        for place in found:
            owners.setdefault(place, set()).add(bundle.name)
    for place, parent in uploaded.items():
        if place not in owners and parent in names:
            owners[place] = {names[parent]}
    used: set[str] = set()
    bundled_files: dict[str, BundledFile] = {}
    for place in sorted(owners):
        name, *others = owners[place]
        bundled = None if others else _bundled_file(place, name, addresses[name])
        if bundled is not None and (key := collision_key(bundled.path)) not in used:
            used.add(key)
            bundled_files[place] = bundled
    return bundled_files


def _named(
    post: Post, lookup: links.MediaLookup, resolver: links.Resolver, site: str | None
) -> Iterator[str]:
    base = resolver.base(post.link, site)
    post_links = links.PostLinks(post, resolver, site)
    for link, target in zip(post_links.links, post_links.targets, strict=True):
        place = lookup.find(link.url, base, target)
        if place is not None:
            yield place


def _bundled_file(place: str, name: str, address: str) -> BundledFile | None:
    """Return a file's place beside a post; None if it would not be published with the post."""
    file = place.rpartition("/")[2]  # safe already; once more, a%2570 would become ap
    directory = address if address.endswith("/") else f"{posixpath.dirname(address)}/"
    published = address.endswith(("/", _INDEX))
    if not name.endswith(_INDEX) or not published or file.rpartition(".")[2].lower() in _PAGES:
        return None
    return BundledFile(f"{posixpath.dirname(name)}/{file}", directory + file)
