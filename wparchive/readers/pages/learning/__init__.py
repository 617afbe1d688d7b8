"""Learning of a site's template from a sample of its pages, before all pages are read.

Themes without telling names are known by what recurs: the same texts at the same places of many
pages are the template's, and what differs is the text of the posts. The sample is bounded, and of
each page only digests and lengths stay in memory.
"""

from __future__ import annotations

from wparchive.readers.pages.learning.sample import learn_template

__all__ = ["learn_template"]
