"""Take over the documentation's pictures of pages, which the tests in a browser made.

Run it after `make e2e`: `python tools/screenshots.py .e2e`.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

PICTURES = Path(__file__).resolve().parent.parent / "docs/pictures"
TAKEN = {
    "html-home-1200-light.png": "html-home.png",
    "html-post-1200-light.png": "html-post.png",
    "hugo-home-1200.png": "hugo.png",
    "jekyll-home-1200.png": "jekyll.png",
    "report-1200-light.png": "report.png",
    "vault-1200.png": "vault.png",
}
"""The tests' names of pictures, and the documentation's."""


def main(folder: str = ".e2e") -> int:
    """Copy the pictures of a folder that `make e2e` made."""
    for name, picture in TAKEN.items():
        shutil.copyfile(Path(folder, "screenshots", name), PICTURES / picture)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
