"""Fetching: a blog's uploads from where they were, politely, into a directory that stays."""

from wparchive.media.download.downloader import fetch
from wparchive.media.download.policy import FetchPolicy

__all__ = ["FetchPolicy", "fetch"]
