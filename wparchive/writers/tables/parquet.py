"""The tables as Parquet files, one for each, by the library pyarrow, which is an extra."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from wparchive.errors import UsageError
from wparchive.errors.extras import install_hint
from wparchive.writers.tables.schema import TABLES, VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import ExitStack
    from types import ModuleType
    from typing import IO

    from wparchive.writers.tables.rows import Row
    from wparchive.writers.tables.schema import Table

_ROWS = 2000
"""Rows of a row group: few enough to hold in memory, enough to compress well."""


def require_pyarrow() -> ModuleType:
    """Return the library.

    Raises:
        UsageError: It is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError(
            "--to parquet needs the package pyarrow, which is not installed.",
            hint=install_hint("parquet"),
        ) from error
    module: ModuleType = pa
    return module


def build(
    rows: Iterable[tuple[str, Row]], open_file: Callable[[str], IO[bytes]], stack: ExitStack
) -> None:
    """Write a file for each table, empty ones included.

    Args:
        rows: The table and the values of each row, keys included.
        open_file: Opens the file of a table by the table's name.
        stack: Closes the files.
    """
    files = {
        name: stack.enter_context(_TableFile(table, open_file(name)))
        for name, table in TABLES.items()
    }
    for name, values in rows:
        files[name].add(values)


class _TableFile:
    """A Parquet file that grows by row groups."""

    def __init__(self, table: Table, file: IO[bytes]) -> None:
        self._arrow = require_pyarrow()
        import pyarrow.parquet  # noqa: PLC0415 - an extra

        self._schema = _schema(self._arrow, table)
        self._times = [n for n, c in enumerate(table.all_columns) if c.type == "time"]
        self._flags = [n for n, c in enumerate(table.all_columns) if c.type == "boolean"]
        self._writer = pyarrow.parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._rows: list[Row] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._flush()
        finally:
            self._writer.close()

    def add(self, values: Row) -> None:
        """Add a row."""
        for number in self._times:
            if values[number] is not None:
                values[number] = datetime.fromisoformat(values[number])
        self._rows.append(values)
        if len(self._rows) == _ROWS:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            arrays = [
                self._arrow.array(column, type=field.type)
                for column, field in zip(zip(*self._rows, strict=True), self._schema, strict=True)
            ]
            self._writer.write_batch(self._arrow.record_batch(arrays, schema=self._schema))
            self._rows.clear()


def _schema(arrow: ModuleType, table: Table) -> Any:
    types = {
        "integer": arrow.int64(),
        "text": arrow.string(),
        "boolean": arrow.bool_(),
        "time": arrow.timestamp("s", tz="UTC"),
        "json": arrow.string(),
    }
    fields = [
        arrow.field(column.name, types[column.type], metadata={"meaning": column.meaning})
        for column in table.all_columns
    ]
    return arrow.schema(fields, metadata={"schema": VERSION, "meaning": table.meaning})
