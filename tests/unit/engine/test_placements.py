"""Places of posts: each path and each URL goes to one post, whatever writers want."""

from __future__ import annotations

import pytest

from wparchive.engine.placements import (
    NOWHERE,
    PlacementAllocator,
    pack,
    placement_of,
    unpack,
)
from wparchive.formats.writers import Planned, Writer
from wparchive.model.records import Post


class Fixed(Writer):
    """Plans what a test wants, and notes where its posts are."""

    name = "fixed"

    def __init__(self, plans):
        self.plans = plans
        self.seen = []

    def render(self, post, context):
        raise AssertionError

    def plan(self, post):
        return self.plans[post.id]

    def index(self, post, placement):
        self.seen.append((post.id, placement))


def place(*plans):
    """Place posts one after the other, and return the allocator and where they are."""
    writer = Fixed(plans)
    allocator = PlacementAllocator({"fixed": writer}, everywhere_public=False)
    for number in range(len(plans)):
        allocator.place({"fixed": Post(id=number)})
    return allocator, [placement for _, placement in writer.seen]


def test_a_path_goes_to_one_post_without_regard_to_case():
    _, found = place(*[Planned("posts/A.md"), Planned("posts/a.md"), Planned("posts/a-2.md")])
    assert [p.path for p in found] == ["posts/A.md", "posts/a-2.md", "posts/a-2-2.md"]


def test_the_first_free_alternative_is_taken():
    others = [Planned("a.md", "/b/"), Planned("c.md", "/a/"), Planned("c.md", "/c/")]
    _, found = place(Planned("a.md", "/a/"), Planned("a.md", "/a/", alternatives=iter(others)))
    assert [(p.path, p.url) for p in found] == [("a.md", "/a/"), ("c.md", "/c/")]


def test_without_a_free_alternative_a_post_has_no_url():
    allocator, found = place(Planned(url="/a/"), Planned(url="/a/"), Planned("a.md", "/A/"))
    assert [(p.path, p.url) for p in found] == [("", "/a/"), ("", ""), ("a.md", "")]
    assert allocator.is_taken("fixed", "/a/")
    assert not allocator.is_taken("fixed", "/b/")


@pytest.mark.parametrize(
    ("plans", "conflicts"),
    [
        ([Planned(url="/a/", aliases=["/x/"]), Planned(url="/b/", aliases=["/x/"])], {"/x/"}),
        ([Planned(url="/a/", aliases=["/b/"]), Planned(url="/b/")], {"/b/"}),
        ([Planned(url="/a/"), Planned(url="/b/", aliases=["/A/"])], {"/A/"}),
        ([Planned(url="/a/", aliases=["/x/"]), Planned(url="/b/", aliases=["/y/"])], set()),
    ],
    ids=["of two posts", "a later post's URL", "an earlier post's URL", "free"],
)
def test_an_alias_that_two_posts_want_goes_to_neither(plans, conflicts):
    allocator, _ = place(*plans)
    assert allocator.conflicts["fixed"] == conflicts


def test_a_post_that_a_writer_does_not_place_is_nowhere():
    assert place(None)[1] == []
    assert unpack(b"") == NOWHERE


def test_a_plan_that_fails_costs_one_post_its_place():
    class Failing(Fixed):
        def plan(self, post):
            if post.id == 0:
                raise ValueError("odd")
            return super().plan(post)

    allocator = PlacementAllocator({"fixed": Failing([None, Planned("a.md")])},
                                   everywhere_public=False)  # fmt: skip
    assert allocator.place({"fixed": Post(id=0)}) == ({}, {"fixed": "ValueError: odd"})
    plans, causes = allocator.place({"fixed": Post(id=1)})
    assert (plans["fixed"].path, causes) == ("a.md", {})


def test_what_is_packed_is_unpacked_again():
    placement = placement_of(Planned("a b/ä.md", "/ä/", ["/x/", "/y/"]))
    assert unpack(pack(placement)) == placement
