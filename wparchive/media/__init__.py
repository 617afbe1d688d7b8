"""Media: the files of a blog's uploads, where they come from, and how they get into outputs."""

from wparchive.media.bundles import Bundle, beside
from wparchive.media.downloaded import Fetched
from wparchive.media.library import Uploads
from wparchive.media.sources import FETCH, INPUTS, Supply
from wparchive.media.write import LIST, Shown, shown_file, store

__all__ = [
    "FETCH",
    "INPUTS",
    "LIST",
    "Bundle",
    "Fetched",
    "Shown",
    "Supply",
    "Uploads",
    "beside",
    "shown_file",
    "store",
]
