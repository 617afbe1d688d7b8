"""Real Spark with executors in processes of their own (`local-cluster`): one of them is killed."""

from __future__ import annotations

from tests.scale.checks import Killer, local, written
from wparchive.spark import read

MASTER = "local-cluster[2,1,1024]"
MEGABYTE = 1 << 20


def test_rows_are_those_of_one_process_though_an_executor_is_killed(session, pile, tmp_path):
    warm = session.spark.sparkContext.parallelize(range(2), 2).map(str).collect()
    assert warm == ["0", "1"]
    with Killer("CoarseGrainedExecutorBackend", 1.0) as killer:
        frames = read(session.spark, pile, staging=tmp_path / "staging", partition_bytes=MEGABYTE)
        found = written(frames, tmp_path)
    assert killer.killed is not None
    assert "Lost executor" in session.log.read_text(), "the kill hit no executor"
    assert found == local(sorted(pile.iterdir()))
