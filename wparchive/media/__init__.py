"""Media: the files of a blog's uploads, where they come from, and how they get into outputs."""

from wparchive.media.bundles import Bundle, assign_bundles
from wparchive.media.downloaded import DownloadFolder, original_address
from wparchive.media.library import MediaLibrary, is_active
from wparchive.media.sources import FETCH, INPUTS, MediaSources
from wparchive.media.write import LIST, AttachmentInfo, NamedFiles, attachment_info, write_media

__all__ = [
    "FETCH",
    "INPUTS",
    "LIST",
    "AttachmentInfo",
    "Bundle",
    "DownloadFolder",
    "MediaLibrary",
    "MediaSources",
    "NamedFiles",
    "assign_bundles",
    "attachment_info",
    "is_active",
    "original_address",
    "write_media",
]
