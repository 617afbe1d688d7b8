"""WARC 1.1: the blog's pages for everybody; the sources and all that was hidden in files apart."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from wparchive.formats import FormatInfo
from wparchive.model.canonical import encode_post
from wparchive.render.navigation import Navigation
from wparchive.render.page import render_page
from wparchive.storage import private
from wparchive.storage.fixity import sha256_of
from wparchive.storage.names import readable
from wparchive.web.filetypes import media_type
from wparchive.writers.documents import whole_site
from wparchive.writers.warc.files import WarcFiles
from wparchive.writers.warc.listings import HTML
from wparchive.writers.warc.pages import JSON, PageWriter, piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.formats import Context, Discussion, Piece
    from wparchive.model.records import Post
    from wparchive.storage.outputs import StagedOutput
    from wparchive.storage.source import Source

_BLOCK = 1 << 20
_PACKED = re.compile(r"\.(?:gz|bz2|xz)$", re.IGNORECASE)  # the bytes that are stored are unpacked
_EXPORT = "application/rss+xml"
_ABOUT = "RESTRICTED: a WordPress export and all of its data; holds personal data and drafts."


# A container's members follow one another, and there may be thousands.
_digest = lru_cache(maxsize=8)(sha256_of)


class WarcWriter(PageWriter):
    """Writes WARC; see `wparchive.formats.Writer`."""

    info = FormatInfo("warc", "WARC 1.1, the blog's pages at their addresses, the source apart")
    folder = "warc"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        suffix = f"{self._host}-restricted"
        self._stored: set[str] = set()
        folder = private.folder(self.folder, public=False)
        self._restricted = WarcFiles(context, folder, suffix, self._title, _ABOUT, self.limit)

    def begin(self, stage: StagedOutput) -> None:
        """Begin the public files with what is known of the site, and those with the sources."""
        if not self._context.options.public:
            self._begin_restricted(stage)
        super().begin(stage)

    def _begin_restricted(self, stage: StagedOutput) -> None:
        """Store the sources, and all that is known of the site."""
        self._restricted.begin(stage)
        # A source as it is holds what was to be replaced.
        sources = () if self._context.options.redact else self._context.sources
        for number, source in enumerate(sources):
            self._write_source(stage, source, number)
        whole = self._site_record(self._restricted, whole_site(self._context))
        stage.append(self._restricted.key, whole)

    def write_restricted(
        self, post: Post, hidden: tuple[Post, Discussion] | None
    ) -> Sequence[Piece]:
        """All of the post's data; if it is hidden, its page as well."""
        place = str(post.origin_or_unknown)
        encoder = self._restricted.encoder
        data_uri = f"{self._data_uri(post)}?source={quote(place, safe='')}"
        records = [encoder.metadata(data_uri, encode_post(post), JSON)]
        if hidden:
            shown, discussion = hidden
            name = self._query_form(post)
            navigation = Navigation(described_by=data_uri)
            page = render_page(self._context, shown, discussion, name, navigation)
            records.append(encoder.resource(name, page.encode(), HTML, salt=place))
        return [piece(self._restricted, records)]

    def _write_source(self, stage: StagedOutput, source: Source, number: int) -> None:
        """The bytes that were read, and a record that says what they are."""
        encoder = self._restricted.encoder
        name = quote(source.name)
        uri = f"file:///{number}/{name}" if name in self._stored else f"file:///{name}"
        self._stored.add(name)
        kind = media_type(_PACKED.sub("", source.name), b"")
        kind = _EXPORT if kind == "application/xml" else kind
        record, chunks = encoder.stream(uri, partial(_blocks, source), source.size, kind)
        stage.extend(self._restricted.key, chunks, source.size)
        container = _digest(source.container)
        fields = (
            f"name: {source.name}\r\nsize: {source.size}\r\n"
            f"container: {readable(source.container.name)}\r\ncontainer-sha256: {container}\r\n"
        )
        about = f"{self._data}/sources/{number}"
        data = encoder.metadata(about, fields.encode(), "application/warc-fields", record.id).data
        stage.append(self._restricted.key, data)


def _blocks(source: Source) -> Iterator[bytes]:
    left = source.size
    with source.path.open("rb") as file:
        file.seek(source.start)
        while left > 0 and (block := file.read(min(left, _BLOCK))):
            left -= len(block)
            yield block
