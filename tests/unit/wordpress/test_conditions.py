"""Settings of page builders by which not all readers see an element."""

import base64
import json

import pytest

import wparchive
from tests import wxr
from wparchive.wordpress import conditions
from wparchive.wordpress.members import without_member_parts

SHOWN = "Moss grows on every northern wall."
SECRET = "Nightjar"


def encoded(value):
    return base64.b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "settings",
    [
        {"disabled": "on"},
        {"disabled_on": "on|on|on"},
        {"status": "draft"},
        {"visibility_display": "0"},
        {"visibility_display": "logged_in"},
        {"hide_desktop": "hidden-desktop", "hide_tablet": "hidden-tablet", "hide_mobile": "x"},
        {"_conditions": [[{"key": "user_logged_in", "compare": "==", "value": "1"}]]},
        {"e_display_conditions": ['[{"condition":"login_status","login_status":"logged_in"}]']},
        {"jedv_conditions": [{"jedv_condition": "user-logged-in"}]},
        {"dce_visibility_role": ["editor"]},
        {"pmpro_require_membership": ["1"]},
        {"eael_protected_content_protection_type": "password"},
        {"membership": "on"},
        {"render_logics": encoded([{"field": "user_state", "desired": "logged-in"}])},
        {"display_conditions": encoded([{"loggedInStatus": "userIsLoggedIn"}])},
        {"visibility_check": "is_user_logged_in%28%29"},
    ],
)
def test_settings_that_hide_an_element(settings):
    assert conditions.hide(settings)


@pytest.mark.parametrize(
    "settings",
    [
        {"disabled": "off", "status": "published", "visibility_display": ""},
        {"disabled_on": "on|on|off"},
        {"hide_mobile": "hidden-mobile"},
        {"member_name": "Ada", "member_position": "Team member", "role": "Gardener"},
        {"membership_title": "Gold for members", "memberships": ""},
        {"_conditions": [[{"key": "user_logged_in", "compare": "==", "value": "0"}]]},
        {"display_conditions": encoded([{"loggedInStatus": "userIsLoggedOut"}])},
        {"visibility_display": "logged_out"},
        {"condition": "sunny", "visibility": "visible", "protect": "no"},
        {"text": "Only for members who are logged in."},
    ],
)
def test_settings_of_elements_for_all(settings):
    assert not conditions.hide(settings)


def test_shortcodes_of_builders_for_members():
    text = (
        f"[et_pb_text]{SHOWN}[/et_pb_text]"
        f'[et_pb_text disabled="on"]{SECRET}[/et_pb_text]'
        f"[fusion_text render_logics='{encoded([{'desired': 'logged-in'}])}']b[/fusion_text]"
        f'[vc_row disable_element="yes"]c[vc_row]d[/vc_row][/vc_row]'
    )
    assert without_member_parts(text) == (f"[et_pb_text]{SHOWN}[/et_pb_text]", 3)


def meta(**values):
    return "".join(
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key>"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        for key, value in values.items()
    )


def text_widget(text, **settings):
    return {
        "elType": "widget", "widgetType": "text-editor", "elements": [],
        "settings": {"editor": f"<p>{text}</p>", **settings},
    }  # fmt: skip


def converted(tmp_path, content, **values):
    source = tmp_path / "blog.xml"
    source.write_text(wxr.export(wxr.item(1, content=content, more=meta(**values))), "utf-8")
    wparchive.convert(source, tmp_path / "out", to=["markdown", "json", "wxr", "html"])
    report = json.loads((tmp_path / "out/report.json").read_text("utf-8"))
    files = [p for p in (tmp_path / "out").rglob("*") if p.is_file() and "private" not in p.parts]
    return report, "\n".join(path.read_text("utf-8") for path in files)


@pytest.mark.parametrize("content", ["", f"{SHOWN} {SECRET} of the copy."])
def test_parts_of_a_tree_for_members_stay_out(tmp_path, content):
    condition = ['[{"condition":"login_status","login_status":"logged_in"}]']
    section = {"elType": "section", "settings": {"pmpro_require_membership": ["2"]}}
    tree = [
        text_widget(SHOWN),
        text_widget(SECRET, e_display_conditions=condition),
        {**section, "elements": [text_widget(SECRET)]},
    ]
    report, text = converted(
        tmp_path, content, _elementor_edit_mode="builder", _elementor_data=json.dumps(tree)
    )
    assert SHOWN in text
    assert SECRET not in text
    assert conditions.MARK not in text
    assert report["counts"]["withheld"]["markdown"]["fields"]["members"] == 2


def test_nodes_below_a_hidden_one_stay_out(tmp_path):
    hidden = {"_conditions": [[{"key": "user_role", "compare": "==", "value": ["editor"]}]]}
    nodes = [
        {"id": "a", "name": "text", "parent": 0, "settings": {"text": SHOWN}},
        {"id": "b", "name": "container", "parent": 0, "settings": hidden},
        {"id": "c", "name": "block", "parent": "b", "settings": {}},
        {"id": "d", "name": "text", "parent": "c", "settings": {"text": f"<p>{SECRET}</p>"}},
    ]
    _, text = converted(
        tmp_path, "", _bricks_editor_mode="bricks", _bricks_page_content_2=json.dumps(nodes)
    )
    assert SHOWN in text
    assert SECRET not in text
