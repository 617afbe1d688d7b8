"""WordPress's own rules: from a stored text to the text that readers saw, and its addresses."""
