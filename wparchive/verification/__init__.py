"""Verification of outputs by manifest and report, and of WARC and WACZ files by their standards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.errors import VerificationError
from wparchive.storage.names import name_of
from wparchive.storage.opening import open_regular
from wparchive.verification.findings import Finding, Level, Verification
from wparchive.verification.listing import naming

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from wparchive.verification.warc import WarcChecks

__all__ = ["Finding", "Level", "Verification", "verify"]


def verify(targets: Sequence[Path]) -> Verification:
    """Check outputs of ``wparchive convert`` and their bags, and WARC and WACZ files of any origin.

    WARC files that are named together are one collection: a record of one may refer to a record
    of another.

    Raises:
        VerificationError: A target cannot be checked: it is missing, it is an output without a
            readable manifest, it is a bag and the package bagit is not installed, or it is a file
            that is neither WARC nor WACZ.
    """
    from wparchive.verification.bags import check_bag, is_bag  # noqa: PLC0415 - only for directories
    from wparchive.verification.outputs import check_output  # noqa: PLC0415 - only for an output
    from wparchive.verification.warc import WarcChecks  # noqa: PLC0415 - only for a WARC

    result = Verification()
    warcs = WarcChecks(result)
    for target in targets:
        with naming(target):
            if target.is_dir():
                check = check_bag if is_bag(target) else check_output
                check(target, result)
            else:
                _check_file(target, warcs, result)
    warcs.end()
    return result


def _check_file(target: Path, warcs: WarcChecks, result: Verification) -> None:
    """Check a WARC or WACZ file.

    Raises:
        VerificationError: It is neither.
        OSError: It cannot be read.
    """
    from wparchive.verification.wacz import check_wacz  # noqa: PLC0415 - only for a WACZ

    with open_regular(target) as file:
        start = file.read(5)
        file.seek(0)
        if start.startswith(b"PK"):
            check_wacz(target.name, file, result)
        elif start.startswith(b"\x1f\x8b") or start == b"WARC/" or not start:
            warcs.check(target.name, file)
        else:
            raise VerificationError(
                f"{name_of(target)} is neither a WARC nor a WACZ file.",
                hint="Name one of these, or an output directory of wparchive convert.",
            )
