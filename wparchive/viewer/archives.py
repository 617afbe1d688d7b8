"""The public archives of an output or of a bag, unpacked as far as they are packages."""

from __future__ import annotations

import zipfile
from contextlib import ExitStack
from dataclasses import replace
from itertools import count, product
from typing import TYPE_CHECKING

from wparchive.errors import MalformedInputError, MissingInputError
from wparchive.errors.notices import Code
from wparchive.storage.assets import in_container
from wparchive.storage.containers import ZIP
from wparchive.storage.limits import Allowance, Budget, Limits
from wparchive.storage.private import PRIVATE
from wparchive.storage.recovery import DamageError
from wparchive.storage.scratch import writing
from wparchive.storage.walking import link_below
from wparchive.warc.streams import GZIP

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wparchive.errors.notices import Notice
    from wparchive.storage.assets import Asset

_WARC = (".warc", ".warc.gz")
_PLACES = ("", "data/", "data/*/")
"""Where an output is: the directory itself, a bag that was made of an output in place, or a bag
with outputs in it."""
_ARCHIVES = ("warc/*.warc.gz", "wacz/*.wacz")
"""Where an output has its archives."""
# As few bytes as an archive counts for: one with a few pictures of a single colour is no bomb.
_SMALLEST = (1 << 26) // Limits().ratio


def public_warcs(
    target: Path, scratch: Path, limits: Limits, damage: list[DamageError]
) -> Iterator[tuple[Path, Allowance]]:
    """Yield the public WARC files, each with its limit on unpacking.

    WARC files in a WACZ are unpacked and used only if there are no others. Of those that cannot
    be unpacked to their end, the beginning is used, and `damage` gets the error.
    """
    if not target.exists():
        raise MissingInputError(f"{target.resolve().name} does not exist.")
    files = [target]
    if target.is_dir():
        files = next(filter(None, _public_files(target)), [])
    budget = Budget(limits)
    # The members of a container count with their container.
    members = replace(limits, ratio=1 << 40)
    numbers = count()
    for path in files:
        if path != target and link_below(target, path.relative_to(target).as_posix()) is not None:
            raise MalformedInputError(
                f"{path.name} in {target.resolve().name} is a symbolic link, or behind one.",
                hint="To show the file that it leads to, name that file.",
            )
        if not path.is_file():
            raise MalformedInputError(f"{path.name} is not a regular file.")
        packed = max(path.stat().st_size, _SMALLEST)
        allowance = Allowance(path.name, packed, limits)
        if not _is_package(path):
            yield path, allowance
            continue
        notices: list[Notice] = []
        with ExitStack() as stack:
            for asset in in_container(path, members, stack, notices, {}):
                if asset.name.startswith("archive/") and asset.name.endswith(_WARC):
                    place = scratch / f"{next(numbers):05}.warc"
                    try:
                        _unpack(asset, place, allowance, budget)
                    except DamageError as error:
                        damage.append(error)
                    yield place, allowance
        wrong = (notice for notice in notices if notice.code is Code.INPUT_DAMAGED)
        damage += (DamageError(notice.message.rstrip(".")) for notice in wrong)


def _public_files(target: Path) -> Iterator[list[Path]]:
    """Yield the archives in a directory, by their place and format; none below a private folder."""
    for place, pattern in product(_PLACES, _ARCHIVES):
        found = sorted(target.glob(f"{place}{pattern}"))
        yield [path for path in found if PRIVATE not in path.relative_to(target).parts]


def _is_package(path: Path) -> bool:
    """Check whether a file is a zip, whole or cut off; a WARC file may hold one near its end."""
    with path.open("rb") as file:
        start = file.read(5)
    if start.startswith((b"WARC/", GZIP)):
        return False
    return start.startswith(ZIP) or zipfile.is_zipfile(path)


def _unpack(asset: Asset, place: Path, allowance: Allowance, budget: Budget) -> None:
    with place.open("wb") as file:
        for block in asset.blocks():
            allowance.take(len(block))
            budget.take(len(block))
            with writing():
                file.write(block)
