"""What records beside a post, its terms or its course say about who may read it."""

import json

import pytest

import wparchive
from tests import wxr

SECRET = "Nightjar"
MEMBERPRESS = "memberpressrule"


def meta(**values):
    return "".join(
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key>\n"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>\n"
        for key, value in values.items()
    )


def term(slug, taxonomy="category"):
    return f'<category domain="{taxonomy}" nicename="{slug}"><![CDATA[{slug}]]></category>\n'


def post(number, text="Open.", **more):
    return wxr.item(number, content=f"<p>{text} {number}</p>", **more)


def record(number, type, content="", **more):
    link = f"https://blog.example/?post_type={type}&#038;p={number}"
    return wxr.item(number, type=type, content=content, link=link, **more)


def rule(kind, named, number=90, **more):
    fields = meta(_mepr_rules_type=kind, _mepr_rules_content=named)
    return record(number, MEMBERPRESS, more=fields, **more)


def convert(tmp_path, *items, terms="", **options):
    source = tmp_path / "blog.xml"
    source.write_text(wxr.export(*items, head=wxr.HEAD + terms), "utf-8")
    wparchive.convert(source, tmp_path / "out", **{"to": ["markdown", "warc", "wxr"]} | options)
    pages = (tmp_path / "out" / "markdown").rglob("*.md")
    return sorted(page.stem.partition("post-")[2] for page in pages)


def test_rules_that_name_a_post_count_wherever_they_stand(tmp_path):
    items = [post(1), post(2, SECRET)]
    assert convert(tmp_path, *items, rule("single_post", "2")) == ["1"]
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert report["counts"]["withheld"]["markdown"]["posts"] == {"internal": 1, "members": 1}
    assert all(
        SECRET not in path.read_text("utf-8", "replace")
        for path in (tmp_path / "out").rglob("*")
        if path.is_file() and "private" not in path.parts
    )


def test_rules_before_the_posts_give_the_same(tmp_path):
    assert convert(tmp_path, rule("single_post", "2", 1), post(2, SECRET), post(3)) == ["3"]


def test_members_can_be_included(tmp_path):
    items = [post(1), post(2), rule("single_post", "2")]
    assert convert(tmp_path, *items, include=["members"]) == ["1", "2"]


@pytest.mark.parametrize(
    ("kind", "named", "seen"),
    [
        ("single_post", "2", ["1", "3", "4"]),
        ("all_posts", "", ["4"]),
        ("all_posts", "3", ["3", "4"]),
        ("all", "1", ["1"]),
        ("all_pages", "", ["1", "2", "3"]),
        ("category", "vip", ["1", "3", "4"]),
        ("category", "7", ["1", "3", "4"]),
        ("all_tax_category", "7", ["1", "3", "4"]),
        ("tax_post_tag||cpt_post", "8", ["1", "2", "4"]),
        ("tag", "gold", ["1", "2", "4"]),
        ("parent_page", "1", ["1", "2", "3"]),
        ("custom", "/post-3/", ["1", "2", "4"]),
        ("custom", "/post", ["1", "2", "3", "4"]),
        ("partial", "", ["1", "2", "3", "4"]),
    ],
)
def test_kinds_of_rules(tmp_path, kind, named, seen):
    terms = (
        "<wp:category><wp:term_id>7</wp:term_id><wp:category_nicename>vip</wp:category_nicename>"
        "<wp:cat_name>VIP</wp:cat_name></wp:category>"
        "<wp:tag><wp:term_id>8</wp:term_id><wp:tag_slug>gold</wp:tag_slug>"
        "<wp:tag_name>Gold</wp:tag_name></wp:tag>"
    )
    items = [
        post(1),
        post(2, more=term("vip")),
        post(3, more=term("gold", "post_tag")),
        post(4, type="page", parent=1),
        rule(kind, named),
    ]
    assert convert(tmp_path, *items, terms=terms) == seen


def test_rules_that_are_off_hide_nothing(tmp_path):
    items = [post(1), rule("single_post", "1", status="draft")]
    assert convert(tmp_path, *items) == ["1"]


@pytest.mark.parametrize(
    ("changes", "seen"),
    [
        ({}, ["1"]),
        ({"enabled": False}, ["1", "2", "3"]),
        ({"target_contents": [{"type": "whole_site"}]}, []),
        ({"target_contents": [{"type": "post_types", "value": ["post"]}]}, []),
        ({"actions": [{"access_control": "restrict"}]}, ["1", "2", "3"]),
        ({"logic_map": {"conditions": [{"value": "logged-out"}]}}, ["1", "2", "3"]),
        ({"logic_map": {"logic_gate": "NOT", "conditions": [{"value": "logged-out"}]}}, ["1"]),
    ],
)
def test_rules_in_json(tmp_path, changes, seen):
    found = {
        "enabled": True,
        "logic_map": {"logic_gate": "AND", "conditions": [{"value": "logged-in"}]},
        "target_contents": [
            {"type": "wp_posts", "value": ["2"]},
            {"type": "taxonomy", "taxonomy": "category", "value": ["vip"]},
        ],
        "actions": [{"access_control": "access"}],
    }
    items = [post(1), post(2), post(3, more=term("vip"))]
    access = record(9, "urcr_access_rule", json.dumps({**found, **changes}))
    assert convert(tmp_path, *items, access) == seen


