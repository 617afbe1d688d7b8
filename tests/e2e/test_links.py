"""Links in every form, asked of a real WordPress: `url_to_postid()` and wparchive must agree."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from wparchive.api import open_source
from wparchive.links import LinkIndex, Resolver, TargetKind

SITE = Path(os.environ.get("WPARCHIVE_E2E", ""))
pytestmark = pytest.mark.skipif(
    "WPARCHIVE_E2E" not in os.environ, reason="a real WordPress is needed: run `make e2e`"
)


def test_every_link_leads_where_wordpress_says():
    asked = json.loads((SITE / "links.json").read_text(encoding="utf-8"))
    index = LinkIndex()
    with open_source(SITE / "export.xml") as archive:
        posts = set()
        for post in archive:
            index.add(post)
            posts.add(post.id)
        index.freeze([archive.site], archive.authors, archive.terms)
        resolver = Resolver(index)
        wrong = []
        for url, number in asked:
            target = resolver.resolve(url, f"{archive.site.link}/")
            found = target.number or 0
            # WordPress names the id that it was asked for, whether there is such a post or not.
            expected = number if number in posts else 0
            # A feed is none of the posts that it belongs to; old slugs WordPress redirects later.
            if not expected and (target.kind is TargetKind.FEED or target.part == "old"):
                continue
            if found != expected or (
                not expected and target.kind in {TargetKind.POST, TargetKind.COMMENT}
            ):
                wrong.append((url, number, target))
    assert len(asked) > 150
    assert wrong == []
