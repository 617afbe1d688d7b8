"""Read very many inputs with Apache Spark, into DataFrames of posts, comments, links and the rest.

Needs the package pyspark, which is an extra; nothing else in wparchive imports this package.
"""

from __future__ import annotations

from wparchive.spark.frames import Frames, read

__all__ = ["Frames", "read"]
