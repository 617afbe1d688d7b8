"""Run wparchive, and end it at a counted change of the disk: the same moment each time.

    python -m tests.fault.moments FOLDER NUMBER SIGNAL ARGUMENT...

The export is cut into ranges of RANGE bytes if that variable is set.
The process gets SIGNAL right before its change number NUMBER (from 1 on) of what is below FOLDER:
a file opened for writing, a folder made, a rename, a removal, a copy, a lock. NUMBER 0 lets it
run; then, and in any case with NUMBER beyond the last one, it writes what it did into FOLDER.log.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module

CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.truncate", "open"}


def changes(event: str, arguments: tuple[object, ...], folder: str) -> str:
    """Describe a change of the disk below a folder; empty if it is none."""
    if event not in CHANGES:
        return ""
    if event == "open" and not (
        isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    ):
        return ""
    path = arguments[0]
    if not isinstance(path, str | bytes | os.PathLike):
        return ""
    name = os.fsdecode(path)
    # `shutil.rmtree` names what it removes relative to a folder that is open.
    inside = name.startswith(folder) or not name.startswith("/")
    return f"{event} {name}" if inside else ""


def main() -> None:
    """Count, and send the signal."""
    folder, number, sign, *arguments = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it
    done: list[str] = []

    def watch(event: str, given: tuple[object, ...]) -> None:
        if change := changes(event, given, folder):
            done.append(change)
            if len(done) == int(number):
                os.kill(os.getpid(), int(sign))

    from wparchive.cli.main import run

    if size := os.environ.get("RANGE"):
        import_module("wparchive.readers.wxr.cut").cut.__defaults__ = (int(size),)
    sys.addaudithook(watch)
    code = run(arguments)
    log = list(done)
    with open(f"{folder}.log", "w") as file:  # noqa: PTH123
        file.write("\n".join(log))
    sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
