"""WACZ files (version 1.1.1): whether all of it is there, and every index leads where it says."""

from __future__ import annotations

import hashlib
import lzma
import re
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections import Counter
from typing import IO, TYPE_CHECKING, Any

from wparchive.verification.cdxj import IndexChecks
from wparchive.verification.documents import load_json, load_object
from wparchive.verification.warc import WarcChecks

if TYPE_CHECKING:
    from collections.abc import Callable

    from wparchive.storage.warcfile import RawRecord
    from wparchive.verification.findings import Verification

_PACKAGE = "datapackage.json"
_DIGEST = "datapackage-digest.json"
_MULTIPLE = "multi-wacz-package"
_PAGES = "pages/pages.jsonl"
_CHUNK = 1 << 20
_IN_MEMORY = 1 << 24
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_SIGNED = frozenset({_PACKAGE, _DIGEST})
# What reading a damaged zip file raises.
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, NotImplementedError,
    RuntimeError, ValueError, OverflowError, struct.error,
)  # fmt: skip


def check_wacz(
    name: str,
    file: IO[bytes],
    result: Verification,
    *,
    each: Callable[[str, RawRecord], None] | None = None,
) -> None:
    """Check a WACZ file and the WARC files in it.

    Args:
        name: What findings call it.
        file: Its bytes.
        result: Gets the findings.
        each: Is called with each sound record in it.
    """
    result.files += 1
    try:
        package = zipfile.ZipFile(file)
    except _UNREADABLE as error:
        result.find("zip", f"It is no readable zip file: {error}.", name)
        return
    with package:
        _Package(name, package, result).check(each)