def test_rules_in_an_array(tmp_path):
    values = 'a:2:{s:4:"post";a:2:{i:2;b:1;i:1;b:0;}s:8:"category";a:1:{i:7;b:1;}}'
    items = [post(1), post(2), record(9, "ms_membership", more=meta(rule_values=values))]
    assert convert(tmp_path, *items) == ["1"]
    notices = (tmp_path / "out" / "notices.jsonl").read_text("utf-8")
    assert "1 record of Membership 2 may hide posts" in notices  # category 7 is nowhere


@pytest.mark.parametrize(("kind", "is_said"), [("url", True), ("menu", False)])
def test_what_an_array_protects_in_another_way_is_named(tmp_path, kind, is_said):
    values = f'a:1:{{s:{len(kind)}:"{kind}";a:1:{{i:2;b:1;}}}}'
    items = [post(1), record(9, "ms_membership", more=meta(rule_values=values))]
    assert convert(tmp_path, *items) == ["1"]
    notices = (tmp_path / "out" / "notices.jsonl").read_text("utf-8")
    assert ("access-unclear" in notices) == is_said


def test_groups_of_conditions_count_for_their_own_plugin(tmp_path):
    items = [
        post(1),
        post(2),
        record(20, "restriction"),
        record(21, "condition_group", parent=20, more=meta(_ca_post_type="2")),
        record(22, "sidebar"),
        record(23, "condition_group", parent=22, more=meta(_ca_post_type="1")),
    ]
    assert convert(tmp_path, *items) == ["1"]
    assert "access-unclear" not in (tmp_path / "out" / "notices.jsonl").read_text("utf-8")


def test_rules_kept_elsewhere_are_named(tmp_path):
    items = [post(1), record(9, "wc_membership_plan"), record(10, "wc_membership_plan")]
    assert convert(tmp_path, *items) == ["1"]
    notices = (tmp_path / "out" / "notices.jsonl").read_text("utf-8")
    assert "2 records of WooCommerce Memberships may hide posts" in notices


def test_terms_for_members(tmp_path):
    value = 'a:1:{s:13:"subscriptions";a:1:{i:0;i:1;}}'
    terms = (
        "<wp:category><wp:term_id>7</wp:term_id><wp:category_nicename>vip</wp:category_nicename>"
        "<wp:cat_name>VIP</wp:cat_name><wp:termmeta><wp:meta_key>rcp_restricted_meta</wp:meta_key>"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:termmeta></wp:category>"
    )
    assert convert(tmp_path, post(1), post(2, more=term("vip")), terms=terms) == ["1"]


def lesson(number, type, **fields):
    parent = fields.pop("parent", 0)
    return post(number, type=type, more=meta(**fields), parent=parent)


@pytest.mark.parametrize("first", [True, False])
def test_lessons_follow_their_course(tmp_path, first):
    closed = meta(**{"_sfwd-courses": 's:25:"sfwd-courses_course_price_type";s:6:"closed";'})
    courses = [post(50, type="sfwd-courses", more=closed), post(51, type="sfwd-courses")]
    sample = {"_sfwd-lessons": 's:26:"sfwd-lessons_sample_lesson";s:2:"on";'}
    lessons = [
        lesson(1, "sfwd-lessons", course_id=50),
        lesson(2, "sfwd-lessons", course_id=51),
        lesson(3, "sfwd-lessons", course_id=50, **sample),
        lesson(4, "sfwd-topic", ld_course_50=50),
        lesson(5, "sfwd-topic", course_id=52),
        lesson(6, "sfwd-topic"),
    ]
    items = [*courses, *lessons] if first else [*lessons, *courses]
    assert convert(tmp_path, *items) == ["2", "3", "50", "51", "6"]


def test_lessons_below_the_sections_of_a_course(tmp_path):
    items = [
        post(1, type="courses"),
        record(2, "topics", parent=1),
        lesson(3, "lesson", parent=2),
        post(4, type="courses", more=meta(_tutor_is_public_course="yes")),
        record(5, "topics", parent=4),
        lesson(6, "lesson", _tutor_course_id_for_lesson=4),
        lesson(7, "lesson", parent=5),
        lesson(8, "lesson", _tutor_course_id_for_lesson=1, _is_preview=1),
        lesson(9, "lesson", _lesson_course=70),
        lesson(10, "lesson"),
    ]
    assert convert(tmp_path, *items) == ["1", "10", "4", "6", "7", "8"]


@pytest.mark.parametrize(
    ("schedule", "shown"),
    [
        ('"dateTime":{"schedules":[{"enable":true,"start":"2024-06-01 10:00:00"}]}', False),
        ('"dateTime":{"schedules":[{"enable":true,"start":"2024-04-01 10:00:00"}]}', True),
        ('"dateTime":{"schedules":[{"enable":false,"start":"2024-06-01 10:00:00"}]}', True),
        ('"otterConditions":[[{"type":"dateRange","start_date":"2024-06-01T10:00"}]]', False),
        ('"controls":[{"control":"schedule","dateFrom":"2024-06-01T10:00:00"}]', False),
        ('"schedule":{"start":"soon"},"from":"2024-06-01"', True),
    ],
)
def test_blocks_that_are_shown_later(tmp_path, schedule, shown):
    block = f"<!-- wp:group {{{schedule}}} --><p>{SECRET}</p><!-- /wp:group -->"
    convert(tmp_path, wxr.item(1, content=block))
    [page] = (tmp_path / "out" / "markdown").rglob("*.md")
    assert (SECRET in page.read_text("utf-8")) is shown
