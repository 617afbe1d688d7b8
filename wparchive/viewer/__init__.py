"""A viewer for a quick look: the archive's pages on the loopback interface, with search."""

from wparchive.viewer.server import Viewer

__all__ = ["Viewer"]
