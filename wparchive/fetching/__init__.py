"""Fetching: a blog's uploads from where they were, politely, into a directory that stays."""

from wparchive.fetching.download import fetch
from wparchive.fetching.manners import Manners

__all__ = ["Manners", "fetch"]
