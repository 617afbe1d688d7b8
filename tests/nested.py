"""Folders that are nested deeper, or have longer paths, than most programs can open."""

from __future__ import annotations

import os
import subprocess
from contextlib import chdir, contextmanager
from pathlib import Path


@contextmanager
def nested(root, name, depth):
    """Make a folder in a folder, and so on, with a file in the last one; remove them at the end."""
    with chdir(root):
        try:
            for _ in range(depth):
                Path(name).mkdir()
                os.chdir(name)
            Path("note").write_text("x")
            os.chdir(root)
            yield
        finally:
            # `shutil.rmtree`, by which pytest removes its folders, is recursive.
            subprocess.run(["rm", "-r", str(root / name)], check=True)
