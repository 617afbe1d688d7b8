"""Links: indexed, resolved, and followed through every output."""

from wparchive.links.index import Known, LinkIndex, uploaded_file
from wparchive.links.link_pass import LinkPass
from wparchive.links.media_map import Finder, Places, Spot, absolute, upload_path
from wparchive.links.post_links import Fate, Row, Sheet
from wparchive.links.redirects import Redirects
from wparchive.links.resolve import Kind, Resolver, Target
from wparchive.links.rewrite import DeadLinks, Manner, Rewriter
from wparchive.links.written import Found, found_in

__all__ = [
    "DeadLinks",
    "Fate",
    "Finder",
    "Found",
    "Kind",
    "Known",
    "LinkIndex",
    "LinkPass",
    "Manner",
    "Places",
    "Redirects",
    "Resolver",
    "Rewriter",
    "Row",
    "Sheet",
    "Spot",
    "Target",
    "absolute",
    "found_in",
    "upload_path",
    "uploaded_file",
]
