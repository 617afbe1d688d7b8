"""Packaging for a repository: a BagIt bag of an output, with PREMIS and Dublin Core beside it.

The bag is made of a copy: neither the inputs nor the output are touched. It holds what the manifest
names; files of others in the output, and links to anywhere, stay out of it.
"""

from __future__ import annotations

import logging
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wparchive.engine.packaging.dublin_core import dublin_core
from wparchive.engine.packaging.premis import premis
from wparchive.errors import OutputError, extras
from wparchive.language.dates.epoch import source_date
from wparchive.storage.apart import is_in
from wparchive.storage.disk_errors import raise_lack, writing
from wparchive.storage.fixity import MANIFEST, read_manifest
from wparchive.storage.names import name_of
from wparchive.storage.opening import open_regular
from wparchive.storage.private import PRIVATE, formats
from wparchive.storage.work_folders import WorkFolder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wparchive.engine.report import Report

CHECKSUMS = ["sha256", "sha512"]
PREMIS = "metadata/premis.xml"
DUBLIN_CORE = "metadata/dublin-core.xml"
_BLOCK = 1 << 20
# Without a handler, Python would print what bagit logs of an error that is reported anyway.
_SILENT = logging.NullHandler()


def check_bag(bag: Path, output: Path | None, downloads: Path | None) -> None:
    """Refuse a place for a bag before the work begins.

    Args:
        bag: The directory to make.
        output: The directory to pack.
        downloads: The directory for downloads; None if the run downloads nothing.

    Raises:
        UsageError: The package bagit is not installed.
        OutputError: There is no output to pack, or it has a name that no bag can have; the bag and
            another directory would be inside each other, or the bag cannot be written.
        OutputExistsError: The folder of the bag is not empty.
    """
    extras.load("bagit", "bag", "--bag")
    if output is None:
        raise OutputError("--bag needs an output, and a dry run writes none.")
    _check_apart(bag, output, "output")
    if downloads is not None:
        _check_apart(bag, downloads, "directory for downloads")
    _check_name(output)
    WorkFolder(bag, "bag").close()


def _check_apart(bag: Path, place: Path, what: str) -> None:
    if is_in(bag, place) or is_in(place, bag):
        raise OutputError(
            f"The bag {name_of(bag)} and the {what} {name_of(place)} may not contain each other.",
            hint="Name another directory for the bag.",
        )


def _check_name(output: Path) -> None:
    """Refuse an output that the bag's manifests, which are UTF-8, cannot name."""
    try:
        output.resolve().name.encode()
    except UnicodeEncodeError as error:
        raise OutputError(
            f"The output {output.name} cannot be packed with --bag: its name is not UTF-8.",
            hint="Name another output directory.",
        ) from error


def make_bag(output: Path, report: Report, bag: Path) -> None:
    """Pack an output.

    Args:
        output: What `wparchive.convert` has written.
        report: The report of that run.
        bag: The directory to make; it may exist if it is empty.

    Raises:
        OutputError: It cannot be written.
    """
    import bagit  # noqa: PLC0415 - only where a bag is made

    logging.getLogger(bagit.__name__).addHandler(_SILENT)
    moment = _now()
    with WorkFolder(bag, "bag") as place, writing(place.target, "bag"):
        packed = place.new / output.resolve().name
        for path in (MANIFEST, *read_manifest(output)):
            (packed / path).parent.mkdir(parents=True, exist_ok=True)
            _copy(output / path, packed / path)
        try:
            made = bagit.make_bag(str(place.new), _information(report, moment), checksums=CHECKSUMS)
            for path, data in (
                (PREMIS, premis(report, moment, f"data/{packed.name}")),
                (DUBLIN_CORE, dublin_core(report)),
            ):
                file = place.new / path
                file.parent.mkdir(exist_ok=True)
                file.write_bytes(data)
            # Tag files of our own are covered by the tag manifests as well.
            made.save()
        except bagit.BagError as error:
            raise OutputError(f"The bag {name_of(bag)} cannot be made: {error}.") from error
        place.publish(())


def _copy(source: Path, copy: Path) -> None:
    """Copy a file of the output.

    Raises:
        OutputError: It cannot be read.
        OSError: The copy cannot be written.
    """
    # `shutil.copy2` blames the source if the disk of the copy is full.
    with copy.open("xb") as file:
        for block in _blocks(source):
            file.write(block)
    shutil.copystat(source, copy)


def _blocks(source: Path) -> Iterator[bytes]:
    try:
        with open_regular(source) as file:
            while block := file.read(_BLOCK):
                yield block
    except OSError as error:
        raise_lack(error)
        text = f"The file {source} cannot be packed: {error.strerror}."
        raise OutputError(text) from error


def _information(report: Report, moment: datetime) -> dict[str, str | list[str]]:
    """Return the fields of ``bag-info.txt`` (RFC 8493, 2.2.2)."""
    site = report.metadata.site
    title = " ".join((site.title or "").split())
    contents = "; ".join(
        f"{name}: {counts.posts.total():,} items, {counts.comments.total():,} comments and pings"
        for name, counts in report.output_counts.items()
    )
    information: dict[str, str | list[str]] = {
        "Bagging-Date": f"{moment:%Y-%m-%d}",
        "Bag-Software-Agent": f"{report.generator} with bagit-python",
        "External-Description": (
            f"Archive of the WordPress blog {title!r} as of {report.exported_at[:10]}. {contents}."
        ),
    }
    if formats(digest.path for digest in report.outputs):
        information["Internal-Sender-Description"] = (
            f"The files below {PRIVATE}/ contain personal data and drafts."
        )
    if address := site.base_blog_url or site.link:
        information["External-Identifier"] = "".join(address.split())
    return information


def _now() -> datetime:
    """Return the time of packing, or that of ``SOURCE_DATE_EPOCH``."""
    return source_date() or datetime.now(UTC)
