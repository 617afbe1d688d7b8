"""Converts the same exports with wparchive and with wordpress-export-to-markdown, in turn.

    python benchmarks/peers.py 10 100
    python benchmarks/peers.py 100 --we2md ../wordpress-export-to-markdown --write

Sizes are in units of 10^6 bytes. The peer is installed from npm, or is a checkout with its
dependencies (`--we2md PATH`). Each pair of runs is one after the other, with fresh outputs; the
table has medians. Comments, known by their minute, and links are the shares of a sample that are
in the files. `--write` puts the table and a plot into `benchmarks/`.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from run import CONVERT, DATA, HERE, Figures, export, measure

PEER = "wordpress-export-to-markdown"
FROM_NPM = f"{PEER}@2.2.2"
SAMPLES = 200
BEGIN, END = "<!-- peers -->\n", "<!-- /peers -->"
# Sentences of a generated export are in several of its texts; hardly two comments share a minute.
COMMENT = re.compile(
    r"<wp:comment_date><!\[CDATA\[(\S+ \d\d:\d\d)(?:(?!</wp:comment>).)*?"
    r"<wp:comment_approved>(?:<!\[CDATA\[)?1\b",
    re.DOTALL,
)
LINK = re.compile(r'<a href="(https?://[\w./-]+)"')


class Row(NamedTuple):
    """What one program took for one export, and kept of it."""

    size: int
    name: str
    figures: Figures
    posts: int
    comments: float
    links: float


def main() -> None:
    """Print the table; write it if that is wanted."""
    parser = argparse.ArgumentParser(description="Compare with wordpress-export-to-markdown.")
    parser.add_argument("sizes", nargs="*", type=int, default=[10, 100], help="megabytes")
    parser.add_argument("--pairs", type=int, default=5, help="runs of each program")
    parser.add_argument("--we2md", type=Path, help="a checkout with its node_modules")
    parser.add_argument("--write", action="store_true", help="write README.md and peers.svg")
    given = parser.parse_args()
    peer = given.we2md or install()
    rows = [row for size in given.sizes for row in compare(size, peer, given.pairs)]
    print(table(rows))
    if given.write:
        write(table(rows))
        (HERE / "peers.svg").write_text(plot(rows))


def install() -> Path:
    """Install the peer from npm, once; return its directory."""
    folder = DATA / "peers"
    if not (folder / "node_modules" / PEER).is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder)]
        subprocess.run([*npm, FROM_NPM], check=True)
    return folder / "node_modules" / PEER


def compare(size: int, peer: Path, pairs: int) -> list[Row]:
    """Run both programs in turn on an export; return a row of medians for each."""
    path = export(size)
    wanted = samples(path)
    with tempfile.TemporaryDirectory(dir=DATA) as scratch:
        out = Path(scratch) / "out"
        programs = {
            "wparchive": [*CONVERT, str(path), "-o", str(out), "--to", "markdown"],
            f"{PEER} {version(peer)}": we2md(peer, path, out),
        }
        taken: dict[str, list[Figures]] = {name: [] for name in programs}
        kept: dict[str, tuple[int, float, float]] = {}
        for _ in range(pairs):
            for name, command in programs.items():
                taken[name].append(measure(command))
                kept[name] = kept.get(name) or found(out, *wanted)
                shutil.rmtree(out)
    return [Row(size, name, median(taken[name]), *kept[name]) for name in programs]


def version(peer: Path) -> str:
    """Return the version of the peer."""
    return str(json.loads((peer / "package.json").read_text())["version"])


def we2md(peer: Path, path: Path, out: Path) -> list[str]:
    """Return the peer's command: all post types, no pictures from the network."""
    bin_ = json.loads((peer / "package.json").read_text())["bin"]
    script = bin_ if isinstance(bin_, str) else bin_[PEER]
    command = ["node", str(peer / script), "--wizard=false", f"--input={path}", f"--output={out}"]
    if version(peer).startswith("2."):
        images = ["--save-attached-images=false", "--save-scraped-images=false"]
        return [*command, *images, "--include-other-types=true"]
    return [*command, "--save-images=none"]


def median(taken: list[Figures]) -> Figures:
    """Return the median of each figure."""
    return Figures(
        statistics.median(each.wall for each in taken),
        statistics.median(each.cpu for each in taken),
        int(statistics.median(each.memory for each in taken)),
    )


def samples(path: Path) -> tuple[list[str], list[str]]:
    """Take minutes of approved comments, and addresses of links, from an export's first part."""
    with path.open(encoding="utf-8") as file:
        text = file.read(8_000_000)
    comments = COMMENT.findall(text)
    links = list(dict.fromkeys(LINK.findall(text)))
    return spread(comments), spread(links)


def spread(values: list[str]) -> list[str]:
    """Choose values from all over a list."""
    return values[:: max(1, len(values) // SAMPLES)][:SAMPLES]


def found(out: Path, comments: list[str], links: list[str]) -> tuple[int, float, float]:
    """Count the Markdown files, and the shares of comments and links in them."""
    files = sorted(out.rglob("*.md"))
    text = html.unescape("\n".join(file.read_text(encoding="utf-8") for file in files))
    text = text.replace("\\", "")
    shares = [sum(value in text for value in values) / len(values) for values in (comments, links)]
    return len(files), shares[0], shares[1]


def table(rows: list[Row]) -> str:
    """Make a table of Markdown."""
    lines = ["| MB | program | wall s | CPU s | memory MB | files | comments | links |"]
    lines.append("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    lines += [
        f"| {row.size} | {row.name} | {row.figures.wall:.1f} | {row.figures.cpu:.1f}"
        f" | {row.figures.memory / 1e6:.0f} | {row.posts:,}"
        f" | {row.comments:.0%} | {row.links:.0%} |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def write(text: str) -> None:
    """Replace the table in the README."""
    readme = HERE / "README.md"
    before, _, rest = readme.read_text().partition(BEGIN)
    readme.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}")


def plot(rows: list[Row]) -> str:
    """Draw the wall time of each row as a bar, in SVG."""
    longest = max(row.figures.wall for row in rows)
    bars = []
    for number, row in enumerate(rows):
        top, width = 10 + 28 * number, 380 * row.figures.wall / longest
        colour = "#2a6f97" if row.name == "wparchive" else "#a9a9a9"
        label = html.escape(f"{row.size} MB, {row.name}")
        bars.append(
            f'<text x="270" y="{top + 15}" text-anchor="end">{label}</text>'
            f'<rect x="280" y="{top}" width="{width:.1f}" height="20" fill="{colour}"/>'
            f'<text x="{286 + width:.1f}" y="{top + 15}">{row.figures.wall:.1f} s</text>'
        )
    size = f'width="740" height="{20 + 28 * len(rows)}"'
    style = 'font-family="sans-serif" font-size="13"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>\n'
        + "\n".join(bars)
        + "\n</svg>\n"
    )


if __name__ == "__main__":
    main()
