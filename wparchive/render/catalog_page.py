"""A page of the archive, as other pages list it."""

from __future__ import annotations

from typing import NamedTuple


class CatalogPage(NamedTuple):
    """A page as other pages list it.

    Attributes:
        address: Its URL.
        type: The post's type.
        title: In plain text.
        date: Its local date, ``YYYY-MM-DDThh:mm:ss``, or empty; entries are sorted by it.
        zoned_date: The same date with its offset, where the offset is known.
        author: The login.
        summary: Its first words, in plain text.
    """

    address: str
    type: str
    title: str
    date: str
    zoned_date: str
    author: str
    summary: str
