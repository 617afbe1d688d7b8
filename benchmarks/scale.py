"""Measures what very many inputs cost, and computes from that what very many machines take.

    python benchmarks/scale.py cost 20            # CPU seconds a GB and memory, of each kind
    python benchmarks/scale.py cores 20           # the same work in one process and in two
    python benchmarks/scale.py machines           # 1 to 1,000 cores, from the figures of `cost`
    python benchmarks/scale.py sites 100 1000     # --by-site on generated blogs
    python benchmarks/scale.py tables 200         # memory of --to parquet and --to sqlite

Sizes are in units of 10^6 bytes. Figures are CPU seconds: walls say little on a busy machine.
"""

from __future__ import annotations

import gzip
import heapq
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from generate import generate
from pages import SIZE as PAGE
from pages import page
from run import DATA, export, measure

RECORDS = """
import resource, sys, time
from pathlib import Path
import wparchive
import wparchive.engine.records
empty = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.process_time()
rows = sum(1 for path in sys.argv[1:] for _ in wparchive.records(Path(path), path))
print(time.process_time() - start, rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, empty)
"""
SLOT = 0.065
"""Seconds that Spark needs for a task without work."""
PIECE = 32e6
"""Bytes of a piece of a divided export (the default of `partition_bytes`)."""
PAGES = 30_000
"""Pages in 10^9 bytes of a crawl's WARC files, compressed: about what Common Crawl's have."""
SITE = 15_000
"""Bytes of a generated blog."""


class Cost(NamedTuple):
    """The cost of a kind of input.

    Attributes:
        per_gb: CPU seconds for 10^9 bytes.
        memory: Bytes of memory at most.
    """

    per_gb: float
    memory: int


def inputs(megabytes: int, folder: Path) -> dict[str, list[Path]]:
    """Make inputs of each kind: an export, pages in a directory, and the same pages as a WARC."""
    count = megabytes * 1_000_000 // PAGE
    pages = [page(number, (0, 20, 80)[number % 3]) for number in range(count)]
    mirror = folder / "blog.example"
    with (folder / "crawl.warc.gz").open("wb") as warc:
        for number, data in enumerate(pages):
            place = mirror / f"2012/10/14/post-{number}"
            place.mkdir(parents=True)
            (place / "index.html").write_bytes(data)
            warc.write(gzip.compress(record(number, data), 6, mtime=0))
    # Made-up pages compress too well, so a WARC is measured by what it unpacks to.
    return {
        "export": [export(megabytes)],
        "pages": [mirror],
        "WARC of pages": [folder / "crawl.warc.gz"],
    }


