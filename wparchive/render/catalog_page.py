"""A page of the archive as other pages name it."""

from __future__ import annotations

from typing import NamedTuple


class CatalogPage(NamedTuple):
    """A page as others name it.

    Attributes:
        address: Where it stands.
        type: The post's type.
        title: In plain text.
        date: Its local date, ``YYYY-MM-DDThh:mm:ss``, or empty; what entries are sorted by.
        stamp: The same with its offset, where that is known.
        author: The login.
        summary: Its first words, in plain text.
    """

    address: str
    type: str
    title: str
    date: str
    stamp: str
    author: str
    summary: str
