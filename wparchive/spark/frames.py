"""Spark DataFrames of the tables of very many inputs."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from wparchive.engine.record_options import RecordOptions
from wparchive.engine.records import Record
from wparchive.engine.records import read as read_one
from wparchive.errors import UsageError
from wparchive.errors.extras import install_hint
from wparchive.spark import files
from wparchive.spark.tasks import (
    Task,
    bins,
    capture_pairs,
    divided,
    is_divisible,
    is_web_archive,
    run_all,
    site_records,
    tasks_of,
)
from wparchive.writers.tables.schema import ERRORS, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from pyspark import RDD
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

    from wparchive.spark.tasks import Key

Unit = Literal["file", "record", "site"]
PARTITION = 32 << 20
"""Bytes of a partition: about ten seconds of work, and few enough tasks for the driver."""
_TABLES = (*TABLES.values(), ERRORS)
_FAILED = "\uffff"
"""The key of errors among captures: no host is sorted after it."""


@dataclass(frozen=True)
class Frames:
    """The DataFrames of a set of inputs, one for each table.

    All of them come from one pass over the inputs, whose result Spark keeps on the disks of its
    executors until `unpersist`.

    Attributes:
        whole: A DataFrame with a column for each table, of which each row has one.
    """

    whole: DataFrame

    def __getitem__(self, table: str) -> DataFrame:
        """Return the DataFrame of a table; ``input`` is the file or site that a row is from."""
        return self.whole.where(f"{table} IS NOT NULL").select(f"{table}.*")

    @property
    def names(self) -> list[str]:
        """The names of all tables."""
        return list(self.whole.columns)

    @property
    def posts(self) -> DataFrame:
        """Posts, pages, attachments and other items."""
        return self["posts"]

    @property
    def comments(self) -> DataFrame:
        """Comments and pings."""
        return self["comments"]

    @property
    def terms(self) -> DataFrame:
        """Categories, tags and other terms."""
        return self["terms"]

    @property
    def links(self) -> DataFrame:
        """Links in posts and comments."""
        return self["links"]

    @property
    def notices(self) -> DataFrame:
        """Notices about the inputs."""
        return self["notices"]

    @property
    def errors(self) -> DataFrame:
        """Inputs that could not be read."""
        return self["errors"]

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each table, and of notices of ``losses``, in one job."""
        words = [f"count({name}) AS {name}" for name in self.names]
        words.append("count(CASE WHEN notices.severity = 'loss' THEN 1 END) AS losses")
        [row] = self.whole.selectExpr(*words).collect()
        return dict(row.asDict())

    def unpersist(self) -> None:
        """Free the disks of the executors."""
        self.whole.unpersist()


def read(
    spark: SparkSession,
    paths: str | Path | Iterable[str | Path],
    *,
    by: Unit = "file",
    partition_bytes: int = PARTITION,
    staging: str | Path | None = None,
    hadoop: bool = False,
    **options: Any,
) -> Frames:
    """Read exports, pages and web archives into DataFrames.

    Bad files become rows of `Frames.errors` and fail no task. Without `by="site"` nothing is
    shuffled.

    Args:
        spark: The session.
        paths: Files, directories and globs; on local disks that all machines see, or addresses of
            file systems that fsspec knows (``s3://``, ``hdfs://``, ``gs://``).
        by: ``file`` to read each file by itself. ``record`` to read each capture of a web archive
            by itself. ``site`` to bring together the captures of each host, which shuffles them,
            and the files of a mirror below a folder with the name of a host.
        partition_bytes: Bytes of input of a partition.
        staging: A folder that all machines reach, for dividing large exports; None to divide none.
            It may be removed when the DataFrames are not needed any more.
        hadoop: Whether Spark itself reads the files, by any file system of Hadoop. Then a file
            must fit into memory, large exports are not divided, and `by` has no effect.
        options: ``edition``, ``include``, ``public_types``, ``as_of`` and ``limits``, as
            `wparchive.records` takes them.

    Raises:
        UsageError: pyspark or a file system's package is not installed, or a word is unknown.
    """
    require_pyspark()
    if by not in {"file", "record", "site"}:
        raise UsageError(f"by does not accept {by!r}.", hint="It accepts file, record, site.")
    given = RecordOptions(**options)
    names = [str(path) for path in ([paths] if isinstance(paths, str) else _listed(paths))]
    if hadoop:
        return _frames(spark, _through_hadoop(spark, names, partition_bytes, given))
    found = files.find_files(names)
    archives = [file for file in found if by == "site" and is_web_archive(file.uri)]
    job = _Job(spark, given, partition_bytes, None if staging is None else str(staging))
    records = job.records(tasks_of([file for file in found if file not in set(archives)], by=by))
    if archives:
        records = records.union(job.sites(archives))
    return _frames(spark, records)


