"""The links of a rebuilt page: to its neighbours, its lists, and the record of its data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Link(NamedTuple):
    """An address and its label, in plain text."""

    address: str
    title: str


@dataclass
class Navigation:
    """The links of a rebuilt page that are not its author's.

    Attributes:
        home: The front page.
        feed: The feed of posts.
        comments: The feed of its comments.
        described_by: The record with the post's data.
        previous: The post before it.
        next: The post after it.
        author: The list of its author's posts.
        terms: Links to the lists of its terms, by taxonomy.
    """

    home: str = ""
    feed: str = ""
    comments: str = ""
    described_by: str = ""
    previous: Link | None = None
    next: Link | None = None
    author: str = ""
    terms: list[tuple[str, list[Link]]] = field(default_factory=list)