def record(number: int, data: bytes) -> bytes:
    """Make the record of a page, as crawlers write it."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + data
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2015-01-02T03:04:05Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
        f"WARC-Target-URI: https://blog.example/2012/10/14/post-{number}/\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def size_of(paths: list[Path]) -> int:
    """Count the bytes of files and of those below directories."""
    files = (file for path in paths for file in (path.rglob("*") if path.is_dir() else [path]))
    return sum(file.stat().st_size for file in files if file.is_file())


def cost(megabytes: int) -> None:
    """Print CPU seconds and memory of `wparchive.records` for each kind, and keep them."""
    found = {}
    print("| input | MB | CPU s | CPU s a GB | rows | memory MB | of these before the input |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        for kind, paths in inputs(megabytes, Path(folder)).items():
            seconds, rows, memory, empty = one_process(paths)
            size = size_of([Path(folder, "blog.example")] if "WARC" in kind else paths)
            found[kind] = [seconds / size * 1e9, memory * 1024]
            print(
                f"| {kind} | {size / 1e6:.1f} | {seconds:.1f} | {seconds / size * 1e9:.0f}"
                f" | {rows:.0f} | {memory / 1024:.0f} | {empty / 1024:.0f} |",
                flush=True,
            )
    (DATA / "scale.json").write_text(json.dumps(found))


def one_process(paths: list[Path]) -> tuple[float, ...]:
    """Return CPU seconds, rows, and kilobytes of memory at the end and at the beginning."""
    command = [sys.executable, "-c", RECORDS, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, check=True)
    return tuple(float(word) for word in done.stdout.split())


def cores(megabytes: int) -> None:
    """Print the CPU time of the same exports in one process and in two at once."""
    path = export(megabytes)
    alone = one_process([path])[0]
    command = [sys.executable, "-c", RECORDS, str(path)]
    two = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    together = [float(process.communicate()[0].split()[0]) for process in two]
    print(f"one process: {alone:.1f} CPU s; two at once: {together[0]:.1f} and {together[1]:.1f}")
    print(f"efficiency of two cores: {2 * alone / sum(together):.0%}")


def machines() -> None:
    """Print what a library of exports and a crawl take on 1 to 1,000 cores."""
    found = json.loads((DATA / "scale.json").read_text())
    costs = {kind: Cost(*values) for kind, values in found.items()}
    exports = library(costs["export"])
    second = costs["WARC of pages"].per_gb * PAGE / 1e9
    crawl = [[second * PAGES] for _ in range(50_000)]
    print("| work | cores | hours | efficiency | core hours |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, work in (("100,000 exports", exports), ("50 TB of WARC", crawl)):
        total = sum(sum(task) for task in work)
        for number in (1, 2, 100, 1000):
            hours, used = makespan(work, number) / 3600, total / 3600
            share = used / hours / number
            print(f"| {name} | {number:,} | {hours:,.2f} | {share:.0%} | {used:,.0f} |")


def library(costs: Cost) -> list[list[float]]:
    """Make the tasks of 100,000 exports: seconds of pass 1, then of each piece.

    Sizes are log-normal: half of the exports have less than 0.3 MB, one in a thousand has 80.
    """
    dice = random.Random(1)
    work = []
    for _ in range(100_000):
        size = dice.lognormvariate(12.6, 1.8)
        seconds = size * costs.per_gb / 1e9
        if size < 2 * PIECE:
            work.append([seconds])
        else:  # a fifth of the work is to read the posts, which pass 1 does alone
            number = int(size // PIECE)
            work.append([seconds / 5, *[seconds / number] * number])
    return work


def makespan(work: list[list[float]], number: int) -> float:
    """Return the seconds until all tasks are done; pieces come after all of pass 1."""
    first = [task[0] + (SLOT if len(task) > 1 else 0) for task in work if len(task) > 1]
    rest = [piece + SLOT for task in work for piece in (task[1:] if len(task) > 1 else task)]
    return scheduled(first, number) + scheduled(rest, number)


def scheduled(tasks: list[float], number: int) -> float:
    """Return the seconds that a number of cores take, the longest tasks first."""
    free = [0.0] * number
    for seconds in sorted(tasks, reverse=True):
        heapq.heapreplace(free, free[0] + seconds)
    return max(free)


def sites(counts: list[int]) -> None:
    """Print what `--by-site` takes for a number of generated blogs.

    The cost of a blog is that of each one more than in the row above, so that the start of the
    program and of its workers counts in the first row alone.
    """
    print("| blogs | MB | wall s | CPU s | CPU ms for each further blog | memory MB | failed |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    before, spent = 0, 0.0
    for count in [10, *counts]:
        with tempfile.TemporaryDirectory() as folder:
            pile = Path(folder, "pile")
            write_sites(pile, count)
            out = str(Path(folder, "out"))
            program = [sys.executable, "-m", "wparchive", "convert", str(pile), "--by-site", out]
            figures = measure([*program, "--to", "json", "--quiet"])
            lines = Path(out, "sites.jsonl").read_bytes().splitlines()
            size = size_of([pile]) / 1e6
            each = (figures.cpu - spent) / (count - before) * 1000
            before, spent = count, figures.cpu
            failed = sum(b'"status":"failed"' in line for line in lines)
            assert len(lines) == count
            print(
                f"| {count:,} | {size:.0f} | {figures.wall:.1f} | {figures.cpu:.1f}"
                f" | {each:.1f} | {figures.memory / 1e6:.0f} | {failed} |",
                flush=True,
            )


def write_sites(pile: Path, count: int) -> None:
    """Write exports of blogs with hosts of their own, 100 in a directory."""
    for number in range(count):
        path = pile / f"{number // 100:03}" / f"{number:05}.xml"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            generate(out, SITE, number % 500)
        text = path.read_bytes().replace(b"synthetic.example", b"b%05d.example" % number)
        path.write_bytes(text)


def tables(megabytes: int) -> None:
    """Print the memory of all processes that write the tables of an export."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("parquet", "sqlite"):
            program = [sys.executable, "-m", "wparchive", "convert", str(export(megabytes)), "-o"]
            figures = measure([*program, f"{folder}/{name}", "--to", name, "--quiet"])
            print(f"{name}: {figures.cpu:.0f} CPU s, {figures.memory / 1e6:.0f} MB", flush=True)


def main() -> None:
    """Run the part that is named."""
    [part, *words] = sys.argv[1:] or ["cost"]
    DATA.mkdir(exist_ok=True)
    numbers = [int(word) for word in words]
    if part == "machines":
        machines()
    elif part == "sites":
        sites(numbers or [100, 1000, 10_000])
    else:
        {"cost": cost, "cores": cores, "tables": tables}[part](numbers[0] if numbers else 20)


if __name__ == "__main__":
    main()
