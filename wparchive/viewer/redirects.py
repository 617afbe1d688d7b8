"""Redirects that were captured: they lead on within the archive, and never out of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final
from urllib.parse import urldefrag

from wparchive.viewer.addresses import quoted, server_path

if TYPE_CHECKING:
    from pathlib import Path

_MOST: Final = 20
"""Redirects one after the other; browsers follow as many."""
_FOUND: Final = """
SELECT uri, location FROM page WHERE uri = ?1 OR sent = ?1
UNION ALL
SELECT page.uri, location FROM alias JOIN page ON page.uri = alias.target
WHERE alias.uri = ?1 OR alias.sent = ?1
LIMIT 1
"""


def destination(database: Path, uri: str) -> str | None:
    """Return the path of the server to which redirects lead from an address.

    Args:
        database: The index of the pages.
        uri: The address that was asked for.

    Returns:
        The path of the last address in the archive, maybe with a fragment. None if there is no
        redirect, if the first one leads out of the archive, or if they lead round in a circle.
    """
    last: str | None = None
    with closing(sqlite3.connect(database)) as connection:
        found = _place(connection, uri)
        for _ in range(_MOST):
            if found is None or not found[1]:
                return last
            address, fragment = urldefrag(found[1])
            if (found := _place(connection, address)) is not None:
                last = server_path(found[0]) + (f"#{quoted(fragment)}" if fragment else "")
    return None


def _place(connection: sqlite3.Connection, address: str) -> tuple[str, str] | None:
    """Return the address of a record as the archive has it, and where that redirects to."""
    forms = (connection.execute(_FOUND, (form,)) for form in (address, quoted(address)))
    return next((row for rows in forms if (row := rows.fetchone())), None)
