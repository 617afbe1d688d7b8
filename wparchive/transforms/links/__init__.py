"""Links: found, resolved, and looked for in what was written."""

from wparchive.transforms.links.index import Known, LinkIndex
from wparchive.transforms.links.resolve import Kind, Resolver, Target
from wparchive.transforms.links.targets import in_html, missing, targets

__all__ = ["Kind", "Known", "LinkIndex", "Resolver", "Target", "in_html", "missing", "targets"]
