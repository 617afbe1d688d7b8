"""What all tests share: where things are, what is skipped, and that outputs verify."""

from __future__ import annotations

import functools
import os
import tempfile
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from wparchive import api

# A busy machine must fail no test, so no example has a time limit. CI judges a change by the same
# examples each time; `.ci/nightly` and developers draw new ones.
settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("local"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.engine.report import Report

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
SAMPLES = ROOT / "samples"
_plain_convert = api.convert
_VERIFIES = ContextVar("verifies", default=True)


@functools.wraps(_plain_convert)
def _convert_and_verify(inputs, target, *args, **options) -> Report:
    report = _plain_convert(inputs, target, *args, **options)
    if target is not None and _VERIFIES.get():
        with tempfile.TemporaryDirectory() as folder:
            found = api.verify(_on_disk(target, Path(folder))).findings
        assert not found, f"convert wrote what verify refuses: {found[0]} ({len(found)} in all)"
    return report


def _on_disk(target, folder: Path) -> Path:
    """Where an output is; one in memory is written to the folder first."""
    if not isinstance(target, dict):
        return target
    for name, data in target.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


# Test modules import it from there; pytest reads this file before any of them.
api.convert = _convert_and_verify


@pytest.fixture(autouse=True)
def _outputs_verify(request: pytest.FixtureRequest) -> Iterator[None]:
    """Verify what each `convert` of a test writes, unless the test is marked ``unverified``."""
    token = _VERIFIES.set(request.node.get_closest_marker("unverified") is None)
    yield
    _VERIFIES.reset(token)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The corpus, which stands beside a checkout and is no part of it."""
    if not (SHARED / "corpus").is_dir():
        pytest.skip("the corpus (../shared) is not here; a plain clone passes without it")
    return SHARED


@pytest.fixture(scope="session")
def sample() -> Path:
    """The small German blog of our own writing."""
    return SAMPLES / "gartenblog.xml"
