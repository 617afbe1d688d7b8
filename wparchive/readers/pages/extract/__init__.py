"""One saved page of a blog, read by evidence: what it is, its post, its comments, its terms.

Whatever the theme, some of what a page shows is marked: by JSON-LD, OpenGraph and links in its
head, by microformats and WordPress's classes in its body, by the habits of themes. Each field is
taken from the surest evidence there is, and the record's origin says from which. What the page
does not tell is null.
"""

from __future__ import annotations

from wparchive.readers.pages.extract.assemble import read_page
from wparchive.readers.pages.extract.result import ListedPost, Page, PageKind, PageLinks

__all__ = ["ListedPost", "Page", "PageKind", "PageLinks", "read_page"]
