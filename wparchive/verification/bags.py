"""Checks of bags: the bag by its own manifests (RFC 8493), and the outputs in the bag."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from wparchive.errors import VerificationError, extras
from wparchive.storage.fixity import MANIFEST
from wparchive.verification.findings import Verification
from wparchive.verification.listing import entries, is_regular, report_unreadable
from wparchive.verification.outputs import check_output

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DECLARATION = "bagit.txt"


def is_bag(target: Path) -> bool:
    """Check whether a directory is a bag."""
    return (target / _DECLARATION).is_file()


def check_bag(target: Path, result: Verification) -> None:
    """Check a bag, and each output of ``wparchive convert`` in the bag.

    Raises:
        VerificationError: The package bagit is not installed.
    """

    def refuse(path: Path, error: OSError) -> None:
        report_unreadable(result, path.relative_to(target).as_posix(), error, "directory")

    files = [path for path in entries(target, refuse) if not path.is_dir()]
    result.files += len(files)
    odd = [path for path in files if not is_regular(path)]
    for path in odd:
        text = "The file is neither a regular file nor a directory."
        result.find("bag", text, path.relative_to(target).as_posix())
    if odd:  # bagit would wait for a pipe forever
        return
    for text, name in _problems(target):
        result.find("bag", text, name)
    for output in outputs_in(target):
        _check_output(output, target, result)


def outputs_in(bag: Path) -> list[Path]:
    """Return the outputs of ``wparchive convert`` in a bag.

    ``bagit.py`` makes a bag of an output in place: then ``data/`` is the output itself.
    """
    found = (*bag.glob(f"data/{MANIFEST}"), *bag.glob(f"data/*/{MANIFEST}"))
    return sorted(path.parent for path in found)


def _problems(target: Path) -> Iterator[tuple[str, str]]:
    """Yield what contradicts the manifests of a bag, each with its file, or the name of the bag."""
    bagit = extras.load("bagit", "bag", "verify of a bag", VerificationError)
    logger = logging.getLogger("bagit")
    if not logger.handlers:  # the findings say it all
        logger.addHandler(logging.NullHandler())
    try:
        bagit.Bag(str(target)).validate()
    except bagit.BagValidationError as error:
        for detail in error.details or [error]:
            yield f"{detail}.", getattr(detail, "path", target.name)
    except bagit.BagError as error:
        yield f"The bag cannot be read: {error}.", target.name
    except (OSError, ValueError) as error:
        yield f"The bag cannot be read: {error}.", target.name


def _check_output(output: Path, bag: Path, result: Verification) -> None:
    found = Verification()
    check_output(output, found)
    if found.posts is not None:
        result.posts = (result.posts or 0) + found.posts
    if found.records is not None:
        result.records = (result.records or 0) + found.records
    place = output.relative_to(bag).as_posix()
    for each in found.findings:
        file = f"{place}/{each.file}" if each.file else place
        result.find(
            each.rule, each.message, file, offset=each.offset, record=each.record, line=each.line
        )
    result.omitted += found.omitted
