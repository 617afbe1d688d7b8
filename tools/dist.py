"""Build the packages in `dist`, check them, and try the wheel in a fresh environment.

Fails if `twine check` finds fault, if the wheel lacks a file, if the installed packages are larger
than the limit, or if the sample is not converted.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 45_000_000
"""Bytes that a fresh environment may have beside pip, with all dependencies."""
_SHARED = ("man/man1/wparchive-convert.1", "bash-completion/completions/wparchive")
_NOT_OURS = {"pip", "setuptools", "pkg_resources", "_distutils_hack"}


def call(*command: str | Path, cwd: Path = ROOT) -> str:
    """Run a program and return what it prints.

    Raises:
        CalledProcessError: It fails.
    """
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def installed_size(environment: Path) -> int:
    """Return the bytes of the packages in an environment."""
    [packages] = environment.glob("[Ll]ib/**/site-packages")
    return sum(
        path.stat().st_size
        for path in packages.rglob("*")
        if path.is_file() and path.relative_to(packages).parts[0].split("-")[0] not in _NOT_OURS
    )


def try_wheel(wheel: Path, folder: Path) -> int:
    """Install a wheel in a fresh environment and convert the sample; return its size in bytes."""
    environment = folder / "environment"
    call(sys.executable, "-m", "venv", environment)
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    pins = ROOT / "constraints.txt"
    pip = [programs / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    call(*pip, "--constraint", pins, wheel)
    for name in _SHARED:
        assert (environment / "share" / name).is_file(), f"the wheel lacks share/{name}"
    sample = ROOT / "samples/gartenblog.xml"
    call(programs / "wparchive", "convert", sample, "-o", folder / "out", "--quiet")
    call(programs / "wparchive", "verify", folder / "out", "--quiet")
    report = json.loads((folder / "out/report.json").read_text(encoding="utf-8"))
    assert sum(report["counts"]["out"]["markdown"]["posts"].values()) == 16
    return installed_size(environment)


def main() -> int:
    """Build, check and try."""
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    call(sys.executable, "-m", "build", "--outdir", "dist", ".")
    files = sorted((ROOT / "dist").iterdir())
    print(call(sys.executable, "-m", "twine", "check", "--strict", *files))
    [wheel] = [path for path in files if path.suffix == ".whl"]
    with tempfile.TemporaryDirectory() as folder:
        size = try_wheel(wheel, Path(folder))
    print(f"{wheel.name} and its dependencies: {size / 1e6:.1f} MB, at most {LIMIT / 1e6:.0f} MB")
    return int(size > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
