"""Documents of plugins' readers: check their records before the engine relies on them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import msgspec

from wparchive.errors import PluginError
from wparchive.errors.containment import Attempt
from wparchive.errors.notices import Code, Notice
from wparchive.formats.readers import SiteMetadata
from wparchive.model.provenance import Origin
from wparchive.model.records import Post
from wparchive.model.site import Author, Site, Term

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.formats.readers import Document, Range

_T = TypeVar("_T")
UNKNOWN_POST = -1
"""The id in notices of plugins that name no post; posts have none below 0."""
_MEMBERS = ("name", "metadata", "ranges", "notices", "posts")
# Without these, msgspec would take a date for the text that it stands for.
_NO_TEXTS = (dt.datetime, dt.date, dt.time, bytes)


@dataclass
class PluginDocument:
    """A document whose records have the types of the model; see `formats.readers.Document`.

    Attributes:
        document: The plugin's document.
        reader: The name of the plugin's reader.
        may_hide: Whether the document may have records that visitors could not see. Then a notice
            of the plugin that names no post may be about a hidden one.

    Raises:
        PluginError: The document lacks something, or its metadata has a wrong type.
    """

    document: Document
    reader: str
    may_hide: bool

    def __post_init__(self) -> None:
        missing = [name for name in _MEMBERS if not hasattr(self.document, name)]
        if missing:
            kind = type(self.document).__name__
            raise self._error(f"it opened a document of the type {kind} without {missing[0]}")
        self.name = self.document.name
        self.ranges: Sequence[Range] = self.document.ranges
        self.notices = list(map(self._closed, self.document.notices))
        metadata = self.document.metadata
        try:
            site = _typed(metadata.site, Site)
            authors, terms = (
                _typed(metadata.authors, list[Author]),
                _typed(metadata.terms, list[Term]),
            )
        except (TypeError, msgspec.ValidationError) as error:
            raise self._error(f"the metadata of {self.name} has a wrong type: {error}") from error
        self.metadata = SiteMetadata(site, authors, terms, metadata.sources)

    def posts(self, part: Range, notices: list[Notice]) -> Iterator[Post]:
        """Yield copies of the posts of one range, and report what could not be read.

        Args:
            part: One of `ranges`.
            notices: Collects the notices of reading.
        """
        own: list[Notice] = []
        found = iter(self.document.posts(part, own))
        while True:
            with Attempt() as attempt:
                post = next(found, None)
                notices.extend(map(self._closed, own))
                own.clear()
                if post is None:
                    return
                checked = self._checked(post)
                if isinstance(checked, Notice):
                    notices.append(checked)
                else:
                    yield checked
            if attempt.cause:
                notices.extend(map(self._closed, own))
                # The message of an exception may quote a hidden post.
                cause = attempt.cause.partition(":")[0] if self.may_hide else attempt.cause
                text = f"The posts from here on could not be read: {cause}"
                notices.append(Notice(Code.INPUT_DAMAGED, text, self.name, part.line, part.start))
                return

    def _closed(self, notice: Notice) -> Notice:
        """Mark a notice that may be about any post, so that the report does not quote it."""
        is_open = notice.post_id is not None or not self.may_hide
        return notice if is_open else notice._replace(post_id=UNKNOWN_POST)

    def _checked(self, post: Post) -> Post | Notice:
        """Copy a post; return a notice if it has a wrong type."""
        try:
            return _typed(post, Post)
        except (TypeError, msgspec.ValidationError) as error:
            text = f"The reader {self.reader!r} returned a post of a wrong type: {error}"
            place = getattr(post, "origin", None)
            line, offset = (place.line, place.offset) if isinstance(place, Origin) else (None, None)
            # Errors of types quote nothing of the post; those of values do.
            public = None if "Invalid" in text else text
            return Notice(Code.POST_FAILED, text, self.name, line, offset, public=public)

    def _error(self, problem: str) -> PluginError:
        return PluginError(
            f"The reader {self.reader!r} cannot be used: {problem}.",
            hint="Update or uninstall the plugin of this reader.",
        )


def _typed(value: object, kind: type[_T]) -> _T:
    """Copy records, and check that each field has the type of the model.

    Raises:
        TypeError: A value is of a type that no record has.
        msgspec.ValidationError: A field has another type than the model says.
    """
    return msgspec.convert(msgspec.to_builtins(value, builtin_types=_NO_TEXTS), kind)
