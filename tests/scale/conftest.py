"""Spark sessions on this machine, whose log a test can read, and a pile of inputs."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.unit.engine.test_record_pieces import large
from tests.unit.spark.test_tasks import capture
from tests.warcs import packed, warcinfo
from tests.wxr import comment, export, item

SAMPLE = Path(__file__).resolve().parents[2] / "samples/gartenblog.xml"


@pytest.fixture(scope="session")
def pile(tmp_path_factory):
    """Small exports, a large one, a web archive, and files that nobody can read."""
    folder = tmp_path_factory.mktemp("pile")
    for number in range(20):
        text = export(item(1, comments=comment(5)), item(2, status="draft"))
        (folder / f"{number:02}.xml").write_text(text.replace("blog.example", f"b{number}.example"))
    shutil.copy(SAMPLE, folder)
    (folder / "large.xml").write_bytes(large())
    records = [capture("a.example", 1), capture("b.example", 1), capture("a.example", 2)]
    (folder / "crawl.warc.gz").write_bytes(packed(warcinfo(), *records))
    (folder / "poison.xml").write_bytes(b"\0\xff<rss" * 50)
    (folder / "empty.xml").write_bytes(b"")
    number = 2**70
    (folder / "overflow.json").write_text(f'[{{"id": {number}, "type": "post", "title": 1}}]')
    return folder


class Session:
    """A Spark session; its log is `log`."""

    def __init__(self, master, folder):
        from pyspark.sql import SparkSession

        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"  # nobody outside of this machine
        os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
        os.environ["TZ"] = "UTC"
        self.log = folder / "spark.log"
        settings = folder / "log4j2.properties"
        settings.write_text(
            "rootLogger.level = warn\nrootLogger.appenderRef.f.ref = f\nappender.f.type = File\n"
            f"appender.f.name = f\nappender.f.fileName = {self.log}\n"
            "appender.f.layout.type = PatternLayout\nappender.f.layout.pattern = %p %c: %m%n\n"
        )
        builder = SparkSession.builder.master(master).config("spark.ui.enabled", "false")
        for key in ("spark.driver.host", "spark.driver.bindAddress"):
            builder = builder.config(key, "127.0.0.1")
        builder = builder.config("spark.sql.session.timeZone", "UTC")
        builder = builder.config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        builder = builder.config("spark.local.dir", str(folder / "local"))
        options = f"-Dlog4j2.configurationFile=file:{settings}"
        self.spark = builder.config("spark.driver.extraJavaOptions", options).getOrCreate()

    def stop(self):
        """End the session, and the Java machine, whose settings cannot change."""
        from pyspark import SparkContext

        self.spark.stop()
        gateway = SparkContext._gateway
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait(60)
        SparkContext._gateway = SparkContext._jvm = None


@pytest.fixture(scope="module")
def session(request, tmp_path_factory):
    """A session of the test module's `MASTER`."""
    pytest.importorskip("pyspark", reason="pyspark is not installed: run `make scale`")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java 17, which is not installed")
    import pyspark

    work = Path(pyspark.__file__).parent / "work"  # where local-cluster leaves its files
    before = set(work.glob("*")) if work.exists() else set()
    opened = Session(request.module.MASTER, tmp_path_factory.mktemp("spark"))
    yield opened
    opened.stop()
    for folder in set(work.glob("*")) - before:
        shutil.rmtree(folder)
