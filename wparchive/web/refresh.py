"""Meta refresh: markup that cannot send its readers elsewhere."""

from __future__ import annotations

import re

from wparchive import patterns

_META = patterns.lazy(r"<meta[\s/]", re.IGNORECASE)
_EQUIV = patterns.lazy("(http)-(equiv)", re.IGNORECASE | re.ASCII)


def without_refresh(markup: str) -> str:
    """Return HTML in which no meta element acts as a header of HTTP, ``Refresh`` above all.

    A reference to the hyphen replaces it: in texts and attributes' values it reads as before, in
    an attribute's name it is no reference (HTML Standard, 13.2.5.33), so that the name means
    nothing. This holds wherever a browser finds tags, which no pattern could tell for sure.
    """
    return _EQUIV.sub(r"\1&#45;\2", markup) if _META.search(markup) else markup
