"""Tests of wparchive, unit tests in the tree of the package."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
