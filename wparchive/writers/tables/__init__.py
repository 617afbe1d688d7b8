"""Tables of posts, comments, links and the rest, as an SQLite database or as Parquet files."""

from __future__ import annotations

import json
from abc import abstractmethod
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

from wparchive.formats.writers import OutputChunk, Rendered, Verbatim, Writer
from wparchive.render.names import plain
from wparchive.storage.names import safe_name
from wparchive.writers.documents import public_post_data
from wparchive.writers.tables import parquet, rows, sqlite
from wparchive.writers.tables.datasette import metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.formats.writers import Context, RenderContext
    from wparchive.model.records import Post
    from wparchive.model.written_link import WrittenLink
    from wparchive.storage.outputs import StagedOutput


class _TableWriter(Writer):
    """Writes rows to a file while posts are rendered, and the tables when all are there."""

    share_key = "tables"
    lists_links = True

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._rows = f"{self.name}/rows.jsonl"

    def open(self, stage: StagedOutput) -> None:
        """Begin the file of rows with the site."""
        stage.append(self._rows, b"".join(rows.head_lines(self.context)))

    def render(self, post: Post, context: RenderContext) -> Rendered:
        """Encode the rows of a post."""
        comments = [comment for _, comment in (*context.comments.comments, *context.comments.pings)]
        shown = public_post_data(post)
        lines = b"".join(rows.post_lines(shown, self.context, comments))
        texts = rows.texts_line(shown, comments, self.context.references)
        chunk = OutputChunk(self._rows, lines, append=True)
        return Rendered([chunk], Verbatim("json"), journal=texts)

    def reuse(self, rendered: Rendered, _post: Post, _context: RenderContext) -> Rendered:
        """Take the same rows."""
        chunks = [chunk._replace(path=self._rows) for chunk in rendered.chunks]
        return Rendered(chunks, rendered.checked, journal=rendered.journal)

    def note_links(self, links: Iterable[WrittenLink]) -> bytes:
        """Encode the rows of a post's links."""
        return rows.links_line(links)

    def finish(self, stage: StagedOutput, journal: Iterable[bytes]) -> None:
        """Make the tables."""
        [spool] = stage.detach(self._rows)
        with spool.open("rb") as file:
            lines = chain(file, rows.notice_lines(self.context.reported))
            self._build(stage, rows.read(lines, journal))
        spool.unlink()

    @abstractmethod
    def _build(self, stage: StagedOutput, table_rows: Iterator[tuple[str, rows.Row]]) -> None:
        """Write the files of the format."""


class SqliteWriter(_TableWriter):
    """Writes an SQLite database, and its description for Datasette."""

    name = "sqlite"
    title = "an SQLite database of posts, comments and links, with full-text search"
    media_type = "application/vnd.sqlite3"

    def _build(self, stage: StagedOutput, table_rows: Iterator[tuple[str, rows.Row]]) -> None:
        site = self.context.metadata.site
        name = safe_name(urlsplit(site.link or "").hostname, "archive").replace(".", "-")
        with stage.open(f"sqlite/{name}.db") as file:
            sqlite.build(Path(file.name), table_rows)
        described = metadata(name, plain(site.title) or name, site.link or "")
        text = json.dumps(described, ensure_ascii=False, indent=2)
        stage.write("sqlite/metadata.json", f"{text}\n".encode())


class ParquetWriter(_TableWriter):
    """Writes a Parquet file for each table."""

    name = "parquet"
    title = "Parquet files of posts, comments and links, one for each table"
    media_type = "application/vnd.apache.parquet"

    def __init__(self, context: Context) -> None:
        parquet.require_pyarrow()
        super().__init__(context)

    def _build(self, stage: StagedOutput, table_rows: Iterator[tuple[str, rows.Row]]) -> None:
        with ExitStack() as stack:

            def open_file(table: str) -> IO[bytes]:
                return stack.enter_context(stage.open(f"parquet/{table}.parquet"))

            parquet.build(table_rows, open_file, stack)