def _listed(paths: Path | Iterable[str | Path]) -> Iterable[str | Path]:
    return [paths] if hasattr(paths, "joinpath") else paths  # type: ignore[list-item]


def require_pyspark() -> None:
    """Check that pyspark is installed.

    Raises:
        UsageError: It is not.
    """
    try:
        import pyspark  # noqa: F401, PLC0415 - an extra
    except ImportError as error:
        raise UsageError(
            "wparchive.spark needs the package pyspark, which is not installed.",
            hint=install_hint("spark"),
        ) from error


class _Job(NamedTuple):
    """Makes the records of tasks.

    Attributes:
        spark: The session.
        options: The options of records.
        size: Bytes of a partition.
        staging: The folder for dividing large exports; None to divide none.
    """

    spark: SparkSession
    options: RecordOptions
    size: int
    staging: str | None

    def records(self, tasks: Sequence[Task]) -> RDD[Record]:
        """Return the records of files and pieces, in partitions of a size."""
        tasks = self._divided(tasks, self.staging) if self.staging is not None else tasks
        parts = bins(tasks, self.size) or [[]]
        work: RDD[list[Task]] = self.spark.sparkContext.parallelize(parts, len(parts))
        return work.flatMap(partial(run_all, options=self.options))

    def _divided(self, tasks: Sequence[Task], staging: str) -> list[Task]:
        """Run a job that divides large exports; only names and offsets come to the driver."""
        large = [task for task in tasks if is_divisible(task, self.size)]
        if not large:
            return list(tasks)
        divide = partial(divided, options=self.options, staging=staging, size=self.size)
        pieces = self.spark.sparkContext.parallelize(large, len(large)).flatMap(divide).collect()
        return [*(task for task in tasks if task not in set(large)), *pieces]

    def sites(self, archives: Sequence[files.RemoteFile]) -> RDD[Record]:
        """Return the records of each host in web archives, whose captures are shuffled."""
        context = self.spark.sparkContext
        number = max(sum(file.size for file in archives) // self.size, 1)
        uris = context.parallelize([file.uri for file in archives], len(archives))
        pairs = uris.flatMap(partial(capture_pairs, fail=_as_pair))
        together = pairs.repartitionAndSortWithinPartitions(number, _partition_of)
        return together.mapPartitions(partial(_of_sites, options=self.options))


def _as_pair(record: Record) -> tuple[Key, bytes]:
    return (_FAILED, record.input, 0), json.dumps(record.values).encode()


def _partition_of(key: Key) -> int:
    # Python's own hash of a text differs from process to process.
    return zlib.crc32(key[0].encode())


def _of_sites(pairs: Iterator[tuple[Key, bytes]], options: RecordOptions) -> Iterator[Record]:
    for failed, group in groupby(pairs, key=lambda pair: pair[0][0] == _FAILED):
        if failed:
            for (_, uri, _), data in group:
                yield Record(ERRORS.name, uri, json.loads(data))
        else:
            yield from site_records(group, options)


def _through_hadoop(
    spark: SparkSession, names: Sequence[str], size: int, options: RecordOptions
) -> RDD[Record]:
    spark.conf.set("spark.sql.files.maxPartitionBytes", str(size))
    content = spark.read.format("binaryFile").load(list(names)).select("path", "content")
    return content.rdd.flatMap(partial(_of_content, options=options))


def _of_content(row: Any, options: RecordOptions) -> Iterator[Record]:
    return read_one(bytes(row.content), row.path, options)


def _frames(spark: SparkSession, records: RDD[Record]) -> Frames:
    from pyspark import StorageLevel  # noqa: PLC0415 - an extra

    rows = records.map(_as_row)
    whole = spark.createDataFrame(rows, schema(), verifySchema=False)
    return Frames(whole.persist(StorageLevel.DISK_ONLY))


_PLACES = {table.name: number for number, table in enumerate(_TABLES)}


def _as_row(record: Record) -> tuple[Any, ...]:
    row: list[Any] = [None] * len(_TABLES)
    row[_PLACES[record.table]] = (record.input, *record.values.values())
    return tuple(row)


def schema() -> StructType:
    """Return the schema of `Frames.whole`: a struct for each table."""
    from pyspark.sql import types  # noqa: PLC0415 - an extra

    kinds = {
        "integer": types.LongType(),
        "text": types.StringType(),
        "boolean": types.BooleanType(),
        "time": types.TimestampType(),
        "json": types.StringType(),
    }
    found = types.StructType()
    for table in _TABLES:
        columns = [types.StructField("input", types.StringType())]
        columns += [types.StructField(c.name, kinds[c.type]) for c in table.all_columns]
        found.add(table.name, types.StructType(columns))
    return found
