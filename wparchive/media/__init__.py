"""Media: the files of a blog's uploads, where they come from, and how they get into outputs."""

from wparchive.media.bundles import Bundle, beside
from wparchive.media.fetched import Fetched
from wparchive.media.store import LIST, Shown, shown_file, store
from wparchive.media.supply import FETCH, INPUTS, Supply
from wparchive.media.uploads import Uploads

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
