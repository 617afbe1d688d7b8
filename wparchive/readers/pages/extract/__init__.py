"""Extraction of one saved page: its kind, post, comments and terms.

Whatever the theme, parts of a page are marked: by JSON-LD, OpenGraph and links in the head, by
microformats and WordPress's classes in the body, by class names that many themes share. Each field
is taken from the best evidence, which the record's origin names. A field without evidence is null.
"""

from __future__ import annotations

from wparchive.readers.pages.extract.assemble import read_page
from wparchive.readers.pages.extract.result import ListedPost, Page, PageKind, PageLinks

__all__ = ["ListedPost", "Page", "PageKind", "PageLinks", "read_page"]
