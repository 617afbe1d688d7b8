"""``--by-site``: each blog of a pile of exports, or of a crawl, in an output of its own."""

from __future__ import annotations

from wparchive.engine.by_site.run import SitesReport, convert_sites

__all__ = ["SitesReport", "convert_sites"]
