"""The comments, pingbacks and trackbacks of a page, in the markup of any theme."""

from wparchive.readers.pages.extract.comments.count import read_comment_count
from wparchive.readers.pages.extract.comments.nodes import Node, find_nodes
from wparchive.readers.pages.extract.comments.read import read_comments
from wparchive.readers.pages.extract.comments.unmarked import find_groups, find_unmarked

__all__ = [
    "Node",
    "find_groups",
    "find_nodes",
    "find_unmarked",
    "read_comment_count",
    "read_comments",
]
