"""Fetching: a blog's uploads from where they were, politely, into a directory that stays."""

from wparchive.media.download.fetch import fetch
from wparchive.media.download.policy import Manners

__all__ = ["Manners", "fetch"]
