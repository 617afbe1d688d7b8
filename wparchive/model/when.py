"""The best date of a record, with the field that it is from."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - part of the public API
from typing import Literal, NamedTuple, TypeAlias

DateField: TypeAlias = Literal["published", "published_gmt", "modified", "modified_gmt"]


class When(NamedTuple):
    """The best date of a post or comment.

    Attributes:
        moment: Date and time; without a zone if the source gives none. A date without a time is
            its midnight.
        basis: The field that the date is from. `published` gets its offset from `published_gmt`,
            if both are known.
    """

    moment: datetime
    basis: DateField
