"""Viewer: a server on this machine for the pages of an archive, with a search."""

from wparchive.viewer.server import Viewer

__all__ = ["Viewer"]