class _Package:
    """One WACZ, opened."""

    def __init__(self, name: str, package: zipfile.ZipFile, result: Verification) -> None:
        self._name = name
        self._zip = package
        self._result = result
        names = Counter(m for m in package.namelist() if not m.endswith("/"))
        self._members = list(names)
        self._repeated = {name for name, number in names.items() if number > 1}
        self._hashes: dict[str, tuple[int, str]] = {}

    def check(self, each: Callable[[str, RawRecord], None] | None) -> None:
        for member in self._members:
            self._check_member(member)
        if self._is_multiple():
            self._check_parts(each)
            return
        self._check_package()
        self._check_digest()
        indexes = self._check_archive(each)
        self._check_pages(indexes)

    def _is_multiple(self) -> bool:
        """Check whether it holds other WACZ files, as Browsertrix packs a crawl for download."""
        package = self._json(_PACKAGE) if _PACKAGE in self._members else None
        return package is not None and package.get("profile") == _MULTIPLE

    def _check_parts(self, each: Callable[[str, RawRecord], None] | None) -> None:
        """Check the list of the WACZ files, and each of them."""
        self._check_resources(self._json(_PACKAGE) or {})
        for member in self._members:
            if not member.lower().endswith(".wacz"):
                continue
            with tempfile.SpooledTemporaryFile(_IN_MEMORY) as copy:
                try:
                    with self._zip.open(member) as file:
                        shutil.copyfileobj(file, copy, _CHUNK)
                except _UNREADABLE:
                    continue  # reported already
                copy.seek(0)
                check_wacz(f"{self._name}!{member}", copy, self._result, each=each)

    def _find(self, rule: str, message: str, member: str = "", line: int | None = None) -> None:
        self._result.find(
            rule, message, f"{self._name}!{member}" if member else self._name, line=line
        )

    def _check_member(self, member: str) -> None:
        """Read it whole, for its checksum and digest."""
        if member in self._repeated:
            self._find("zip", "The name stands in the zip file more than once.", member)
        if member.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", member):
            self._find("zip", "The name leads out of the place where it is unpacked.", member)
        info = self._zip.getinfo(member)
        if member.startswith("archive/") and info.compress_type != zipfile.ZIP_STORED:
            self._find("wacz-stored", "The zip file compresses it; it must be stored.", member)
        size, hashed = 0, hashlib.sha256()
        try:
            with self._zip.open(member) as file:
                while data := file.read(_CHUNK):
                    size += len(data)
                    hashed.update(data)
        except _UNREADABLE as error:
            self._find("zip", f"It cannot be read: {error}.", member)
            return
        self._hashes[member] = (size, f"sha256:{hashed.hexdigest()}")

    def _check_package(self) -> None:
        package = self._json(_PACKAGE)
        if package is None:
            return
        if package.get("profile") != "data-package":
            self._find("wacz-package", "Its profile is not 'data-package'.", _PACKAGE)
        if not package.get("wacz_version"):
            self._find("wacz-package", "It names no wacz_version.", _PACKAGE)
        self._check_resources(package)

    def _check_resources(self, package: dict[str, Any]) -> None:
        """Check that the package names its files, with their sizes and hashes."""
        listed: set[str] = set()
        resources = package.get("resources")
        for resource in resources if isinstance(resources, list) else []:
            if not isinstance(resource, dict):
                self._find("wacz-package", "One of its resources is no object.", _PACKAGE)
                continue
            path = str(resource.get("path"))
            listed.add(path)
            if path not in self._members:
                self._find("missing", f"{_PACKAGE} names it, and it is not there.", path)
            elif path in self._hashes:
                size, digest = self._hashes[path]
                if resource.get("bytes") != size:
                    text = f"It has {size} bytes; {_PACKAGE} says {resource.get('bytes')}."
                    self._find("wacz-size", text, path)
                if resource.get("hash") != digest and self._sha256(resource):
                    self._find("wacz-hash", f"{_PACKAGE} has another hash of it.", path)
        for member in self._members:
            if member not in listed | _SIGNED:
                self._find("unlisted", f"{_PACKAGE} does not name it.", member)

    def _sha256(self, resource: dict[str, Any]) -> bool:
        """Whether a hash is of the kind that is known here."""
        found = str(resource.get("hash") or "")
        if not found or found.startswith("sha256:"):
            return True
        text = f"Its hash is {found!r}; only sha256 is known here."
        self._find("hash-unknown", text, str(resource.get("path")))
        return False

    def _check_digest(self) -> None:
        if _DIGEST not in self._members:
            text = "The file is missing; the standard recommends it."
            self._find("digest-missing", text, _DIGEST)
            return
        digest = self._json(_DIGEST)
        if digest is None:
            return
        if digest.get("path") != _PACKAGE:
            self._find("wacz-hash", f"It is not about {_PACKAGE}.", _DIGEST)
        elif _PACKAGE in self._hashes and digest.get("hash") != self._hashes[_PACKAGE][1]:
            self._find("wacz-hash", f"It has another hash of {_PACKAGE}.", _DIGEST)

    def _json(self, member: str) -> dict[str, Any] | None:
        if member not in self._members:
            self._find("missing", "The file is missing; every WACZ has it.", member)
            return None
        if member not in self._hashes:
            return None
        try:
            document = load_json(self._zip.read(member))
        except ValueError as error:
            self._find("wacz-package", f"It is no JSON: {error}.", member)
            return None
        if not isinstance(document, dict):
            self._find("wacz-package", "It is no JSON object.", member)
            return None
        return document

    def _check_archive(self, each: Callable[[str, RawRecord], None] | None) -> IndexChecks:
        inner = WarcChecks(self._result, keep_spots=True, each=each)
        warcs = [m for m in self._members if m.startswith("archive/") and m in self._hashes]
        if not warcs:
            self._find("missing", "There is no WARC file in archive/.")
        for member in warcs:
            with tempfile.SpooledTemporaryFile(_IN_MEMORY) as spool:
                with self._zip.open(member) as file:
                    while data := file.read(_CHUNK):
                        spool.write(data)
                spool.seek(0)
                inner.check(f"{self._name}!{member}", spool)
            self._result.files -= 1
        inner.end()
        spots = {
            name.removeprefix(f"{self._name}!archive/"): found
            for name, found in inner.spots.items()
        }
        checks = IndexChecks(self._name, spots, self._result)
        indexes = [m for m in self._members if m.startswith("indexes/") and m in self._hashes]
        if not any(re.search(r"\.cdxj?(\.gz)?$", member) for member in indexes):
            self._find("missing", "There is no CDXJ index in indexes/.")
        for member in indexes:
            if re.search(r"\.cdxj?(\.gz)?$", member):
                with self._zip.open(member) as file:
                    checks.check(member, file)
        checks.end()
        return checks

    def _check_pages(self, indexes: IndexChecks) -> None:
        if _PAGES not in self._members:
            self._find("missing", "The file is missing; every WACZ has it.", _PAGES)
        for member in self._members:
            if member.startswith("pages/") and member.endswith(".jsonl") and member in self._hashes:
                self._check_page_list(member, indexes)

    def _check_page_list(self, member: str, indexes: IndexChecks) -> None:
        with self._zip.open(member) as file:
            number = 0
            for number, line in enumerate(file, start=1):
                if not line.strip():
                    continue
                page = load_object(line)
                if page is None:
                    self._find("wacz-pages", "The line is no JSON object.", member, number)
                elif number == 1:
                    if page.get("format") != "json-pages-1.0":
                        text = "The first line must be a header of the format json-pages-1.0."
                        self._find("wacz-pages", text, member, number)
                else:
                    self._check_page(member, number, page, indexes)
        if not number:
            self._find("wacz-pages", "The file is empty; it needs a header.", member)

    def _check_page(
        self, member: str, number: int, page: dict[str, Any], indexes: IndexChecks
    ) -> None:
        url, stamp = page.get("url"), page.get("ts")
        if not isinstance(url, str) or not url:
            self._find("wacz-pages", "The page has no url.", member, number)
            return
        if not isinstance(stamp, str) or not _INSTANT.fullmatch(stamp):
            text = f"The page's ts is {stamp!r}, which is no RFC 3339 instant."
            self._find("wacz-pages", text, member, number)
        if not indexes.knows(url):
            self._find("wacz-pages", f"No index has the page {url}.", member, number)
