"""Draw the README's first session as a picture of a terminal: `docs/pictures/convert.svg`.

Run it after the session has changed: `python tools/picture.py`.
"""

from __future__ import annotations

import re
import sys
from html import escape
from pathlib import Path
from textwrap import wrap

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs/pictures/convert.svg"
_COLUMNS = 92
_LINE, _CHARACTER, _MARGIN = 19, 8.4, 20
_SESSION = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_STYLE = (
    "text{font:14px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;fill:#d8dee9;"
    "white-space:pre}.typed{fill:#a3be8c;font-weight:bold}.head{fill:#88c0d0}.warn{fill:#ebcb8b}"
)


def drawn(session: str) -> str:
    """Return the SVG of a session."""
    rows: list[tuple[str, str]] = []
    for line in session.splitlines():
        kind = "typed" if line.startswith("$ ") else ""
        kind = "head" if line.startswith("   ") and "withheld" in line else kind
        kind = "warn" if line.startswith("Do not publish") else kind
        pieces = [line] if len(line) <= _COLUMNS else wrap(line, _COLUMNS, subsequent_indent="  ")
        rows += [(kind, piece) for piece in pieces or [""]]
    width = round(_COLUMNS * _CHARACTER + 2 * _MARGIN)
    height = len(rows) * _LINE + 2 * _MARGIN + 22
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        "<title>wparchive converts a WordPress export and lists what it wrote and withheld</title>",
        f"<style>{_STYLE}</style>",
        f'<rect width="{width}" height="{height}" rx="8" fill="#2e3440"/>',
        *(
            f'<circle cx="{_MARGIN + 18 * number}" cy="18" r="6" fill="{color}"/>'
            for number, color in enumerate(("#bf616a", "#ebcb8b", "#a3be8c"))
        ),
    ]
    for number, (kind, text) in enumerate(rows):
        y = _MARGIN + 36 + number * _LINE
        name = f' class="{kind}"' if kind else ""
        space = ' xml:space="preserve"'
        lines.append(f'<text x="{_MARGIN}" y="{y}"{name}{space}>{escape(text)}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"


def picture() -> str:
    """Return the picture of the README's first session."""
    session = _SESSION.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert session is not None
    return drawn(session[1])


def main() -> int:
    """Write the picture."""
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(picture(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
