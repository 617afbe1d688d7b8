"""Checks of WACZ files (version 1.1.1): completeness, digests, indexes and pages."""

from __future__ import annotations

import hashlib
import re
import tempfile
import zipfile
from collections import Counter
from typing import IO, TYPE_CHECKING, Any

from wparchive import patterns
from wparchive.errors import LimitError
from wparchive.storage.limits import Allowance, Limits
from wparchive.storage.recovery import ZIP_ERRORS
from wparchive.storage.scratch import writing
from wparchive.storage.zip_directory import check_directory
from wparchive.verification import bounded
from wparchive.verification.cdxj import IndexChecks
from wparchive.verification.documents import load_json, load_object
from wparchive.verification.warc import WarcChecks

if TYPE_CHECKING:
    from collections.abc import Callable

    from wparchive.verification.findings import Verification
    from wparchive.warc.raw_record import RawRecord

_PACKAGE = "datapackage.json"
_DIGEST = "datapackage-digest.json"
_MULTIPLE = "multi-wacz-package"
_PAGES = "pages/pages.jsonl"
_CHUNK = 1 << 20
_IN_MEMORY = 1 << 24
_DEPTH = 3
"""WACZ files one in another; a collection of crawls has two."""
_LIMITS = Limits()
_INSTANT = patterns.lazy(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_SIGNED = frozenset({_PACKAGE, _DIGEST})


def check_wacz(
    name: str,
    file: IO[bytes],
    result: Verification,
    *,
    on_record: Callable[[str, RawRecord], None] | None = None,
    depth: int = 1,
) -> None:
    """Check a WACZ file and the WARC files in it.

    Args:
        name: Name of the file for the findings.
        file: The file, opened.
        result: Collects the findings.
        on_record: Called with the name of the WARC file and each valid record.
        depth: 1; for a file in another WACZ one more.
    """
    result.files += 1
    try:
        check_directory(file, name, _LIMITS.members)
        package = zipfile.ZipFile(file)
    except LimitError as error:
        result.find("zip", f"{error.message} The file was not checked.", name)
        return
    except ZIP_ERRORS as error:
        result.find("zip", f"The zip file cannot be read: {error}.", name)
        return
    packed = file.seek(0, 2)
    with package:
        try:
            _Package(name, package, packed, result).check(on_record, depth)
        except LimitError as error:
            result.find("zip", f"{error} The rest of the file was not checked.", name)


class _Package:
    """An opened WACZ."""

    def __init__(
        self, name: str, package: zipfile.ZipFile, packed: int, result: Verification
    ) -> None:
        self._name = name
        self._packed = packed
        self._zip = package
        self._result = result
        names = Counter(m for m in package.namelist() if not m.endswith("/"))
        self._members = dict.fromkeys(names)
        self._repeated = {name for name, number in names.items() if number > 1}
        self._hashes: dict[str, tuple[int, str]] = {}

    def check(self, on_record: Callable[[str, RawRecord], None] | None, depth: int) -> None:
        """Check everything.

        Raises:
            LimitError: The file unpacks to too much.
        """
        allowance = self._allowance()
        for member in self._members:
            self._check_member(member, allowance)
        if self._is_multiple():
            self._check_parts(on_record, depth)
            return
        self._check_package()
        self._check_digest()
        indexes = self._check_archive(on_record)
        self._check_pages(indexes)

    def _allowance(self) -> Allowance:
        return Allowance(self._name, self._packed, _LIMITS, hint="")

    def _is_multiple(self) -> bool:
        """Check whether a WACZ contains other WACZ files, as in Browsertrix's downloads."""
        package = self._json(_PACKAGE) if _PACKAGE in self._members else None
        return package is not None and package.get("profile") == _MULTIPLE

    def _check_parts(self, on_record: Callable[[str, RawRecord], None] | None, depth: int) -> None:
        """Check the list of the WACZ files, and each of them."""
        self._check_resources(self._json(_PACKAGE) or {})
        if depth == _DEPTH:
            self._find("zip", f"WACZ files in more than {_DEPTH - 1} others are not checked.")
            return
        for member in self._members:
            if not member.lower().endswith(".wacz"):
                continue
            with tempfile.SpooledTemporaryFile(_IN_MEMORY) as copy:
                try:
                    with self._zip.open(member) as file:
                        _copy(file, copy)
                except ZIP_ERRORS:
                    continue  # reported already
                copy.seek(0)
                name = f"{self._name}!{member}"
                check_wacz(name, copy, self._result, on_record=on_record, depth=depth + 1)

    def _find(self, rule: str, message: str, member: str = "", line: int | None = None) -> None:
        self._result.find(
            rule, message, f"{self._name}!{member}" if member else self._name, line=line
        )

    def _check_member(self, member: str, allowance: Allowance) -> None:
        """Read a member completely, for its checksum and digest."""
        if member in self._repeated:
            self._find("zip", "The zip file has the name more than once.", member)
        if member.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", member):
            self._find(
                "zip", "The name points outside of the directory to which it is unpacked.", member
            )
        info = self._zip.getinfo(member)
        if member.startswith("archive/") and info.compress_type != zipfile.ZIP_STORED:
            self._find(
                "wacz-stored",
                "The member is compressed; WARC files must be stored without compression.",
                member,
            )
        size, hashed = 0, hashlib.sha256()
        try:
            with self._zip.open(member) as file:
                while data := file.read(_CHUNK):
                    allowance.take(len(data))
                    size += len(data)
                    hashed.update(data)
        except ZIP_ERRORS as error:
            self._find("zip", f"The member cannot be read: {error}.", member)
            return
        self._hashes[member] = (size, f"sha256:{hashed.hexdigest()}")

    def _check_package(self) -> None:
        package = self._json(_PACKAGE)
        if package is None:
            return
        if package.get("profile") != "data-package":
            self._find("wacz-package", "The profile is not 'data-package'.", _PACKAGE)
        if not package.get("wacz_version"):
            self._find("wacz-package", "wacz_version is missing.", _PACKAGE)
        self._check_resources(package)

    def _check_resources(self, package: dict[str, Any]) -> None:
        """Check that the package names its files, with their sizes and hashes."""
        listed = set(_SIGNED)
        resources = package.get("resources")
        for resource in resources if isinstance(resources, list) else []:
            if not isinstance(resource, dict):
                self._find("wacz-package", "One of the resources is not an object.", _PACKAGE)
                continue
            path = str(resource.get("path"))
            listed.add(path)
            self._check_resource(path, resource)
        for member in self._members:
            if member not in listed:
                self._find("unlisted", f"{_PACKAGE} does not list the file.", member)

    def _check_resource(self, path: str, resource: dict[str, Any]) -> None:
        if path not in self._members:
            self._find("missing", f"{_PACKAGE} lists the file, but it is missing.", path)
        elif path in self._hashes:
            size, digest = self._hashes[path]
            if resource.get("bytes") != size:
                text = f"The file has {size} bytes, but {_PACKAGE} has {resource.get('bytes')}."
                self._find("wacz-size", text, path)
            if resource.get("hash") != digest and self._sha256(resource):
                text = f"The hash of the file is not the one in {_PACKAGE}."
                if not resource.get("hash"):
                    text = f"{_PACKAGE} has no hash of the file."
                self._find("wacz-hash", text, path)

    def _sha256(self, resource: dict[str, Any]) -> bool:
        """Return whether a hash is missing or sha256; report other kinds."""
        found = str(resource.get("hash") or "")
        if not found or found.startswith("sha256:"):
            return True
        text = f"The hash is {found!r}, but only sha256 can be checked."
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
            self._find("wacz-hash", f"The digest is not about {_PACKAGE}.", _DIGEST)
        elif _PACKAGE in self._hashes and digest.get("hash") != self._hashes[_PACKAGE][1]:
            self._find("wacz-hash", f"The hash of {_PACKAGE} is not the one given here.", _DIGEST)

    def _json(self, member: str) -> dict[str, Any] | None:
        if member not in self._members:
            self._find("missing", "The file is missing; every WACZ must have it.", member)
            return None
        if member not in self._hashes:
            return None
        try:
            with self._zip.open(member) as file:
                document = load_json(bounded.whole(file))
        except ValueError as error:
            self._find("wacz-package", f"The file cannot be read as JSON: {error}.", member)
            return None
        if not isinstance(document, dict):
            self._find("wacz-package", "The file is not a JSON object.", member)
            return None
        return document

    def _check_archive(self, on_record: Callable[[str, RawRecord], None] | None) -> IndexChecks:
        inner = WarcChecks(self._result, keep_records=True, on_record=on_record)
        warcs = [m for m in self._members if m.startswith("archive/") and m in self._hashes]
        if not warcs:
            self._find("missing", "archive/ has no WARC file.")
        for member in warcs:
            with tempfile.SpooledTemporaryFile(_IN_MEMORY) as spool:
                with self._zip.open(member) as file:
                    _copy(file, spool)
                spool.seek(0)
                inner.check(f"{self._name}!{member}", spool)
            self._result.files -= 1
        inner.end()
        records = {
            name.removeprefix(f"{self._name}!archive/"): found
            for name, found in inner.records.items()
        }
        checks = IndexChecks(self._name, records, self._result)
        indexes = [m for m in self._members if m.startswith("indexes/") and m in self._hashes]
        if not any(re.search(r"\.cdxj?(\.gz)?$", member) for member in indexes):
            self._find("missing", "indexes/ has no CDXJ index.")
        for member in indexes:
            if re.search(r"\.cdxj?(\.gz)?$", member):
                with self._zip.open(member) as file:
                    checks.check(member, file, self._allowance().take)
        checks.end()
        return checks

    def _check_pages(self, indexes: IndexChecks) -> None:
        if _PAGES not in self._members:
            self._find("missing", "The file is missing; every WACZ must have it.", _PAGES)
        for member in self._members:
            if member.startswith("pages/") and member.endswith(".jsonl") and member in self._hashes:
                self._check_page_list(member, indexes)

    def _check_page_list(self, member: str, indexes: IndexChecks) -> None:
        with self._zip.open(member) as file:
            number = 0
            lines = bounded.lines(file, lambda _size: None)  # they have been counted
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                page = load_object(line)
                if page is None:
                    self._find("wacz-pages", "The line is not a JSON object.", member, number)
                elif number == 1:
                    if page.get("format") != "json-pages-1.0":
                        text = "The first line must be a header of the format json-pages-1.0."
                        self._find("wacz-pages", text, member, number)
                else:
                    self._check_page(member, number, page, indexes)
        if not number:
            self._find("wacz-pages", "The file is empty; it must have a header.", member)

    def _check_page(
        self, member: str, number: int, page: dict[str, Any], indexes: IndexChecks
    ) -> None:
        url, stamp = page.get("url"), page.get("ts")
        if not isinstance(url, str) or not url:
            self._find("wacz-pages", "The page has no url.", member, number)
            return
        if not isinstance(stamp, str) or not _INSTANT.fullmatch(stamp):
            text = f"The page's ts is {stamp!r}, which is not a date and time of RFC 3339."
            self._find("wacz-pages", text, member, number)
        if not indexes.knows(url):
            self._find("wacz-pages", f"No index lists the page {url}.", member, number)


def _copy(source: IO[bytes], copy: IO[bytes]) -> None:
    """Copy a member to a temporary file, whose errors are not those of the member."""
    while data := source.read(_CHUNK):
        with writing():
            copy.write(data)
