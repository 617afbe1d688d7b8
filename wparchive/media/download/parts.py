"""Partial files: what an interrupted download left, which only the same version may continue.

Their names begin with a dot, which no name of a file to fetch does.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import timedelta
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive import patterns
from wparchive.media.download.policy import TryAgainError

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

_SPAN = patterns.lazy(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15}|\*)")
_SIZE = patterns.lazy("[0-9]{1,15}")
_STRONG = patterns.lazy(r'"[\x21\x23-\x7e]*"')
_BYTES: Final = 6
_NAME: Final = patterns.lazy(r"\.(.+)\.[0-9a-f]{12}\.(?:part|version)", re.DOTALL)


class Version(NamedTuple):
    """The validators of a version of a file, as its server sent them; empty if unknown.

    Attributes:
        etag: The ``ETag``.
        modified: The ``Last-Modified``.
        size: Bytes in all, in digits.
        strong: The one that ``If-Range`` may have; empty if none is strong enough.
    """

    etag: str = ""
    modified: str = ""
    size: str = ""
    strong: str = ""

    def continues(self, other: Version) -> bool:
        """Check whether bytes of this version may follow those of another answer.

        Only a strong validator tells versions apart (RFC 9110, 15.3.7.3): a weak tag says nothing
        of single bytes, and two files may have one size.
        """
        same = self.etag == other.etag and (self.etag or self.modified == other.modified)
        return bool(self.strong and same) and all(
            one == two or not (one and two)
            for one, two in ((self.modified, other.modified), (self.size, other.size))
        )


class Span(NamedTuple):
    """The bytes of a file that a partial answer brings.

    Attributes:
        first: The first byte; -1 if the answer does not say.
        last: The last byte.
        size: Bytes of the whole file; None if unknown.
    """

    first: int
    last: int
    size: int | None


class Part:
    """The partial file that one address has brought of a file, if there is any.

    Args:
        target: The path of the whole file.
        url: The address. What another address brings may be another file.

    Attributes:
        path: Its path.
        version_path: The path of its version.
        version: Its version; None if it cannot be continued.
        size: Its size in bytes.
    """

    def __init__(self, target: Path, url: httpx.URL) -> None:
        digest = blake2b(str(url).encode(errors="surrogateescape"), digest_size=_BYTES)
        self.path = target.with_name(f".{target.name}.{digest.hexdigest()}.part")
        self.version_path = self.path.with_suffix(".version")
        self.version = self._read()
        self.size = self.path.stat().st_size if self.version is not None else 0

    def _read(self) -> Version | None:
        if any(path.is_symlink() or not path.is_file() for path in (self.path, self.version_path)):
            return None
        try:
            fields = json.loads(self.version_path.read_bytes())
        except (ValueError, RecursionError):
            return None
        if not isinstance(fields, list) or len(fields) != len(Version._fields):
            return None
        texts = [text for text in fields if isinstance(text, str) and text.isprintable()]
        return Version(*texts) if len(texts) == len(fields) and texts[-1].isascii() else None

    def headers(self) -> dict[str, str]:
        """Return the headers that ask for the rest of this version only (RFC 9110, 13.1.5)."""
        if self.version is None or not self.size or not self.version.strong:
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": self.version.strong}

    def is_continued_by(self, found: Span, version: Version) -> bool:
        """Check whether bytes of a version follow this part.

        Only what has a known size is known to be whole.
        """
        return (
            0 < self.size == found.first
            and self.known_size(version) is not None
            and self.version is not None
            and self.version.continues(version)
        )

    def known_size(self, version: Version) -> int | None:
        """Return the size of the file, by its version or that of this part; None if unknown."""
        sizes = (version.size, self.version.size if self.version is not None else "")
        return next((int(size) for size in sizes if _SIZE.fullmatch(size)), None)

    def check_length(self, found: Span, size: int | None) -> None:
        """Refuse a part that is not what a partial answer said, or not the whole file.

        Args:
            found: The bytes that the answer should have brought.
            size: Size of the whole file.

        Raises:
            TryAgainError: There are more or fewer bytes; those that may be right stay.
        """
        have = self.path.stat().st_size
        if have != found.last + 1:
            self.begin(None)
            raise TryAgainError("the server sent another part than it said")
        if have != size:
            raise TryAgainError("the server sent only a part")

    def begin(self, version: Version | None) -> None:
        """Remove what there is, and begin with a version; None if the part cannot be continued."""
        self.path.unlink(missing_ok=True)
        self.version_path.unlink(missing_ok=True)  # it may be a symbolic link
        self.version, self.size = version, 0
        if version is not None:
            self.version_path.write_text(json.dumps(version), encoding="utf-8")

    def finish(self, target: Path) -> None:
        """Make the part the whole file; a run that is killed here leaves no version behind."""
        self.version_path.unlink(missing_ok=True)
        self.path.replace(target)


def version_of(answer: httpx.Response) -> Version:
    """Return the version of a file that an answer brings, wholly or in part."""
    headers = answer.headers
    total = span(answer).size if answer.status_code == 206 else headers.get("Content-Length", "")
    etag, modified = headers.get("ETag", ""), headers.get("Last-Modified", "")
    strong = etag if _STRONG.fullmatch(etag) else ""
    if not etag and _is_strong(modified, headers.get("Date", "")):
        strong = modified
    return Version(etag, modified, str(total or ""), strong)


def _is_strong(modified: str, date: str) -> bool:
    """Check whether a file cannot have changed within the second of its date (8.8.2.2)."""
    try:
        return parsedate_to_datetime(date) - parsedate_to_datetime(modified) >= timedelta(seconds=1)
    except (ValueError, TypeError, OverflowError):
        return False


class Parts:
    """The partial files of all files, by their directories.

    Each directory is listed once: it may have very many files.
    """

    def __init__(self) -> None:
        self._found: dict[Path, defaultdict[str, set[Path]]] = {}

    def of(self, target: Path, url: httpx.URL) -> Part:
        """Return the partial file that an address has brought of a file.

        Args:
            target: The path of the whole file.
            url: The address.
        """
        part = Part(target, url)
        self._all(target).update((part.path, part.version_path))
        return part

    def discard(self, target: Path) -> None:
        """Remove all partial files of a file."""
        for path in self._all(target):
            path.unlink(missing_ok=True)
        del self._found[target.parent][target.name]

    def _all(self, target: Path) -> set[Path]:
        if target.parent not in self._found:
            found: defaultdict[str, set[Path]] = defaultdict(set)
            for path in target.parent.iterdir():
                if match := _NAME.fullmatch(path.name):
                    found[match[1]].add(path)
            self._found[target.parent] = found
        return self._found[target.parent][target.name]


def span(answer: httpx.Response) -> Span:
    """Return which bytes a partial answer brings."""
    found = _SPAN.fullmatch(answer.headers.get("Content-Range", "").strip())
    if found is None:
        return Span(-1, -1, None)
    return Span(int(found[1]), int(found[2]), None if found[3] == "*" else int(found[3]))
