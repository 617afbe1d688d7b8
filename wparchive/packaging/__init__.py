"""Packaging for a repository: a BagIt bag of an output, with PREMIS and Dublin Core beside it.

The bag is made of a copy: neither the inputs nor the output are touched.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wparchive.errors import OutputError
from wparchive.packaging.dublin_core import dublin_core
from wparchive.packaging.premis import premis
from wparchive.storage.outputs import check_target
from wparchive.storage.private import PRIVATE, formats

if TYPE_CHECKING:
    from wparchive.report import Report

CHECKSUMS = ["sha256", "sha512"]
PREMIS = "metadata/premis.xml"
DUBLIN_CORE = "metadata/dublin-core.xml"


def check_bag(bag: Path, output: Path | None) -> None:
    """Refuse a place for a bag before the work begins.

    Raises:
        OutputError: There is no output to pack, or one of the two would lie in the other.
        OutputExistsError: Something stands there.
    """
    if output is None:
        raise OutputError("A dry run gives nothing to put into a bag.")
    inside, outside = bag.resolve(), output.resolve()
    if inside.is_relative_to(outside) or outside.is_relative_to(inside):
        raise OutputError(
            f"The bag {bag.name} and the output {output.name} lie in each other.",
            hint="Name a directory for the bag beside the output.",
        )
    check_target(bag)


def make_bag(output: Path, report: Report, bag: Path) -> None:
    """Pack an output.

    Args:
        output: What `wparchive.convert` has written.
        report: What it said of it.
        bag: The directory to make; it may exist if it is empty.

    Raises:
        OutputError: It cannot be written.
    """
    import bagit  # noqa: PLC0415 - only where a bag is made

    moment = _now()
    bag = bag.resolve()
    try:
        bag.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=f".{bag.name}.wparchive-", dir=bag.parent
        ) as folder:
            staged = Path(folder) / "bag"
            shutil.copytree(output, staged / output.resolve().name)
            made = bagit.make_bag(str(staged), _information(report, moment), checksums=CHECKSUMS)
            for path, data in (
                (PREMIS, premis(report, moment, f"data/{output.resolve().name}")),
                (DUBLIN_CORE, dublin_core(report)),
            ):
                place = staged / path
                place.parent.mkdir(exist_ok=True)
                place.write_bytes(data)
            # Tag files of our own are covered by the tag manifests as well.
            made.save()
            if bag.exists():
                bag.rmdir()
            staged.rename(bag)
    except (OSError, bagit.BagError) as error:
        raise OutputError(
            f"The bag {bag.name} cannot be written: {error}.",
            hint="Is the place writable, and is there room on the disk?",
        ) from error


def _information(report: Report, moment: datetime) -> dict[str, str | list[str]]:
    """``bag-info.txt`` (RFC 8493, 2.2.2)."""
    site = report.head.site
    title = " ".join((site.title or "").split())
    counted = ", ".join(f"{number} {kind}" for kind, number in sorted(report.intake.posts.items()))
    information: dict[str, str | list[str]] = {
        "Bagging-Date": f"{moment:%Y-%m-%d}",
        "Bag-Software-Agent": f"{report.generator} with bagit-python",
        "External-Description": (
            f"Archive of the WordPress blog {title!r} as of"
            f" {report.instant[:10]}: {counted}. Formats: {', '.join(report.formats)}."
        ),
    }
    if formats(digest.path for digest in report.outputs):
        information["Internal-Sender-Description"] = (
            f"The files below {PRIVATE}/ hold personal data and drafts."
        )
    if address := site.base_blog_url or site.link:
        information["External-Identifier"] = "".join(address.split())
    return information


def _now() -> datetime:
    """The instant of packing, or what ``SOURCE_DATE_EPOCH`` says instead."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)
