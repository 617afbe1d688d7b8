"""Marks of made-up fields that cannot be read: they count as text of others."""

from __future__ import annotations

import pytest

from wparchive.model.records import Meta, Post
from wparchive.model.site import Site
from wparchive.wordpress import inferred

DEEP = f'{{"title": {"[" * 50_000}{"]" * 50_000}}}'


@pytest.mark.parametrize("text", [DEEP, DEEP[:-1], "[1]", "{", ""])
def test_a_mark_that_cannot_be_read_changes_nothing(text):
    site = Site(title="A", extra=[inferred.site_mark({})])
    site.extra[0].text = text
    inferred.restore_site(site, [], [])
    assert (site.title, len(site.extra)) == ("A", 1)
    post = Post(title="A", meta=[Meta(key=inferred.KEY, value=text)])
    assert inferred.restore_post(post)
    assert (post.title, len(post.meta)) == ("A", 1)
