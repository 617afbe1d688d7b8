"""Links: indexed, resolved, and followed through every output."""

from wparchive.transforms.links.following import goal, leads
from wparchive.transforms.links.index import Known, LinkIndex, uploaded_file
from wparchive.transforms.links.ledger import Fate, Row, Sheet
from wparchive.transforms.links.outputs import Found, found_in
from wparchive.transforms.links.places import Finder, Places, Spot, absolute, upload_path
from wparchive.transforms.links.redirects import Redirects
from wparchive.transforms.links.resolve import Kind, Resolver, Target
from wparchive.transforms.links.rewrite import DeadLinks, Manner, Rewriter

__all__ = [
    "DeadLinks",
    "Fate",
    "Finder",
    "Found",
    "Kind",
    "Known",
    "LinkIndex",
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
    "goal",
    "leads",
    "upload_path",
    "uploaded_file",
]
