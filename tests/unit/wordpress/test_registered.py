"""The table of what plugins register: whoever adds a row learns here what is wrong with it."""

import re
import tomllib
from collections import Counter
from importlib import resources

import pytest

from wparchive.wordpress import registered

PATH = resources.files("wparchive").joinpath("data/registered.toml")
PLUGINS = tomllib.loads(PATH.read_text("utf-8"))["plugin"]
KEYS = {
    "private_types", "private_words", "public_kinds", "private_kinds", "public_taxonomies", "private_taxonomies",
    "structural_taxonomies", "following_types", "public_statuses", "members_only",
    "member_shortcodes", "member_blocks", "member_attributes", "member_marks", "hidden_settings",
}  # fmt: skip


def names(*keys):
    return Counter(name for plugin in PLUGINS for key in keys for name in plugin.get(key, ()))


def test_every_row_names_its_plugin_and_has_known_keys():
    for plugin in PLUGINS:
        assert plugin["name"].strip()
        assert {"name"} < set(plugin) <= KEYS | {"name"}
    assert max(Counter(plugin["name"] for plugin in PLUGINS).values()) == 1


@pytest.mark.parametrize(
    "keys",
    [
        ["private_types"],
        ["public_kinds", "private_kinds"],
        ["following_types"],
        ["member_shortcodes"],
        ["public_taxonomies", "private_taxonomies", "structural_taxonomies"],
    ],
)
def test_no_name_is_there_twice(keys):
    found = names(*keys)
    assert [name for name, number in found.items() if number > 1] == []
    for name in found:
        # WordPress cuts longer names off: 20 characters of types and kinds, 32 of taxonomies.
        assert re.fullmatch(r"[\w:-]{2,32}\*?", name), name


def test_types_fit_wordpress_s_column():
    assert [name for name in names("private_types") if len(name) > 20] == []


def test_wordpress_s_own_public_types_are_in_no_row():
    assert not {"post", "page", "attachment"} & set(names("private_types"))


def test_types_that_plugins_register_with_pages_are_in_no_row():
    public = """product forum topic reply tribe_events event ajde_events mec-events sfwd-courses
        sfwd-lessons course lesson llms_course lp_course download give_forms campaign job_listing
        property portfolio jetpack-portfolio jetpack-testimonial nova_menu_item recipe qsm_quiz
        wffn_landing cartflows_step memberpressproduct memberpressgroup listing gd_place
        at_biz_dir docs knowledgebase glossary podcast sermon story web-story""".split()
    assert not set(public) & set(names("private_types"))


def test_a_star_stands_for_anything():
    assert registered.is_public_taxonomy("pa_size")
    assert registered.is_public_kind("rsvp:late")
    assert not registered.is_public_taxonomy("pa")


@pytest.mark.parametrize(
    ("name", "is_private"),
    [
        ("acme_footer", True),
        ("header", True),
        ("acme-megamenu", True),
        ("headers_of_mail", False),
        ("order", True),
        ("acme_invoice", True),
        ("my-coupons", True),
        ("orderly", False),
        ("order_of_service", False),
    ],
)
def test_parts_of_pages_and_purchases_are_known_by_their_last_word(name, is_private):
    assert registered.is_private_type(name) == is_private


def test_types_that_follow_their_parents_are_not_private():
    assert not set(names("following_types")) & set(names("private_types"))


def test_statuses_belong_to_types_of_the_same_plugin():
    for plugin in PLUGINS:
        assert "public_statuses" not in plugin or plugin["following_types"]
    assert registered.is_public_status("closed", "topic")
    assert not registered.is_public_status("closed", "post")


@pytest.mark.parametrize(
    ("key", "value", "members"),
    [
        ("_members_access_role", "subscriber", True),
        ("_members_access_role", "", False),
        ("_jetpack_newsletter_access", "everybody", False),
        ("_jetpack_newsletter_access", "paid_subscribers", True),
        ("rcp_user_level", "None", False),
        ("rcp_user_level", "Subscriber", True),
        ("rcp_subscription_level", "a:0:{}", False),
        ("rcp_subscription_level", 'a:1:{i:0;s:1:"2";}', True),
        ("_wpmem_block", "0", False),
        ("_wpmem_block", "2", True),
        ("patreon-level", "0", False),
        ("patreon-level", "5", True),
        (
            "um_content_restriction",
            'a:2:{s:26:"_um_custom_access_settings";b:0;s:14:"_um_accessible";i:2;}',
            False,
        ),
        (
            "um_content_restriction",
            'a:2:{s:26:"_um_custom_access_settings";s:1:"1";s:14:"_um_accessible";s:1:"2";}',
            True,
        ),
        ("_pda_protection", "1", True),
        ("_pda_protection", "", False),
        ("unrelated", "subscriber", False),
    ],
)
def test_meta_that_says_who_saw_a_post(key, value, members):
    assert registered.is_for_members([(key, value)]) is members


@pytest.mark.parametrize(
    ("entries", "members"),
    [
        ([("_llms_parent_course", "12")], True),
        ([("_llms_parent_course", "12"), ("_llms_free_lesson", "no")], True),
        ([("_llms_parent_course", "12"), ("_llms_free_lesson", "yes")], False),
        ([("_lp_preview", "no")], True),
        ([("urcr_allow_to", "0"), ("urcr_meta_override_global_settings", "1")], True),
        ([("urcr_allow_to", "0"), ("urcr_meta_override_global_settings", "")], False),
        ([("urcr_allow_to", "0")], False),
        ([("urcr_allow_to", "2"), ("urcr_meta_override_global_settings", "1")], False),
        ([("bp_docs_settings", 'a:1:{s:4:"read";s:6:"anyone";}')], False),
        ([("bp_docs_settings", 'a:1:{s:4:"read";s:8:"loggedin";}')], True),
        ([("_wppcp_post_page_visibility", "all")], False),
        ([("_wppcp_post_page_visibility", "member")], True),
    ],
)
def test_an_entry_may_say_that_all_saw_a_post(entries, members):
    assert registered.is_for_members(entries) is members


def test_settings_and_marks_are_pairs_and_texts():
    for plugin in PLUGINS:
        assert all(mark.strip() for mark in plugin.get("member_marks", ()))
        for row in plugin.get("hidden_settings", ()):
            assert len(row) % 2 == 0
            assert all(re.compile(pattern) for pattern in row[1::2])
        assert all(len(row) in {2, 4} for row in plugin.get("members_only", ()))
