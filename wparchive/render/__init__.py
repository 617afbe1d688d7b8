"""Rendering: a post's stored texts as Markdown and as HTML pages."""
