"""Functions of the caller for posts: results are written, and what is dropped is counted."""

import json
from datetime import date

import msgspec
import pytest

import wparchive
from tests import wxr
from tests.wxr import comment, item
from wparchive.engine.post_transform import DROPPED

ALL = ["markdown", "json", "warc", "wxr", "html"]


def export(*items):
    return wxr.export(*items).encode()


def dated(number, date, **more):
    text = item(number, **more)
    return text.replace("2024-04-30 10:00:00", date).replace(
        "2024-04-30 08:00:00", "0000-00-00 00:00:00"
    )


TWO = export(
    item(1, content="<p>First words. <a href='https://a.example/'>away</a></p>", comments=comment(7, content="Well said.")),
    item(2, type="page", content="Second words."),
)  # fmt: skip


def written(files):
    posts = files["private/json/posts.jsonl"].splitlines()
    return {post["id"]: post for post in map(json.loads, posts)}


def columns(report, name, kind):
    counts = report.as_dict()["counts"]
    total = {
        column: sum(v.values()) if isinstance(v := counts[column][name][kind], dict) else v
        for column in ("out", "withheld", "lost")
    }
    found = counts["in"][kind]
    return sum(found.values()) if isinstance(found, dict) else found, total


def test_a_dropped_post_is_counted_as_dropped_in_every_format():
    files = {}
    report = wparchive.convert(
        TWO, files, to=ALL, transform=lambda post: post if post.type == "page" else None
    )
    assert report.exit_code is wparchive.ExitCode.OK
    assert set(written(files)) == {2}
    for name in ALL:
        for kind in ("posts", "comments", "links"):
            given, parts = columns(report, name, kind)
            assert given == sum(parts.values()), (name, kind)
        assert report.output_counts[name].withheld_posts[DROPPED] == 1
        assert report.output_counts[name].withheld_comments[DROPPED] == 1
    account = report.as_dict()["transform"]
    assert account["dropped"]["posts"] == 1
    assert account["dropped"]["comments"] == 1
    assert account["dropped"]["links"] == 1
    assert account["dropped_posts"] == {"post": 1}
    [notice] = [n for n in report.notices if n.code is wparchive.Code.TRANSFORM_DROPPED]
    assert notice.post_id == 1
    assert not any(b"First words" in data for data in files.values() if data[:2] != b"\x1f\x8b")


def test_what_a_function_cuts_out_of_a_post_is_counted():
    def cut(post):
        return msgspec.structs.replace(post, content="Second.", comments=[])

    report = wparchive.convert(TWO, {}, to=["json"], transform=cut)
    account = report.as_dict()["transform"]
    assert account["dropped"] | {"words": 0} == {"posts": 0, "comments": 1, "links": 1, "words": 0}
    # First words away; of the comment: Well said and its author's name; words
    assert account["dropped"]["words"] >= 6
    assert account["added"]["words"] == 1  # "Second" in the first post
    assert account["changed_posts"] == 2
    assert report.exit_code is wparchive.ExitCode.OK


@pytest.mark.parametrize("field", ["link", "published", "slug", "terms"])
def test_a_post_with_any_other_field_is_a_changed_post(field):
    """One post is changed in place, the other one stays."""

    def change(post):
        if post.id == 1:
            setattr(post, field, [] if field == "terms" else "2001-01-01T00:00:00")
        return post

    report = wparchive.convert(TWO, {}, to=["json"], transform=change)
    assert report.as_dict()["transform"]["changed_posts"] == int(field != "terms")


def test_a_function_that_changes_a_post_in_place_is_noticed():
    def cut(post):
        post.comments.clear()
        return post

    report = wparchive.convert(TWO, {}, to=["json", "markdown"], transform=cut)
    assert report.output_counts["json"].withheld_comments[DROPPED] == 1
    assert report.input_counts.comments["comment"] == 1


def test_links_that_a_function_cuts_out_in_place_are_counted():
    def cut(post):
        post.content = "Nothing."
        return post

    report = wparchive.convert(TWO, {}, to=ALL, transform=cut)
    for name in ALL:
        given, parts = columns(report, name, "links")
        assert given == sum(parts.values()) == 1, name
        assert parts["withheld"] == 1
    assert report.as_dict()["transform"]["dropped"]["links"] == 1


def test_several_posts_for_one_balance():
    def twice(post):
        yield post
        yield msgspec.structs.replace(post, id=post.id + 100, slug=f"again-{post.id}", comments=[])

    files = {}
    report = wparchive.convert(TWO, files, to=ALL, transform=twice)
    assert report.exit_code is wparchive.ExitCode.OK
    assert set(written(files)) == {1, 101, 2, 102}
    assert report.as_dict()["transform"]["added"]["posts"] == 2


