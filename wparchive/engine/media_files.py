"""The blog's media of one run: where they come from, and which of them belong to one post."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from wparchive import links
from wparchive.engine.archive_index import is_withheld
from wparchive.engine.media_losses import check_downloads
from wparchive.engine.placements import unpack
from wparchive.engine.report import REPORT
from wparchive.errors import OutputError, extras
from wparchive.errors.notices import UNQUOTED
from wparchive.media import (
    FETCH,
    INPUTS,
    Bundle,
    DownloadFolder,
    MediaLibrary,
    MediaSources,
    assign_bundles,
    is_active,
    original_address,
)
from wparchive.storage.disk_errors import writing
from wparchive.storage.fixity import MANIFEST
from wparchive.storage.limits import Limits
from wparchive.transforms.edition import public_edition
from wparchive.transforms.visibility import HiddenReason
from wparchive.version import __version__
from wparchive.web import urls

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from wparchive.engine.archive_index import ArchiveIndex
    from wparchive.engine.request import Request
    from wparchive.errors.notices import Notice
    from wparchive.formats.writers import Writer
    from wparchive.render.links import Link
    from wparchive.storage.source import Source
    from wparchive.web.urls import Url

_UPLOADS = "wp-content/uploads"


def check_download_folder(request: Request) -> None:
    """Refuse to download into a folder that cannot be written, before the work begins.

    Raises:
        OutputError: It is not a folder, not writable, or an output of wparchive.
    """
    folder = download_folder_of(request)
    if folder is None:
        return
    if all((folder / name).is_file() for name in (MANIFEST, REPORT)):
        raise OutputError(
            f"{folder.name} is an earlier output of wparchive. --media fetch would keep its"
            " downloads there.",
            hint="Name another output directory, or move the earlier output.",
        )
    with writing(folder, "directory for downloads"):
        if os.path.lexists(folder) and not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        place = next(path for path in (folder, *folder.parents) if path.exists())
        if not os.access(place, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def download_folder(out: Path) -> Path:
    """Return the folder that keeps downloads for the next run: beside the output directory."""
    return out.resolve().with_name(f"{out.name}.media")


def download_folder_of(request: Request) -> Path | None:
    """Return the folder for downloads; None if the request downloads nothing, or writes nothing."""
    if request.media != FETCH or request.out is None:
        return None
    return download_folder(request.out)


def open_media(request: Request) -> MediaSources:
    """Open the media that the user names; those of the inputs and the web come later.

    Raises:
        MissingInputError: They are not there.
        UsageError: A package for downloading is not installed.
    """
    if request.media == FETCH:
        for package in ("httpx", "protego"):
            extras.load(package, "fetch", "--media fetch")
    media = MediaSources(request.limits, request.as_of)
    if request.media not in {None, FETCH, INPUTS}:
        media.add_path(Path(request.media or ""))
    return media


def collect_media(
    request: Request,
    media: MediaSources,
    sources: Sequence[Source],
    index: ArchiveIndex,
    addresses: links.LinkIndex,
) -> tuple[MediaLibrary | None, list[Notice]]:
    """Collect the media from where the user wants them, now that the blog's hosts are known.

    Returns:
        The media by their URLs, None if the user wants none; and notices.
    """
    notices: list[Notice] = []
    blogs = index.blogs
    if request.media == INPUTS:
        media.add_inputs(request.given_inputs, sources)
    owners = _owners(index, addresses, blogs)
    wanted: dict[str, list[str]] = {}
    if request.media == FETCH:
        fetched, notices, wanted = _download(request, index, addresses, blogs, owners)
        media.add_downloads(fetched)
    if request.media is None:
        return None, media.notices

    def is_own(host: str) -> bool:
        return host in media.hosts or addresses.is_own(host)

    uploads = MediaLibrary(media.assets, is_own, blogs, owners)
    _check_update(request, _finder(uploads.places, index, addresses), addresses, wanted)
    missed = frozenset(links.split_message(notice.message)[0] for notice in notices)
    uploads.places = replace(uploads.places, missed=missed)
    uploads.add_unread(media.unread)
    return uploads, [*notices, *media.notices, *_damage(uploads, index, addresses)]


def _damage(
    uploads: MediaLibrary, index: ArchiveIndex, addresses: links.LinkIndex
) -> Iterator[Notice]:
    """Yield notices of damaged files, now that it is known which files public posts name."""
    if uploads.damaged:
        finder = _finder(uploads.places, index, addresses)
        for link, base, target in _public_links(index, addresses):
            if _is_shown(link):
                uploads.damaged.use(finder.names(link.url, base, target))
    yield from uploads.damaged.notices()


def _check_update(
    request: Request,
    finder: links.MediaLookup,
    addresses: links.LinkIndex,
    wanted: Mapping[str, Iterable[str]],
) -> None:
    """Refuse to replace an output that has files which could not be downloaded again."""
    folder = download_folder_of(request)
    if not request.update or request.out is None or folder is None:
        return
    resolver = links.Resolver(addresses)

    def is_found(address: str) -> bool:
        return finder.find(address, address, resolver.resolve(address)) is not None

    check_downloads(request.out, folder, wanted, is_found)


def _finder(
    places: links.MediaMap, index: ArchiveIndex, addresses: links.LinkIndex
) -> links.MediaLookup:
    withheld = partial(is_withheld, visibility=index.visibility)
    return links.MediaLookup(places, links.Resolver(addresses), withheld)


def _owners(
    index: ArchiveIndex, addresses: links.LinkIndex, blogs: links.Blogs
) -> links.FileOwners:
    visibility = index.visibility
    return links.FileOwners(
        (post for _, post in addresses.posts()),
        partial(is_withheld, visibility=visibility),
        blogs,
        shows_kept=HiddenReason.MEMBERS in visibility.include,
    )


def _download(
    request: Request,
    index: ArchiveIndex,
    addresses: links.LinkIndex,
    blogs: links.Blogs,
    owners: links.FileOwners,
) -> tuple[DownloadFolder, list[Notice], dict[str, list[str]]]:
    """Download the media that public posts name, into a directory beside the output.

    Returns:
        The directory, notices, and by address of each file the paths in the directory that it may
        have.
    """
    from wparchive.media.download import FetchPolicy, fetch  # noqa: PLC0415 - only for those who ask for it

    folder = download_folder_of(request)
    assert folder is not None
    agent = f"wparchive/{__version__}"
    policy = FetchPolicy(agent=agent, allow_private=request.allow_private_networks)
    policy.max_total = (request.limits or Limits()).unpacked
    fetched = DownloadFolder(folder)
    wanted: list[tuple[str, str]] = []
    originals: dict[str, tuple[str, str]] = {}
    places: dict[str, list[str]] = {}
    named = _media_named(index, addresses)
    for address, path in named:
        original = original_address(address)
        url = urls.parse(original)
        if owners.is_hidden([path] if url is None else _names_of(url, path, blogs)):
            continue
        folder_name = _uploads_folder(url, path, blogs, addresses) if url is not None else ""
        place = fetched.place(path, address, folder_name)
        wanted.append((address, place))
        places[address] = [place]
        if original != address:
            originals[address] = (original, fetched.place(path, original, folder_name))
            places[address].append(originals[address][1])
    with writing(folder, "directory for downloads"):
        fetched.save()
        misses = fetch(wanted, folder, policy, originals)
    shown = {address for (address, _), is_shown in named.items() if is_shown}
    shown.update(originals[address][0] for address in shown & originals.keys())
    quoted = {links.missing_message(address) for address in shown}
    return fetched, [_quoting(miss, quoted) for miss in misses], places


def _quoting(miss: Notice, quoted: Container[str]) -> Notice:
    """Return a notice of a download, which public files quote only if public formats have it."""
    is_public = links.split_message(miss.message)[0] in quoted
    return miss._replace(public=miss.message if is_public else UNQUOTED)


def _names_of(url: Url, path: str, blogs: links.Blogs) -> list[str]:
    """Return the names by which the owner of a file is found."""
    return [links.full_name(url), blogs.file_name(url, path), path]


def _uploads_folder(url: Url, path: str, blogs: links.Blogs, addresses: links.LinkIndex) -> str:
    """Return a name of the uploads folder that a URL is in: the blog's, or another of its host.

    Args:
        url: The URL of a file.
        path: Its path below the uploads folder.
        blogs: The blogs of the archive.
        addresses: The addresses of the archive.
    """
    blog = blogs.name(url)
    below = addresses.base_urls.relative_path(url.host, urls.exact_file_path(url.path)) or ""
    folder = below.removesuffix(path).strip("/")
    usual = folder == _UPLOADS or not below.endswith(path)
    return blog if usual or not folder else f"{blog}/{folder}"


def _media_named(index: ArchiveIndex, addresses: links.LinkIndex) -> dict[tuple[str, str], bool]:
    """Return the URLs of the media that public posts name, and their paths below the uploads.

    The value is false for what only meta fields name, since public formats may leave these out.
    """
    named: dict[tuple[str, str], bool] = {}
    for link, base, target in _public_links(index, addresses):
        path = links.upload_path(link.url, base, target)
        if path and not is_active(path):
            media = links.absolute(link.url, base), path
            named[media] = named.get(media, False) or _is_shown(link)
    return named


def _is_shown(link: Link) -> bool:
    return link.where != "meta" or link.is_query


def _public_links(
    index: ArchiveIndex, addresses: links.LinkIndex
) -> Iterator[tuple[Link, str, links.Target]]:
    """Yield the links of public posts, each with what it is relative to, and its target."""
    resolver = links.Resolver(addresses)
    site = index.metadata.site.link
    for number, document in enumerate(index.documents):
        index.enter(number)
        for part in document.ranges:
            for post in document.posts(part, []):
                shown = public_edition(post, index.visibility).post
                if shown is None:
                    continue
                base = resolver.base(shown.link, site)
                post_links = links.PostLinks(shown, resolver, site)
                for link, target in zip(post_links.links, post_links.targets, strict=True):
                    yield link, base, target


def bundle_media(
    index: ArchiveIndex, addresses: links.LinkIndex, places: links.MediaMap, writer: Writer
) -> links.MediaMap:
    """Move each file that one post alone names beside that post.

    Args:
        index: The index of the archive.
        addresses: The addresses of the archive.
        places: Where the media go, all in one folder.
        writer: The format that has a folder for each post.
    """

    def bundles() -> Iterator[Bundle]:
        for task in index.tasks:
            index.enter(task.document)
            posts = index.documents[task.document].posts(task.range, [])
            for post, packed in zip(posts, task.placements[writer.name], strict=True):
                placement = unpack(packed)
                with_comments = writer.writes_comments
                edition = public_edition(post, index.visibility, with_comments=with_comments)
                if placement.path and edition.post is not None:
                    yield Bundle(edition.post, placement.path, placement.url)

    resolver = links.Resolver(addresses)
    finder = _finder(places, index, addresses)
    return replace(
        places, bundled=assign_bundles(bundles(), finder, resolver, index.metadata.site.link)
    )
