"""Markdown: a file a post, in the words and the places that a site generator expects."""

from __future__ import annotations

from wparchive.writers.markdown.writer import MarkdownWriter

__all__ = ["MarkdownWriter"]
