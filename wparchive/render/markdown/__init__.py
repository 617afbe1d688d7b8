"""HTML to Markdown with every text, link and structure kept; imported only where it is written."""

from wparchive.render.markdown.engine import MarkdownRenderer, to_markdown

__all__ = ["MarkdownRenderer", "to_markdown"]
