"""Times conversions of generated exports, stage by stage, side by side with the floor.

    python benchmarks/run.py 10 100 1000

The floor is what nobody can undercut who parses XML: `lxml.etree.iterparse` over the same file,
nothing done. Each stage runs in a process of its own; wall and CPU seconds, and the greatest
memory of all its processes together (proportional set size), are taken from outside. Figures are
ratios of one run on one machine; compare no seconds between machines.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
DATA = HERE / "data"
FLOOR = """
import sys
from lxml import etree
for _, element in etree.iterparse(sys.argv[1], tag="item", huge_tree=True):
    element.clear(keep_tail=False)
    while element.getprevious() is not None:
        del element.getparent()[0]
"""
COUNT = """
import sys, wparchive
with wparchive.open_source(sys.argv[1]) as archive:
    archive.count()
"""
CONVERT = [sys.executable, "-m", "wparchive", "convert", "--quiet"]


class Figures(NamedTuple):
    """What one run took: seconds of wall and of CPU, and bytes of memory."""

    wall: float
    cpu: float
    memory: int


def main() -> None:
    """Time every size that was asked for."""
    for size in [int(word) for word in sys.argv[1:]] or [10, 100]:
        report(export(size))


def export(megabytes: int) -> Path:
    """Return a generated export of a size; make it once."""
    path = DATA / f"{megabytes}.xml"
    if not path.exists():
        DATA.mkdir(exist_ok=True)
        generator = [sys.executable, str(HERE / "generate.py"), "--seed", "1"]
        subprocess.run([*generator, "--size-mb", str(megabytes), "-o", str(path)], check=True)
    return path


def report(path: Path) -> None:
    """Print a table of Markdown for one export."""
    size = path.stat().st_size / 1e6
    print(f"\n{size:.0f} MB\n")
    print("| stage | MB/s | wall s | CPU s | CPU / floor | memory MB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    floor: Figures | None = None
    with tempfile.TemporaryDirectory(dir=DATA) as scratch:
        for name, command in stages(path, Path(scratch)):
            figures = measure(command)
            floor = floor or figures
            print(
                f"| {name} | {size / figures.wall:.1f} | {figures.wall:.1f} | {figures.cpu:.1f}"
                f" | {figures.cpu / floor.cpu:.1f} | {figures.memory / 1e6:.0f} |",
                flush=True,
            )
            shutil.rmtree(Path(scratch) / "out", ignore_errors=True)


def stages(path: Path, scratch: Path) -> list[tuple[str, list[str]]]:
    """Names and commands, the floor first."""
    out = ["-o", str(scratch / "out")]
    one = [*CONVERT, str(path), *out, "--jobs", "1", "--to"]
    return [
        ("floor: iterparse", [sys.executable, "-c", FLOOR, str(path)]),
        ("pass 1: read and count", [sys.executable, "-c", COUNT, str(path)]),
        ("json, 1 process", [*one, "json"]),
        ("warc, 1 process", [*one, "warc"]),
        ("markdown, 1 process", [*one, "markdown"]),
        ("markdown,json (default)", [*CONVERT, str(path), *out]),
        ("markdown,json,warc", [*CONVERT, str(path), *out, "--to", "markdown,json,warc"]),
    ]


def measure(command: list[str]) -> Figures:
    """Run a command and watch it."""
    before = os.times()
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak = [0]
    watcher = threading.Thread(target=watch, args=(process, peak))
    watcher.start()
    code = process.wait()
    wall = time.perf_counter() - start
    watcher.join()
    after = os.times()
    if code not in (0, 3):
        sys.exit(f"{command} ended with {code}")
    cpu = after.children_user + after.children_system - before.children_user
    return Figures(wall, cpu - before.children_system, peak[0])


def watch(process: subprocess.Popen[bytes], peak: list[int]) -> None:
    """Keep the greatest memory of a process and its children."""
    while process.poll() is None:
        peak[0] = max(peak[0], sum(memory(pid) for pid in family(process.pid)))
        time.sleep(0.1)


def family(pid: int) -> list[int]:
    """Return a process and its children (Linux)."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return [pid]
    return [pid, *(int(word) for word in text.split())]


def memory(pid: int) -> int:
    """Bytes of proportional set size; 0 once the process has gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


if __name__ == "__main__":
    main()
