"""What plugins showed to members alone stays out of public files: posts, parts of them, forums."""

import gzip
import json

import pytest

import wparchive
from tests import wxr
from wparchive.wordpress.members import without_member_parts

SECRET = "Nightjar"
ROLE = """<wp:postmeta><wp:meta_key>_members_access_role</wp:meta_key>
<wp:meta_value>subscriber</wp:meta_value></wp:postmeta>"""


def convert(tmp_path, *items, **options):
    source = tmp_path / "blog.xml"
    source.write_text(wxr.export(*items), "utf-8")
    out = tmp_path / "out"
    wparchive.convert(source, out, **{"to": ["markdown", "json", "wxr"]} | options)
    return out


def public_text(out):
    """Read all that is public; the pages of a WACZ are those of the WARC."""
    texts = []
    for path in sorted(out.rglob("*")):
        if path.is_file() and "private" not in path.parts and path.suffix != ".wacz":
            data = path.read_bytes()
            texts += (str(path).encode(), gzip.decompress(data) if path.suffix == ".gz" else data)
    return b"\n".join(texts).decode()


def withheld(out, format="markdown"):
    report = json.loads((out / "report.json").read_text("utf-8"))
    return report["counts"]["withheld"][format]


def forum(number, type, status="publish", parent=0, **more):
    link = f"https://blog.example/forums/{type}/{type}-{number}/"
    return wxr.item(
        number, type=type, status=status, parent=parent, link=link, slug=f"{type}-{number}", **more
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[members_logged_in]x[/members_logged_in]", ""),
        ('a [restrict userlevel="editor"]x [b]y[/b][/restrict] b', "a  b"),
        ("[restrict]1[restrict]2[/restrict]3[/restrict]4", "4"),
        (
            '<!-- wp:x/faq {"q":[{"t":"a"},{"t":"b {c}","visible":false,"n":1},{"t":"d"}]} /-->',
            '<!-- wp:x/faq {"q":[{"t":"a"},{"t":"d"}]} /-->',
        ),
        (
            '<!-- wp:x/faq {"q":[{"visible": false},{"t":"\\"visible\\":false"}]} /-->',
            '<!-- wp:x/faq {"q":[{"t":"\\"visible\\":false"}]} /-->',
        ),
        ("[restrict]1[/restrict]2[wpmem_logged_in]3[/wpmem_logged_in]", "2"),
        ("[restrict]1[/is_paid]2[/restrict]3", "3"),
        ("[restrict]1[is_paid]2[/restrict]3[/is_paid]", "3[/is_paid]"),
        ('[membership level="1,2"]x[/membership]y', "y"),
        (
            "<!-- wp:premium-content/subscriber-view -->x<!-- /wp:premium-content/subscriber-view -->y",
            "y",
        ),
        ('<!-- wp:pmpro/membership {"levels":["1"]} -->x<!-- /wp:pmpro/membership -->y', "y"),
        ('[mepr-show rules="123" unauth="message"]x[/mepr-show]y', "y"),
        ('[mepr-active memberships="1"]x[/mepr-active]y', "y"),
        ('[wcm_restrict plans="gold, silver"]x[/wcm_restrict]y', "y"),
        ("[wlm_private 'Gold|Silver']x[/wlm_private]y", "y"),
        ("[wlm_private_Gold]x[/wlm_private_Gold]y", "y"),
        ("[wlm_private_Two Words]x[/wlm_private_Two Words]y", "y"),
        ("[wlm_ismember]x[/wlm_ismember]y", "y"),
        ('[ms-protect-content id="1"]x[/ms-protect-content]y', "y"),
        ('[content_control roles="editor"]x[/content_control]y', "y"),
        ('[emember_protected for="2-3"]x[/emember_protected]y', "y"),
        (
            '<!-- wp:group {"blockVisibility":{"hideBlock":true}} -->1<!-- wp:group -->2<!-- /wp:group -->3<!-- /wp:group -->y',
            "y",
        ),
        (
            '<!-- wp:paragraph {"metadata":{"blockVisibility":false}} -->x<!-- /wp:paragraph -->y',
            "y",
        ),
        (
            '<!-- wp:image {"blockVisibility":{"controlSets":[{"controls":{"userRole":{"visibilityByRole":"logged-in"}}}]}} -->x<!-- /wp:image -->y',
            "y",
        ),
        (
            '<!-- wp:html {"otterConditions":[[{"type":"loggedInUser"}]]} -->x<!-- /wp:html -->y',
            "y",
        ),
        ('<!-- wp:acme/films {"show":"logged_in"} /-->y', "y"),
        (
            '<!-- wp:list {"editorskit":{"loggedin":true,"loggedout":false}} -->x<!-- /wp:list -->y',
            "y",
        ),
        ("[member]x[/member]y", "y"),
        ("[is_user_logged_in]x[/is_user_logged_in]y", "y"),
        ("[solo_usuarios_registrados]x[/solo_usuarios_registrados]y", "y"),
        ("[subscribers-only]x[/subscribers-only]y", "y"),
        ('[access role="editor"]x[access]z[/access][/access]y', "y"),
        ("[access capability='read']x[/access]y", "y"),
        ('[secret password="abc"]x[/secret]y', "y"),
        # What else such a tag says does not matter.
        ('[restrict style="none"]x[/restrict]y', "y"),
        ("[members_only align=none]x[/members_only]y", "y"),
        ('[members_only class="guestbook"]x[/members_only]y', "y"),
        ('[restrict author="guest"]x[/restrict]y', "y"),
        ('[restrict logged_out_message="Log in!"]x[/restrict]y', "y"),
        ('[guestbook password="abc"]x[/guestbook]y', "y"),
        ("[solo_miembros]x[/solo_miembros]y", "y"),
        (
            '<!-- wp:group {"hideFor":["logged-out"],"for":"logged-in"} -->x<!-- /wp:group -->y',
            "y",
        ),
        ("[su_members message='Log in']x[/su_members][su_private]z[/su_private]y", "y"),
        ('[DAP isLoggedIn="Y"]x[/DAP]y', "y"),
        ("[MM_Member_Decision isMember='true']x[/MM_Member_Decision]y", "y"),
        ('[private role="author"]x[/private]y', "y"),
        ("[private_Gold]x[/private_Gold]y", "y"),
        ("[_s2If current_user_can(x)]x[/_s2If]y", "y"),
        ('[abc_private_content roles="x"]x[/abc_private_content]y', "y"),
        ("[abc_logged_in]x[/abc_logged_in][show_to_members]z[/show_to_members]y", "y"),
        ("y[vip]x[/vip]", "y"),
        ("y___STEADY_PAYWALL___ x [b]z[/b]", "y"),
        (
            '<!-- wp:memberpress/protected-content {"rule":"1"} -->x<!-- /wp:memberpress/protected-content -->y',
            "y",
        ),
        ("<!-- wp:acme/members-only -->x<!-- /wp:acme/members-only -->y", "y"),
        ("<!-- wp:acme/restricted-block -->x<!-- /wp:acme/restricted-block -->y", "y"),
        (
            '<!-- wp:list {"visibilityBlockEnabled":true,"levels":["1"]} -->x<!-- /wp:list -->y',
            "y",
        ),
        ('<!-- wp:list {"llms_visibility":"enrolled"} -->x<!-- /wp:list -->y', "y"),
        ("[et_pb_text disabled=&#8221;on&#8221;]x[/et_pb_text]y", "y"),
        ("[vc_row disable_element=”yes”]x[/vc_row]y", "y"),
        ('<!-- wp:divi/text {"a":[{"loggedInStatus":"userIsLoggedIn"}]} /-->y', "y"),
        ('<!-- wp:divi/text {"disabledOn":{"desktop":{"value":"on"}}} /-->y', "y"),
        ('<!-- wp:list {"visibilityRoles":["editor"]} -->x<!-- /wp:list -->y', "y"),
        ('<!-- wp:list {"um_who_access":"1"} -->x<!-- /wp:list -->y', "y"),
        ('<!-- wp:list {"blockPermissionsRoles":["editor"]} -->x<!-- /wp:list -->y', "y"),
        ('<!-- wp:list {"conditions":[{"type":"userLoggedIn"}]} -->x<!-- /wp:list -->y', "y"),
        ('[arm_restrict_content plan="1" type="show"]x[/arm_restrict_content]y', "y"),
        ('[ihc-hide-content ihc_mb_type="block" ihc_mb_who="unreg"]x[/ihc-hide-content]y', "y"),
        ('[if is_user_logged_in]x[/if][if user_logged_in="1"]z[/if]y', "y"),
        ('[eyesonly logged="in"]x[/eyesonly][wp-members status="in"]z[/wp-members]y', "y"),
        ('[secret pass="12"]x[/secret][visible_to_admin]z[/visible_to_admin]y', "y"),
        ("[wpum_restrict_logged_in]x[/wpum_restrict_logged_in]y", "y"),
        ('[abc_restrict_to_user_roles roles="x"]x[/abc_restrict_to_user_roles]y', "y"),
        ("[adminonly]x[/adminonly][editors-only]z[/editors-only]y", "y"),
        ('[hide]x[/hide][hide for="!logged"]z[/hide][hide for="all" exclude="a"]q[/hide]y', "y"),
        ("[login_required]x[/login_required][site_requires_login]z[/site_requires_login]y", "y"),
        ('[visibility for="logged-in"]x[/visibility][area logged_in=yes]z[/area]y', "y"),
        ('[current_user_can cap="a"]x[/current_user_can][restriction]z[/restriction]y', "y"),
        ("[gold_members]x[/gold_members][mepr-rule id='4']z[/mepr-rule][is_free]q[/is_free]y", "y"),
        ("<!-- wp:passster/content-lock -->x<!-- /wp:passster/content-lock -->y", "y"),
        (
            "<!-- wp:woocommerce-memberships/member-content -->x<!-- /wp:woocommerce-memberships/member-content -->y",
            "y",
        ),
    ],
)
def test_parts_for_members_go(before, after):
    short, number = without_member_parts(before)
    assert short == after
    assert number >= 1


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        '[DAP isLoggedIn="N"]x[/DAP]',
        "[MM_Member_Decision isMember='false']x[/MM_Member_Decision]",
        '[private role="visitor-only"]x[/private]',
        '[pc-pvt-content allow="unlogged"]x[/pc-pvt-content]',
        "[copy_protect]x[/copy_protect][email_protected]x[/email_protected]",
        "[su_guests]x[/su_guests]",
        '<!-- wp:memberpress/protected-content {"ifallowed":"hide"} -->x<!-- /wp:memberpress/protected-content -->',
        '<!-- wp:divi/text {"disabledOn":{"desktop":{"value":"on"},"phone":{"value":"off"}}} /-->',
        '<!-- wp:divi/text {"a":[{"loggedInStatus":"userIsLoggedOut"}]} /-->',
        '<!-- wp:list {"visibilityBlockEnabled":true,"levels":["0"]} -->x<!-- /wp:list -->',
        '<!-- wp:list {"rules":[{"control":"user_role","approach":"exclude"}]} -->x<!-- /wp:list -->',
        "[restrict] without an end",
        "[[restrict]x[/restrict]]",
        "[restricted]x[/restricted]",
        '[membership level="0"]Join us[/membership]',
        "[membership level=0]Join us[/membership]",
        '[membership level="-1"]Join us[/membership]',
        '[mepr-show if="loggedout"]Join us[/mepr-show]',
        '[mepr-active rules="1" ifallowed="hide"]Join us[/mepr-active]',
        '[ms-protect-content id="2,3" access="no"]Join us[/ms-protect-content]',
        '[content_control logged_out="1"]Join us[/content_control]',
        '[emember_protected scope="not_logged_in_users_only"]Join us[/emember_protected]',
        "[wlm_nonmember]Join us[/wlm_nonmember]",
        "[wcm_nonmember]Join us[/wcm_nonmember]",
        '[pms-restrict display_to="not_logged_in"]Join us[/pms-restrict]',
        "[groups_non_member]Join us[/groups_non_member]",
        "<!-- wp:pmpro/membership /-->x",
        '[member name="Bob" role="Editor"]Cook[/member]',
        "[visitor]Join us[/visitor]",
        "[solo]A tune[/solo]",
        "[user_content]By readers[/user_content]",
        '[members_only type="non-member"]Join us[/members_only]',
        '[member for="guests"]Join us[/member]',
        "[nonmembers_only]Join us[/nonmembers_only]",
        '[dropcap caps="yes"]O[/dropcap]nce',
        "[not_logged_in]Join us[/not_logged_in]",
        '[private role="visitor-only"]Join us[/private]',
        '[arm_restrict_content plan="1" type="hide"]Join us[/arm_restrict_content]',
        '[ihc-hide-content ihc_mb_type="show" ihc_mb_who="unreg"]Join us[/ihc-hide-content]',
        '<!-- wp:paragraph {"x":["logged-in","logged-out"]} -->Join us<!-- /wp:paragraph -->',
        '<!-- wp:paragraph {"editorskit":{"loggedin":true,"loggedout":true}} -->a<!-- /wp:paragraph -->',
        "<!-- wp:premium-content/logged-out-view -->x<!-- /wp:premium-content/logged-out-view -->",
        "[if not is_user_logged_in]Join us[/if][if !is_user_logged_in]x[/if]",
        '[eyesonly logged="out"]Join us[/eyesonly][wp-members status="out"]x[/wp-members]',
        "[wpum_restrict_logged_out]Join us[/wpum_restrict_logged_out]",
        '[hide for="logged"]Join us[/hide][if is_front_page]x[/if]',
        "[desktop-only]x[/desktop-only][print_only]y[/print_only][rss-only]z[/rss-only]",
        '[admin name="Bob"]x[/admin][team_member]y[/team_member][restricted_diet]z[/restricted_diet]',
        "<!-- wp:acme/content-block -->x<!-- /wp:acme/content-block -->",
    ],
)
def test_what_everybody_saw_stays(text):
    assert without_member_parts(text) == (text, 0)


