from hypothesis import given
from hypothesis import strategies as st

from wparchive.errors.notices import Code
from wparchive.model.provenance import Origin
from wparchive.model.records import Comment, Post
from wparchive.transforms.threads import discussion, thread


def _ids(post, notices=None):
    below = discussion(post, [] if notices is None else notices)
    return [(depth, comment.id) for depth, comment in below.comments]


def test_answers_stand_below_what_they_answer_in_any_order():
    comments = [Comment(id=3, parent=2), Comment(id=1, parent=0), Comment(id=2, parent=1)]
    assert _ids(Post(comments=comments)) == [(0, 1), (1, 2), (2, 3)]


def test_an_orphan_is_a_root_and_named():
    notices = []
    assert _ids(Post(id=9, comments=[Comment(id=5, parent=4)]), notices) == [(0, 5)]
    assert [(n.code, n.post_id) for n in notices] == [(Code.COMMENT_ORPHANED, 9)]


def test_a_circle_is_opened_and_named():
    notices = []
    comments = [Comment(id=1, parent=2), Comment(id=2, parent=1), Comment(id=3, parent=3)]
    assert sorted(id for _, id in _ids(Post(comments=comments), notices)) == [1, 2, 3]
    assert {n.code for n in notices} == {Code.COMMENT_CYCLE}


def test_pings_stand_apart_and_their_answers_move_up():
    comments = [
        Comment(id=1, kind="pingback"),
        Comment(id=2, parent=1),
        Comment(id=3, parent=2),
        Comment(id=4),
    ]
    below = discussion(Post(comments=comments), [])
    assert [(d, c.id) for d, c in below.comments] == [(0, 2), (1, 3), (0, 4)]
    assert [(d, c.id) for d, c in below.pings] == [(0, 1)]


def test_a_chain_of_ten_thousand_stays_in_order_and_stops_nesting():
    comments = [Comment(id=n, parent=n - 1) for n in range(1, 10_001)]
    shown = _ids(Post(comments=comments))
    assert [number for _, number in shown] == list(range(1, 10_001))
    assert [depth for depth, _ in shown[:12]] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9]


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), max_size=30))
def test_nothing_falls_out_of_a_thread(pairs):
    comments = [Comment(id=number, parent=parent) for number, parent in pairs]
    seen = [node.comment for root in thread(comments) for _, node in root.walk()]
    assert sorted(map(id, seen)) == sorted(map(id, comments))


def dated(*dates, field="published_gmt", origin=None):
    return [Comment(id=n, origin=origin, **{field: d}) for n, d in enumerate(dates, 1)]


def test_comments_are_in_the_order_of_their_dates():
    days = ("2024-05-03T10:00:00Z", "2024-05-01T10:00:00Z", "2024-05-02T10:00:00Z")
    assert _ids(Post(comments=dated(*days))) == [(0, 2), (0, 3), (0, 1)]
    assert _ids(Post(comments=dated(*days, field="published"))) == [(0, 2), (0, 3), (0, 1)]


def test_comments_of_one_date_or_without_one_stay_in_place():
    day = "2024-05-03T10:00:00Z"
    assert _ids(Post(comments=dated(day, day))) == [(0, 1), (0, 2)]
    assert _ids(Post(comments=dated(day, None, "2024-05-01T10:00:00Z"))) == [(0, 1), (0, 2), (0, 3)]


def test_comments_of_a_page_stay_as_the_page_shows_them():
    page = Origin(source="x.html", kind="page")
    comments = dated("2024-05-03", "2024-05-01", field="published", origin=page)
    assert _ids(Post(comments=comments)) == [(0, 1), (0, 2)]


def test_answers_follow_what_they_answer_by_date():
    first, early, late = dated("2024-05-01T10", "2024-05-03T10", "2024-05-02T10")
    early.parent = late.parent = 1
    assert _ids(Post(comments=[early, late, first])) == [(0, 1), (1, 3), (1, 2)]
