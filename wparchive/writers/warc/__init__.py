"""WARC 1.1: the blog's pages for everybody; the sources and hidden content in separate files."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from wparchive import patterns
from wparchive.formats.writers import Placement
from wparchive.model.canonical import encode_post
from wparchive.render.navigation import Navigation
from wparchive.render.page import render_page
from wparchive.storage import private
from wparchive.storage.fixity import sha256_of
from wparchive.storage.names import readable
from wparchive.storage.opening import open_regular
from wparchive.web.filetypes import media_type
from wparchive.writers.documents import full_site_data
from wparchive.writers.warc.files import WarcFiles
from wparchive.writers.warc.listings import HTML
from wparchive.writers.warc.pages import JSON, PageWriter, chunk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wparchive.formats.readers import SiteMetadata
    from wparchive.formats.writers import Context, OutputChunk, RenderContext
    from wparchive.model.records import Post
    from wparchive.storage.outputs import StagedOutput
    from wparchive.storage.source import Source

_BLOCK = 1 << 20
_PACKED = patterns.lazy(
    r"\.(?:gz|bz2|xz)$", re.IGNORECASE
)  # the bytes that are stored are unpacked
_EXPORT = "application/rss+xml"
_ABOUT = "RESTRICTED: a WordPress export and all of its data; holds personal data and drafts."


class WarcWriter(PageWriter):
    """Writes WARC."""

    name = "warc"
    title = "WARC 1.1, the blog's pages at their addresses, the source apart"
    media_type = "application/warc"
    folder = "warc"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._stored: set[str] = set()

    @cached_property
    def _restricted(self) -> WarcFiles:
        suffix = f"{self._host}-restricted"
        folder = private.folder(self.folder, public=False)
        return WarcFiles(self.context, folder, suffix, self._title, _ABOUT, self.limit)

    def open_private(self, stage: StagedOutput, metadata: SiteMetadata) -> None:
        """Begin the restricted files with the sources, and all data of the site."""
        self._restricted.begin(stage)
        # A source as it is holds what was to be replaced.
        sources = () if self.context.options.redact else self.context.sources
        container, digest = None, ""
        for number, source in enumerate(sources):
            # A container's members follow one another, and there may be thousands.
            if source.container != container:
                container, digest = source.container, sha256_of(source.container)
            self._write_source(stage, source, number, digest)
        whole = self._site_record(self._restricted, full_site_data(self.context, metadata))
        stage.append(self._restricted.key, whole)

    def write_private(
        self, post: Post, number: int, hidden: Callable[[], tuple[Post, RenderContext]] | None
    ) -> Sequence[OutputChunk]:
        """Encode all of the post's data; if it is hidden, its page as well."""
        place = str(post.origin_or_unknown)
        encoder = self._restricted.encoder
        data_uri = f"{self._data_uri(post)}?source={quote(place, safe='')}"
        # Inputs can hold the same record twice; no two records may have the same id.
        salt = str(number)
        records = [encoder.metadata(data_uri, encode_post(post), JSON, salt=salt)]
        if hidden is not None:
            shown, context = hidden()
            url = self._query_form(post)
            context = replace(context, placement=Placement(url=url))
            page = render_page(self.context, shown, context, Navigation(described_by=data_uri))
            records.append(encoder.resource(url, page.encode(), HTML, salt=salt))
        return [chunk(self._restricted, records)]

    def _write_source(
        self, stage: StagedOutput, source: Source, number: int, container: str
    ) -> None:
        """Write the bytes that were read, and a record that describes them.

        Args:
            stage: The output.
            source: The source.
            number: Its number among the sources.
            container: The sha256 of its container.
        """
        encoder = self._restricted.encoder
        name = quote(source.name)
        uri = f"file:///{number}/{name}" if name in self._stored else f"file:///{name}"
        self._stored.add(name)
        kind = media_type(_PACKED.sub("", source.name), b"")
        kind = _EXPORT if kind == "application/xml" else kind
        record, chunks = encoder.stream(uri, partial(_blocks, source), source.size, kind)
        stage.extend(self._restricted.key, chunks, source.size)
        fields = (
            f"name: {source.name}\r\nsize: {source.size}\r\n"
            f"container: {readable(source.container.name)}\r\ncontainer-sha256: {container}\r\n"
        )
        about = f"{self._data}/sources/{number}"
        data = encoder.metadata(about, fields.encode(), "application/warc-fields", record.id).data
        stage.append(self._restricted.key, data)


def _blocks(source: Source) -> Iterator[bytes]:
    left = source.size
    with open_regular(source.path) as file:
        file.seek(source.start)
        while left > 0 and (block := file.read(min(left, _BLOCK))):
            left -= len(block)
            yield block
