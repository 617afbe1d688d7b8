"""Writing media: each file that an output names, once, and the list of all of them."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

from wparchive.errors.notices import UNQUOTED, Code, Notice
from wparchive.formats.writers import MediaFile
from wparchive.storage.names import readable
from wparchive.storage.recovery import DamageError
from wparchive.web import urls
from wparchive.web.filetypes import media_type

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from wparchive.formats.writers import Writer
    from wparchive.links import BundledFile
    from wparchive.media.library import MediaLibrary
    from wparchive.model.records import Post
    from wparchive.storage.assets import Asset
    from wparchive.storage.outputs import StagedOutput

    Urls = Mapping[str, Collection[str]]

LIST = "media.json"
"""The list of the files that were written, with what attachments say of them."""


class AttachmentInfo(NamedTuple):
    """The public information of an attachment about its file."""

    id: int | None
    title: str | None
    alt: str | None
    caption: str | None
    width: int | None
    height: int | None


def attachment_info(post: Post) -> AttachmentInfo:
    """Return an attachment's data about its file, with the dimensions that WordPress measured."""
    meta = next((m.decoded for m in post.meta if m.key == "_wp_attachment_metadata"), None)
    sizes = meta if isinstance(meta, dict) else {}
    width, height = (value if isinstance(value := sizes.get(n), int) else None
                     for n in ("width", "height"))  # fmt: skip
    alt = post.get_meta("_wp_attachment_image_alt")
    return AttachmentInfo(post.id, post.title, alt, post.excerpt or None, width, height)


class NamedFiles(NamedTuple):
    """The files that posts name, by place.

    Attributes:
        urls: By format and place the addresses at which posts name a file.
        public_urls: The same of public posts, for all formats.
        attachments: By place what public attachments say of a file.
    """

    urls: Mapping[str, Urls]
    public_urls: Urls
    attachments: Mapping[str, Collection[AttachmentInfo]]


class MediaResult(NamedTuple):
    """The result of writing media.

    Attributes:
        notices: One for each that cannot be read whole; it is in no format.
        places: Those that were written.
    """

    notices: list[Notice]
    places: set[str]


class _MeasuredFile:
    """The blocks of a file; once they have all been read, its size and digest are known."""

    def __init__(self, asset: Asset) -> None:
        self._asset = asset
        self.size = 0
        self.sha256 = ""
        self.start = b""

    def __call__(self) -> Iterator[bytes]:
        size, digest = 0, hashlib.sha256()
        for block in self._asset.blocks():
            self.start = self.start or block[:16]
            size += len(block)
            digest.update(block)
            yield block
        self.size, self.sha256 = size, digest.hexdigest()

    def as_dict(self) -> dict[str, object]:
        """Return size and digest for the list of files."""
        return {"size": self.size, "sha256": self.sha256}


def write_media(
    stage: StagedOutput,
    uploads: MediaLibrary,
    writers: Mapping[str, Writer],
    named: NamedFiles,
    bundled_files: Mapping[str, BundledFile],
) -> MediaResult:
    """Write the files that links or attachments named, each once a format.

    A list of the files that public posts name is beside them; it is public.

    Args:
        stage: The output.
        uploads: Where they come from.
        writers: The formats by name.
        named: The files.
        bundled_files: Files in page bundles, by their paths in the shared folder.
    """
    notices: list[Notice] = []
    written: set[str] = set()
    listed: list[dict[str, object]] = []
    for place in sorted({place for places in named.urls.values() for place in places}):
        asset = uploads[place]
        measured = _MeasuredFile(asset)
        path: str | None = None
        try:
            for name, writer in writers.items():
                if (addresses := named.urls.get(name, {}).get(place)) is None:
                    continue
                if writer.media_dir:
                    bundled = bundled_files.get(place)
                    target = bundled.path if bundled is not None else writer.media_dir + place
                    stored = stage.store(target, measured()).path
                    path = stored if writer.public else path
                elif writer.keeps_urls:
                    _record(stage, writer, asset, measured, _own_first(place, addresses))
        except DamageError as error:
            notice = Notice(Code.MEDIA_UNREADABLE, f"{readable(asset.name)}: {error}.")
            public = UNQUOTED
            if place in named.public_urls:
                public = f"{uploads.source(place, named.public_urls[place])}: {error}."
            notices.append(notice._replace(public=public))
            continue
        written.add(place)
        if place not in named.public_urls:
            continue
        listed.append(
            {
                "path": path,
                "source": uploads.source(place, named.public_urls[place]),
                **measured.as_dict(),
                "addresses": sorted(named.public_urls[place]),
                "attachments": [entry._asdict() for entry in named.attachments.get(place, ())],
            }
        )
    stage.write(LIST, f"{json.dumps(listed, ensure_ascii=False, indent=1)}\n".encode())
    return MediaResult(notices, written)


def _own_first(place: str, addresses: Collection[str]) -> list[str]:
    """Addresses in order; before those of copies and other sizes those of the file's own name."""
    own = place.rpartition("/")[2].lower()

    def key(address: str) -> tuple[bool, str]:
        path = urls.normalize_path(address.partition("?")[0])
        return path.rpartition("/")[2] != own or "?" in address, address

    return sorted(addresses, key=key)


def _record(
    stage: StagedOutput,
    writer: Writer,
    asset: Asset,
    measured: _MeasuredFile,
    addresses: list[str],
) -> None:
    for _ in measured():  # read once first, so that an unreadable file leaves no partial record
        pass
    kind = media_type(asset.name.partition("?")[0], measured.start, asset.media)
    writer.write_media(stage, MediaFile(addresses, measured, measured.size, kind))
