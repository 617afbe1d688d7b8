"""What the samples become, in files that people can review: ``make golden`` writes them anew."""

from __future__ import annotations

import gzip
import re
import shutil
import tempfile
from pathlib import Path

import msgspec

from wparchive.api import convert
from wparchive.readers.pages.extract import read_page

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "gartenblog.xml"
GOLDEN = Path(__file__).resolve().parent / "gartenblog"
PAGE = SAMPLE.with_name("zettelwerk.html")
GOLDEN_PAGE = Path(__file__).resolve().parent / "zettelwerk"
SEEN = ["jahreszeit"]  # a taxonomy that the blog showed; no export says so
GOLDEN_PROFILES = Path(__file__).resolve().parent / "profiles"


def outputs() -> dict[str, bytes]:
    """Path and bytes of every output; WARCs unpacked, since compressors differ between builds."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        convert(SAMPLE, out, to=["markdown", "json", "warc"], public_types=SEEN, jobs=1)
        files = {}
        for path in sorted(p for p in out.rglob("*") if p.is_file()):
            name = path.relative_to(out).as_posix()
            if name.endswith(".warc.gz"):
                # The private file holds the sample itself, byte for byte.
                if name.startswith("warc/"):
                    files[name.removesuffix(".gz")] = gzip.decompress(path.read_bytes())
            elif name.startswith(("markdown/", "private/json/")):
                files[name] = path.read_bytes()
        return files


def page() -> dict[str, bytes]:
    """What is read from the saved page, one field a line, and the Markdown of it."""
    found = read_page(PAGE.read_bytes(), source=PAGE.name)
    files = {"page.json": msgspec.json.format(msgspec.json.encode(found)) + b"\n"}
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        convert(PAGE, out, to=["markdown"], jobs=1)
        for path in (out / "markdown").rglob("*.md"):
            files[path.relative_to(out).as_posix()] = path.read_bytes()
    return files


# Enough of each kind of front matter, and of all that goes with it, for people to read.
PROFILED = ("hugo", "pelican", "zola")
SHOWN = re.compile(r"tomaten-unterm-dach|beetplan|hugo/.*/58\.json|\.(?:toml|py)$")


def profiles() -> dict[str, bytes]:
    """Path and bytes of a few outputs of each profile, with comments as data."""
    files = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in PROFILED:
            out = Path(folder) / name
            convert(SAMPLE, out, to=["markdown"], profile=name, comments="data",
                    public_types=SEEN, jobs=1)  # fmt: skip
            for path in sorted((out / "markdown").rglob("*")):
                place = f"{name}/{path.relative_to(out / 'markdown').as_posix()}"
                if path.is_file() and SHOWN.search(place):
                    files[place] = path.read_bytes()
    return files


def main() -> None:
    """Replace the golden files."""
    golden = ((GOLDEN, outputs()), (GOLDEN_PROFILES, profiles()), (GOLDEN_PAGE, page()))
    for folder, made in golden:
        shutil.rmtree(folder, ignore_errors=True)
        for name, data in made.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


if __name__ == "__main__":
    main()
