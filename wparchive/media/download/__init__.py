"""Fetching: a blog's uploads from where they were, politely, into a directory that stays."""

from wparchive.media.download.policy import FetchPolicy
from wparchive.media.download.transfers import fetch

__all__ = ["FetchPolicy", "fetch"]
