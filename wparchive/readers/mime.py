"""Messages in parts (MIME, RFC 2046): one in a file, or several that somebody joined."""

from __future__ import annotations

import email.policy
import re
from contextlib import suppress
from email.message import Message
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any, cast

from wparchive import patterns

if TYPE_CHECKING:
    from collections.abc import Iterator

# The first line may be damaged, or that of a mailbox.
_HEADER = patterns.lazy(
    rb"\s*+(?:(?![A-Za-z-]+:)[^\r\n]{1,998}+\r?\n(?:[ \t][^\r\n]*\r?\n)*)?"
    rb"((?:[A-Za-z-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)+\r?\n)"
)
_RELATED = patterns.lazy(rb"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
DEEPEST = 50
"""Levels of parts in parts; browsers write two or three, and the parser calls itself for each."""
_LONGEST = 4096
"""Characters of a media type with its parameters; Python's time for them is quadratic."""
_ODD_HEADER = (ValueError, TypeError)
"""What the parser raises for parameters in an encoding that cannot be, or with odd numbers."""


class Part(Message):
    """A message, or a part of one.

    Attributes:
        depth: How many parts it is in.
    """

    depth = 0

    @property
    def is_too_deep(self) -> bool:
        """Return whether it consists of parts that are too deep to be read."""
        kind = super().get_content_type()
        return self.depth >= DEEPEST and kind.startswith(("multipart/", "message/"))

    def get_content_type(self) -> str:
        """Return the media type; one without parts for what is too deep, as the parser asks."""
        return "application/octet-stream" if self.is_too_deep else super().get_content_type()

    def get_param(self, param: str, failobj: Any = None, *rest: Any, **named: Any) -> Any:
        """Return a parameter of the media type; none of very long ones, which take very long."""
        if len(str(self["Content-Type"] or "")) > _LONGEST:
            return failobj
        return super().get_param(param, failobj, *rest, **named)

    def get_boundary(self, failobj: str | None = None) -> str | None:  # type: ignore[override]
        """Return what separates the parts; None if the header is damaged."""
        with suppress(*_ODD_HEADER):
            return super().get_boundary() or failobj
        return failobj

    def get_content_charset(self, failobj: str | None = None) -> str | None:  # type: ignore[override]
        """Return the character encoding; None if the header is damaged."""
        with suppress(*_ODD_HEADER):
            return super().get_content_charset() or failobj
        return failobj

    def attach(self, payload: Part) -> None:  # type: ignore[override]
        """Add a part."""
        payload.depth = self.depth + 1
        super().attach(payload)


def messages(data: bytes) -> Iterator[Part]:
    """Yield the messages in a file: one, or several if somebody joined files."""
    parser = BytesParser(Part, policy=email.policy.compat32)
    head = related_head(data)
    while head:
        boundary = parser.parsebytes(head[1], headersonly=True).get_boundary() or ""
        mark = b"\n--" + boundary.encode("utf-8", "surrogateescape") + b"--"
        end = data.find(mark, head.end(1) - 1) + len(mark)
        following = related_head(data, end) if end >= len(mark) else None
        message = parser.parsebytes(data[head.start(1) : end if following else None])
        yield cast("Part", message)
        head = following


def related_head(data: bytes, position: int = 0) -> re.Match[bytes] | None:
    """Match the headers of a message in related parts; group 1 is without a damaged line."""
    head = _HEADER.match(data, position)
    return head if head is not None and _RELATED.search(head[1]) else None