@pytest.mark.parametrize("edition", ["full", "public"])
def test_posts_and_parts_for_members_are_withheld(tmp_path, edition):
    link = "https://secret.example/nightjar"
    part = f"Open. [restrict]{SECRET} <a href='{link}'>x</a>[/restrict]"
    out = convert(
        tmp_path,
        wxr.item(1, title=SECRET, slug=SECRET.lower(), content=SECRET, more=ROLE),
        wxr.item(2, content=part),
        wxr.item(3, type="wp_block", content=f"[restrict]{SECRET}[/restrict]"),
        wxr.item(4, content='<!-- wp:block {"ref":3} /-->'),
        edition=edition,
    )
    assert SECRET.lower() not in public_text(out).lower()
    assert withheld(out)["posts"]["members"] == 1
    assert withheld(out)["fields"]["members"] == 1
    report = json.loads((out / "report.json").read_text("utf-8"))
    assert report["counts"]["lost"]["markdown"]["words"] == 0
    assert report["counts"]["lost"]["markdown"]["links"] == 0
    assert withheld(out)["links"] >= 1


def test_members_posts_are_published_if_named(tmp_path):
    items = wxr.item(1, content=f"[restrict]{SECRET}[/restrict]", more=ROLE)
    assert SECRET in public_text(convert(tmp_path, items, include=["members"]))


