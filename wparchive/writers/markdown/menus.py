"""The blog's menus as data for templates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wparchive.formats.writers import Context


def menus_of(context: Context) -> dict[str, dict[str, Any]]:
    """Return the blog's menus, as `wparchive.wordpress.menus.Menus.trees` has them."""
    site = context.metadata.site
    home = (site.base_blog_url or site.link or "").rstrip("/")
    return context.references.menus.trees(context.metadata.terms, f"{home}/" if home else "")


def encode_menus(menus: dict[str, dict[str, Any]]) -> bytes:
    """Encode menus as JSON."""
    return (json.dumps(menus, ensure_ascii=False, indent=2) + "\n").encode()
