"""What all tests share: where things are, and what is skipped where it is absent."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
SAMPLES = ROOT / "samples"


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