def test_what_is_in_a_hidden_forum_is_hidden(tmp_path):
    # The last forum comes after what is in it.
    hidden = {"title": SECRET, "content": SECRET}
    out = convert(
        tmp_path,
        forum(1, "forum", "private", **hidden),
        forum(2, "topic", parent=1, **hidden),
        forum(3, "reply", parent=2, **hidden),
        forum(4, "forum", parent=1, **hidden),
        forum(5, "topic", parent=4, **hidden),
        forum(6, "forum", content="Open forum."),
        forum(7, "topic", "spam", parent=6, **hidden),
        forum(8, "reply", parent=7, **hidden),
        forum(9, "topic", "closed", parent=6, content="Closed, but to be read."),
        forum(10, "reply", parent=9, content="An answer."),
        forum(11, "topic", parent=12, **hidden),
        forum(12, "forum", "hidden", **hidden),
        to=["markdown", "warc", "wacz", "json"],
    )
    text = public_text(out)
    assert SECRET.lower() not in text.lower()
    for shown in ("Open forum", "Closed, but to be read", "An answer"):
        assert shown in text
    assert sum(withheld(out)["posts"].values()) == 9


def test_an_attachment_of_an_attachment_follows_both(tmp_path):
    out = convert(
        tmp_path,
        wxr.item(1, status="private", content=SECRET),
        wxr.item(2, type="attachment", status="inherit", parent=1, content=SECRET),
        wxr.item(3, type="attachment", status="inherit", parent=2, content=SECRET),
        wxr.item(4, type="attachment", status="inherit", parent=4, content="Its own parent."),
    )
    text = public_text(out)
    assert SECRET not in text
    assert "Its own parent" in text
