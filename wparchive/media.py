"""A blog's uploads: the files of ``wp-content/uploads`` in a directory, a zip or a tar."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from wparchive.content import urls
from wparchive.errors import LimitError, MissingInputError
from wparchive.notices import Code, Notice
from wparchive.storage import containers
from wparchive.storage.damage import DamageError
from wparchive.storage.names import safe_name
from wparchive.storage.packing import packing
from wparchive.storage.sources import Limits
from wparchive.transforms.links import Places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from wparchive.model.records import Post
    from wparchive.storage.outputs import Stage

_ROOT = re.compile(r"(?:^|/)(?:wp-content/)?uploads/(?=.)")
# Programs, and what steers servers: no reader's file.
_ACTIVE = re.compile(r"(?:^|/)\.|\.(?:ph(?:p\d?|tml|ar)|cgi|pl|py|asp|aspx|jsp|sh|exe)$")
_BLOCK = 1 << 20
FETCH = "fetch"
"""In place of a path: the uploads are had from where they were."""

LIST = "media.json"
"""The list of the files that were written, with what attachments say of them."""

_FOLDER = "wp-content/uploads"


class Upload(NamedTuple):
    """A file of the uploads.

    Attributes:
        name: Its path below the uploads, as found.
        place: Where it goes, below the folder for such files: made of safe names.
        blocks: Reads it; raises `DamageError` where that goes no further.
    """

    name: str
    place: str
    blocks: Callable[[], Iterator[bytes]]


class _Found(NamedTuple):
    name: str
    size: int
    blocks: Callable[[], Iterator[bytes]]


class Uploads:
    """The uploads; a context manager, since containers are read while it is open.

    Args:
        path: The directory, zip or tar, which may be packed.
        limits: What unpacking may cost.

    Raises:
        MissingInputError: It is not there, or holds no file.
    """

    def __init__(self, path: Path, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._stack = ExitStack()
        self._files: dict[str, Upload] = {}
        self._sizes: dict[int, list[str]] = {}
        if not path.exists():
            raise MissingInputError(f"There are no uploads {path.name}.")
        found = self._directory(path) if path.is_dir() else self._container(path)
        self._taken: set[str] = set()
        for file in sorted(found, key=lambda file: file.name):
            self._add(file)
        if not self._files:
            self.__exit__()
            raise MissingInputError(
                f"There is no file in {path.name}.", hint="Is it the directory wp-content/uploads?"
            )
        self.places = self._placed()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _directory(self, root: Path) -> Iterator[_Found]:
        for path in root.rglob("*"):
            if path.is_file() and not path.is_symlink():
                size = path.stat().st_size
                yield _Found(path.relative_to(root).as_posix(), size, partial(_read, path))

    def _container(self, path: Path) -> Iterator[_Found]:
        with path.open("rb") as file:
            packed = packing(file.read(512))
        if packed is not None:
            path = self._unpacked(path, packed.open)
        contents = self._stack.enter_context(
            containers.opened(path, path.name, self._limits.members)
        )
        for entry in contents.entries:
            if entry.regular:
                yield _Found(entry.name, entry.packed, partial(self._capped, entry))

    def _unpacked(self, path: Path, opener: Callable[..., object]) -> Path:
        scratch = Path(tempfile.mkdtemp(prefix="wparchive-uploads-"))
        self._stack.callback(shutil.rmtree, scratch, ignore_errors=True)
        size = 0
        with path.open("rb") as file, (scratch / path.stem).open("wb") as target:
            stream = opener(file)
            while block := stream.read(_BLOCK):  # type: ignore[attr-defined]
                size += len(block)
                if size > self._limits.unpacked:
                    raise LimitError(f"{path.name} unpacks to more than {size:,} bytes.")
                target.write(block)
        return scratch / path.stem

    def _capped(self, entry: containers.Entry) -> Iterator[bytes]:
        limit = max(entry.packed * self._limits.ratio, _BLOCK)
        size = 0
        for block in entry.blocks():
            size += len(block)
            if size > limit:
                raise DamageError(f"it unpacks to more than {limit:,} bytes and looks like a bomb")
            yield block

    def _add(self, found: _Found) -> None:
        match = _ROOT.search(found.name)
        name = found.name[match.end() :] if match else found.name
        key = urls.path_of(name)
        if not key or key in self._files or _ACTIVE.search(name.lower()):
            return
        parts = [safe_name(part, "file") for part in name.split("/") if part not in {"", "."}]
        place = "/".join([_FOLDER, *parts])
        number = 1
        while place.lower() in self._taken:
            number += 1
            stem, dot, extension = "/".join([_FOLDER, *parts]).rpartition(".")
            place = f"{stem}-{number}{dot}{extension}" if dot else f"{extension}-{number}"
        self._taken.add(place.lower())
        self._files[key] = Upload(name, place, found.blocks)
        self._sizes.setdefault(found.size, []).append(key)

    def _placed(self) -> Places:
        """The places; of images the fullest size that is here stands for those that are not."""
        images: dict[str, str] = {}
        for key in sorted(self._files, key=lambda key: (len(key), key)):
            images.setdefault(urls.image_root(key), key)
        places = {key: upload.place for key, upload in self._files.items()}
        for same in self._alike():
            places.update((key, places[same[0]]) for key in same[1:])
        return Places(places, images)

    def _alike(self) -> Iterator[list[str]]:
        """Files with the same bytes, in groups; only those of one size are read."""
        for keys in self._sizes.values():
            groups: dict[str, list[str]] = {}
            for key in keys if len(keys) > 1 else ():
                with suppress(DamageError, OSError):
                    same = _sha256(self._files[key].blocks()) + key.rpartition(".")[2]
                    groups.setdefault(same, []).append(key)
            yield from groups.values()

    def __getitem__(self, key: str) -> Upload:
        return self._files[key]


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _sha256(blocks: Iterator[bytes]) -> str:
    found = hashlib.sha256()
    for block in blocks:
        found.update(block)
    return found.hexdigest()


class Shown(NamedTuple):
    """What an attachment says of its file, for everybody to read."""

    id: int | None
    title: str | None
    alt: str | None
    caption: str | None
    width: int | None
    height: int | None


def shown_file(post: Post) -> Shown:
    """What an attachment says of its file; the dimensions as WordPress measured them."""
    meta = next((m.decoded for m in post.meta if m.key == "_wp_attachment_metadata"), None)
    sizes = meta if isinstance(meta, dict) else {}
    width, height = (value if isinstance(value := sizes.get(n), int) else None
                     for n in ("width", "height"))  # fmt: skip
    alt = post.get_meta("_wp_attachment_image_alt")
    return Shown(post.id, post.title, alt, post.excerpt or None, width, height)


def store(
    stage: Stage, uploads: Uploads, folder: str, media: Mapping[str, Sequence[Shown]]
) -> list[Notice]:
    """Write the files that links or attachments named, each once, and the list of them.

    Args:
        stage: The output.
        uploads: Where they come from.
        folder: The directory below OUT to which places are relative.
        media: By key what attachments say of them.
    """
    notices: list[Notice] = []
    done: dict[str, dict[str, object]] = {}
    for key in sorted(media):
        place = uploads.places.exact[key]
        entry = done.get(place)
        if entry is None:
            try:
                digest = stage.store(folder + place, uploads[key].blocks())
            except DamageError as error:
                notices.append(Notice(Code.MEDIA_UNREADABLE, f"{uploads[key].name}: {error}."))
                continue
            entry = done[place] = {
                "path": digest.path,
                "source": uploads[key].name,
                "size": digest.size,
                "sha256": digest.sha256,
                "attachments": [],
            }
        attachments = entry["attachments"]
        assert isinstance(attachments, list)
        attachments += [shown._asdict() for shown in media[key]]
    text = json.dumps([done[place] for place in sorted(done)], ensure_ascii=False, indent=1)
    stage.write(LIST, text.encode() + b"\n")
    return notices
