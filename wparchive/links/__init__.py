"""Links: indexed, resolved, and followed through every output."""

from wparchive.links.blogs import Blogs
from wparchive.links.file_owners import FileOwners
from wparchive.links.index import IndexedPost, LinkIndex, uploaded_file
from wparchive.links.link_pass import LinkPass
from wparchive.links.media_map import (
    BundledFile,
    MediaLookup,
    MediaMap,
    absolute,
    full_name,
    upload_path,
)
from wparchive.links.missing_files import missing_message, split_message
from wparchive.links.post_links import LinkOutcome, LinkRow, PostLinks
from wparchive.links.redirects import Redirects
from wparchive.links.resolve import Resolver
from wparchive.links.rewrite import DeadLinks, LinkStyle, Rewriter
from wparchive.links.target_kinds import Target, TargetKind
from wparchive.links.written import OutputLinks, output_links

__all__ = [
    "Blogs",
    "BundledFile",
    "DeadLinks",
    "FileOwners",
    "IndexedPost",
    "LinkIndex",
    "LinkOutcome",
    "LinkPass",
    "LinkRow",
    "LinkStyle",
    "MediaLookup",
    "MediaMap",
    "OutputLinks",
    "PostLinks",
    "Redirects",
    "Resolver",
    "Rewriter",
    "Target",
    "TargetKind",
    "absolute",
    "full_name",
    "missing_message",
    "output_links",
    "split_message",
    "upload_path",
    "uploaded_file",
]