def test_a_result_without_a_status_is_as_hidden_as_its_original():
    hidden = export(
        item(1, status="private", content="A secret."), item(2, password="x", content="Two.")
    )
    files = {}
    report = wparchive.convert(
        hidden, files, to=["markdown"],
        transform=lambda post: wparchive.Post(id=post.id, type="post", title="T", content=post.content),
    )  # fmt: skip
    assert not [name for name in files if name.endswith(".md")]
    assert report.output_counts["markdown"].withheld_posts == {"private": 1, "password": 1}


MEMBERS = """<wp:postmeta><wp:meta_key>_members_access_role</wp:meta_key>
<wp:meta_value>subscriber</wp:meta_value></wp:postmeta>"""


@pytest.mark.parametrize(
    "original",
    [
        item(1, type="wpcf7_contact_form", content="A form."),
        item(1, type="unheard_of", content="A thing."),
        item(1, content="For members.", more=MEMBERS),
        item(1, status="odd", content="Who knows."),
        item(9, status="private") + item(1, type="attachment", status="inherit", parent=9),
    ],
    ids=["internal", "unknown", "members", "status", "parent"],
)
def test_a_new_post_is_no_more_public_than_its_original(original):
    def anew(post):
        return wparchive.Post(id=post.id, title="New", content=post.content)

    files = {}
    wparchive.convert(export(original), files, to=["markdown"], transform=anew)
    assert not [name for name in files if name.endswith(".md")]


def test_new_comments_of_a_post_with_hidden_ones_stay_hidden():
    def anew(post):
        post.comments = [wparchive.Comment(id=c.id, content=c.content) for c in post.comments]
        return post

    def without_ids(post):
        post.comments = [wparchive.Comment(content=c.content) for c in post.comments]
        return post

    seen = comment(1, content="Seen.")
    for function, number in ((anew, 1), (without_ids, 0)):
        files = {}
        held = export(item(1, comments=seen + comment(2, content="Held.", approved="0")))
        report = wparchive.convert(held, files, to=["markdown"], transform=function)
        assert b"Held." not in b"".join(files.values())
        assert report.output_counts["markdown"].comments.total() == number
    report = wparchive.convert(export(item(1, comments=seen)), {}, to=["markdown"], transform=anew)
    assert report.output_counts["markdown"].comments.total() == 1


def test_attachments_of_a_dropped_hidden_post_stay_hidden():
    data = export(
        item(1, status="private", content="A secret."),
        item(2, type="attachment", status="inherit", parent=1, slug="picture"),
    )
    files = {}
    report = wparchive.convert(
        data, files, to=["markdown"], transform=lambda post: None if post.id == 1 else post
    )
    assert not [name for name in files if name.endswith(".md")]
    assert report.output_counts["markdown"].withheld_posts["private"] == 1


@pytest.mark.parametrize(
    ("transform", "words"),
    [
        (lambda post: 1 / 0, "ZeroDivisionError"),
        (lambda post: "text", "returned a str"),
        (lambda post: 5, "TypeError"),
    ],
)
def test_a_function_that_fails_ends_the_run_with_an_error_of_ours(tmp_path, transform, words):
    with pytest.raises(wparchive.TransformError, match=words) as caught:
        wparchive.convert(TWO, tmp_path / "out", transform=transform)
    assert "post 1" in str(caught.value)
    assert not (tmp_path / "out").exists()


def odd(post):
    return post if post.id % 2 else None


def test_the_result_is_the_same_in_worker_processes(tmp_path):
    path = tmp_path / "export.xml"
    path.write_bytes(export(*(item(n, content=f"Words {n}. " * 400) for n in range(1, 60))))

    reports = []
    for jobs in (1, 2):
        files = {}
        report = wparchive.convert(path, files, to=["json"], transform=odd, jobs=jobs)
        reports.append((report.as_dict(), files))
    assert reports[0] == reports[1]


def test_filters():
    data = export(
        dated(1, "2011-12-31 23:59:59"), dated(2, "2012-01-01 00:00:00"),
        dated(3, "2012-12-31 23:00:00", status="draft"), dated(4, "2013-01-01 00:00:00", type="page"),
    )  # fmt: skip
    with wparchive.open(data) as archive:

        def ids(**filters):
            return [post.id for post in archive.posts(**filters)]

        assert ids() == [1, 2, 3, 4]
        assert ids(since=date(2012, 1, 1), before=date(2013, 1, 1)) == [2, 3]
        with pytest.raises(wparchive.UsageError, match="'2012-01-01' is not a date"):
            ids(since="2012-01-01")
        assert ids(type="page") == [4]
        assert ids(type={"page", "post"}, status="publish") == [1, 2, 4]
        assert ids(public=True) == [1, 2, 4]


def test_the_public_filter_yields_nothing_hidden():
    data = export(
        item(1, comments=comment(1, content="Seen.") + comment(2, content="Held.", approved="0"))
    )
    with wparchive.open(data) as archive:
        [post] = archive.posts(public=True)
        [seen] = post.comments
        assert (seen.id, seen.email or None, seen.ip or None) == (1, None, None)
        assert [c.is_public for c in next(iter(archive)).comments] == [True, False]
