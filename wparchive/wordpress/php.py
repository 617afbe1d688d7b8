"""Values of PHP that WordPress's functions depend on."""

from __future__ import annotations

from typing import Final

TRIMMED: Final = " \t\n\r\0\x0b"
"""The characters that ``trim()`` removes."""
