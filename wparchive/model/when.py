"""The best date of a record, with the field from which it comes."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - part of the public API
from typing import Literal, NamedTuple, TypeAlias

DateField: TypeAlias = Literal["published", "published_gmt", "modified", "modified_gmt"]


class When(NamedTuple):
    """The best date of a post or comment.

    Attributes:
        moment: Date and time; without a zone if the source gives none. The time is midnight if
            the source gives only a date.
        basis: The field from which the date comes. The offset of `published` comes from
            `published_gmt`, if both are known.
    """

    moment: datetime
    basis: DateField
