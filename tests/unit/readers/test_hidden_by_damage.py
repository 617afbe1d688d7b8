"""Holes in exports: what nobody could read stays hidden, though its status is lost or another's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "Secretword"
META = (
    "<wp:postmeta>\n<wp:meta_key>_k</wp:meta_key>\n"
    "<wp:meta_value><![CDATA[value]]></wp:meta_value>\n</wp:postmeta>\n"
)
FILE = f"<wp:attachment_url>https://blog.example/{SECRET}.png</wp:attachment_url>\n"
MODIFIED = "<wp:post_modified>2024-05-0{0} 10:00:00</wp:post_modified>\n" + "".join(
    f"<wp:{name}><![CDATA[open]]></wp:{name}>\n" for name in ("comment_status", "ping_status")
)


def dated(text: str, number: int) -> str:
    """An item with a day and a time of change, as WordPress has written them since 5.7."""
    text = text.replace("2024-04-30", f"2024-04-1{number}")
    text = text.replace(
        "\t\t<wp:post_type>", "\t\t<wp:menu_order>0</wp:menu_order>\n\t\t<wp:post_type>"
    )
    return text.replace("\t\t<wp:post_name>", f"{MODIFIED.format(number)}\t\t<wp:post_name>")


def open_post(number: int, **fields: str) -> str:
    """A post that everybody saw."""
    return dated(item(number, title=f"Open {number}", content="Seen.", **fields), number)


def hidden_post(number: int, **fields: str) -> str:
    """A draft."""
    text = item(number, title=SECRET, content=f"{SECRET} words", status="draft", **fields)
    return dated(text, number)


def attached(number: int, parent: int) -> str:
    """A file of a post."""
    text = item(number, title=SECRET, type="attachment", status="inherit", parent=parent, more=FILE)
    return dated(text, number)


def hole(text: str, start: str, stop: str, first: str, second: str) -> str:
    """A text without what is between two words; each is the first one behind another word."""
    begin = text.index(start, text.index(first))
    return text[:begin] + text[text.index(stop, max(begin, text.index(second))) :]


def published(folder: Path, text: str) -> list[str]:
    """The public files that have the secret, once the text is converted."""
    (folder / "in.xml").write_bytes(text.encode())
    convert(folder / "in.xml", folder / "out", to=["markdown", "html", "json"], jobs=1,
            overwrite=True)  # fmt: skip
    return [
        str(path)
        for path in (folder / "out").rglob("*")
        if path.is_file()
        and "private" not in path.relative_to(folder / "out").parts
        and (SECRET.encode() in path.read_bytes() or SECRET in path.name)
    ]


TWO = export(open_post(1), hidden_post(5), attached(6, 5), open_post(7))
TURNED = export(open_post(1), attached(6, 5), hidden_post(5))
ID = "<wp:post_id>5"


@pytest.mark.parametrize(
    "text",
    [
        TWO.replace(ID, "<wp:post_id>x"),
        TWO.replace(ID, "<wp:post_xd>5"),
        hole(TWO, SECRET, "<wp:post_date>", "Open 1", ID),
        TWO[: TWO.index(ID) - 60] + "\0" * 90 + TWO[TWO.index(ID) + 30 :],
        TWO[TWO.index(ID) + 20 :],
        TURNED[: TURNED.index(ID)],
        TURNED[: TURNED.index(f"{SECRET} words")],
    ],
)
def test_files_of_a_draft_whose_number_is_lost(tmp_path: Path, text: str) -> None:
    assert not published(tmp_path, text)


def test_replies_of_a_private_forum_whose_number_is_lost(tmp_path: Path) -> None:
    forum = item(20, title=SECRET, type="forum", status="private")
    topic = item(21, title=SECRET, type="topic", parent=20)
    reply = item(22, title=SECRET, content=SECRET, type="reply", parent=21)
    text = export(forum, topic, reply, open_post(1))
    assert not published(tmp_path, text.replace("<wp:post_id>20", "<wp:post_id>."))


def test_files_without_their_post_in_a_whole_export_are_public(tmp_path: Path) -> None:
    assert published(tmp_path, export(open_post(1), attached(6, 5)))


PARENT = "<wp:post_parent>5</wp:post_parent>"


@pytest.mark.parametrize(
    "damage",
    [
        "<wp:pos<t_parent>5</wp:post_parent>",
        "<wp:post_p<rent>5</wp:post_parent>",
        "<wp post_parent>5</wp:post_parent>",
        "<wp:post_parent 5</wp:post_parent>",
        "\0" * len(PARENT),
        "<wp:post_pa",
        "<wp:post_parent>5</wp:post_p\n",
    ],
)
def test_files_with_a_damaged_parent(tmp_path: Path, damage: str) -> None:
    assert PARENT in TWO
    assert not published(tmp_path, TWO.replace(PARENT, damage))


HELD = export(
    open_post(
        1,
        comments=comment(11, content=SECRET, author=SECRET, approved="0")
        + comment(12, content="Read by all.").replace("2024", "2023"),
    )
)


@pytest.mark.parametrize(
    ("start", "stop"),
    [
        ("<wp:comment_approved>", "<wp:comment_date>"),
        ("_approved>0", "_author_email>"),
        ("<wp:comment_approved>", "<wp:comment_content>"),
    ],
)
def test_a_held_comment_that_a_hole_joined_with_an_approved_one(
    tmp_path: Path, start: str, stop: str
) -> None:
    assert start in HELD
    text = hole(HELD, start, stop, "<wp:comment_id>11", "<wp:comment_id>12")
    assert not published(tmp_path, text)


JOINED = export(open_post(1), hidden_post(5), open_post(7))


@pytest.mark.parametrize(
    ("start", "stop"),
    [
        ("<wp:status>", "<wp:post_date>"),
        ("<wp:status>", "<wp:post_modified>"),
        ("ng_status>", "status>publish"),
        ("<wp:comment_status", "ost_date_gmt>"),
        ("<wp:comment_status", "ost_modified>"),
    ],
)
def test_a_draft_that_a_hole_joined_with_the_next_post(
    tmp_path: Path, start: str, stop: str
) -> None:
    assert not published(tmp_path, hole(JOINED, start, stop, ID, "<wp:post_id>7"))


NEXT = export(
    open_post(1, more=META),
    hidden_post(
        5,
        more=f'<category domain="post_tag" nicename="{SECRET}">{SECRET}</category>\n',
        comments="".join(comment(n, content=SECRET, author=SECRET) for n in (51, 52)),
    ),
    open_post(7),
)


@pytest.mark.parametrize(
    "stop",
    ["_author_url>", "mment_author>", ' domain="post_tag"', "/wp:is_sticky", "<wp:comment_id>52"],
)
def test_comments_and_terms_of_a_draft_below_the_post_before(tmp_path: Path, stop: str) -> None:
    begin = NEXT.index("lue]]>")
    text = NEXT[:begin] + NEXT[NEXT.index(stop, NEXT.index("<wp:post_password", NEXT.index(ID))) :]
    assert not published(tmp_path, text)


@pytest.mark.parametrize("field", ["comment_type", "post_type", "status"])
def test_types_that_run_into_a_hidden_text(tmp_path: Path, field: str) -> None:
    post = open_post(1, comments=comment(11)).replace(
        "<wp:comment_type></wp:comment_type>", "<wp:comment_type>comment</wp:comment_type>"
    )
    text = export(post, hidden_post(5), open_post(7))
    begin = text.index(f"<wp:{field}>") + len(f"<wp:{field}>") + 2
    begin += 9 if text[begin - 2] == "<" else 0
    text = text[:begin] + text[text.index(f"{SECRET} words") :]
    assert not published(tmp_path, text)


@pytest.mark.parametrize(
    ("start", "stop"),
    [
        ("<wp:post_parent", "omment_date>"),  # the end of a tag without its beginning
        ("<wp:post_type>", "<wp:comment_id>51"),  # a comment without its beginning
        ("<wp:postmeta", "<wp:comment_author>"),
    ],
)
def test_comments_of_a_draft_behind_a_broken_tag_of_the_post_before(
    tmp_path: Path, start: str, stop: str
) -> None:
    text = hole(NEXT, start, stop, "Open 1", "<wp:comment_id>5")
    assert not published(tmp_path, text)


def test_what_is_wrong_in_most_items_hides_none(tmp_path: Path) -> None:
    """A program wrote it so."""
    text = export(*(open_post(n) for n in range(1, 6)))
    for damaged in (
        text.replace("<wp:status>", "<wp:statu>"),
        text.replace("</wp:post_name>", "</wp:post_nmae>"),
        text.replace("</wp:menu_order>", ""),
    ):
        (tmp_path / "in.xml").write_text(damaged)
        out: dict[str, bytes] = {}
        convert(tmp_path / "in.xml", out, to=["markdown"], jobs=1)
        assert sum(name.endswith(".md") for name in out) == 5


LINES = export(*(open_post(n) for n in (1, 2, 3)), hidden_post(5), open_post(7), open_post(8))


@pytest.mark.parametrize(
    ("start", "stop"),
    [
        ("\t\t<wp:post_date_gmt>", "\t\t<wp:post_name>"),  # with the next post's name and status
        ("\t\t<wp:post_date>", "\t\t<wp:post_name>"),
    ],
)
def test_holes_of_whole_lines(tmp_path: Path, start: str, stop: str) -> None:
    text = hole(LINES, start, stop, ID, "<wp:post_id>7")
    assert not published(tmp_path, text)


@pytest.mark.parametrize("left", ["", "<wp:post_type></wp:post_type>"])
def test_a_post_without_the_type_that_all_others_have(tmp_path: Path, left: str) -> None:
    order = open_post(5).replace("Seen.", SECRET)
    assert "<wp:post_type>post</wp:post_type>" in order
    order = order.replace("<wp:post_type>post</wp:post_type>", left)
    text = export(*(open_post(n) for n in (1, 2, 3)), order, open_post(7))
    assert not published(tmp_path, text)


def test_some_posts_without_the_type_that_most_others_have(tmp_path: Path) -> None:
    bare = [
        dated(item(n, content=SECRET, type="topic", parent=9), n).replace(
            "<wp:post_type>topic</wp:post_type>", ""
        )
        for n in (5, 6)
    ]
    assert not any("wp:post_type" in text for text in bare)
    posts = [dated(item(n, title=f"Open {n}"), n) for n in range(11, 30)]
    assert not published(tmp_path, export(*posts[:9], *bare, *posts[9:]))


@pytest.mark.parametrize("place", ["<wp:post_date>", "<wp:status>", "<wp:post_type>"])
def test_a_reply_with_the_parent_of_another(tmp_path: Path, place: str) -> None:
    forum = dated(item(4, type="topic", status="private"), 4)
    reply = dated(item(6, type="reply", title=SECRET, content=SECRET, parent=4), 6)
    reply = reply.replace(place, f"<wp:post_parent>0</wp:post_parent>{place}", 1)
    assert reply.count("<wp:post_parent>") == 2
    assert not published(tmp_path, export(*MANY, forum, reply))


@pytest.mark.parametrize("type", ["post", "page"])
@pytest.mark.parametrize("place", ["<wp:post_parent>0</wp:post_parent>", "\t</item>"])
def test_a_post_with_the_file_of_another(tmp_path: Path, type: str, place: str) -> None:
    post = open_post(6, type=type).replace(place, FILE + (place if "item" in place else ""))
    assert post.count(FILE) == 1
    assert not published(tmp_path, export(*MANY, post))


@pytest.mark.parametrize("name", ["post_date", "post_name", "comment_status", "menu_order"])
def test_a_value_that_runs_into_another_item(tmp_path: Path, name: str) -> None:
    forum = dated(item(4, title=SECRET, content=SECRET, type="forum", status="private"), 4)
    page = open_post(6, type="page")
    begin = forum[: forum.index(f"<wp:{name}>")] + f"<wp:{name}><![CDATA[20te>"
    end = page[page.index(">", page.index(f"<wp:{name}>")) + 1 : page.index(f"</wp:{name}>")]
    end = f"<![CDATA[{end.removeprefix('<![CDATA[').removesuffix(']]>')}]]>"
    joined = begin + end + page[page.index(f"</wp:{name}>") :]
    assert not published(tmp_path, export(*MANY, joined, forum))


def test_markup_of_xml_in_a_text(tmp_path: Path) -> None:
    post = open_post(4).replace("Seen.", f"Write &lt;![CDATA[ before {SECRET}.")
    assert published(tmp_path, export(*MANY, post))


def test_a_run_of_lost_bytes(tmp_path: Path) -> None:
    begin = LINES.index("10:00:00", LINES.index(ID))
    end = LINES.index("10:00:00", LINES.index("<wp:post_id>7"))
    assert not published(tmp_path, LINES[:begin] + "\0" * 600 + LINES[end:])


def test_a_doubtful_comment_keeps_what_hides_it(tmp_path: Path) -> None:
    text = hole(HELD, "<wp:comment_content>", "<wp:comment_content>", "comment_id>11", "id>12")
    (tmp_path / "in.xml").write_text(text.replace("_approved>1", "_approved>spam"))
    convert(tmp_path / "in.xml", tmp_path / "out", to=["json"], jobs=1)
    posts = (tmp_path / "out/private/json/posts.jsonl").read_text()
    assert '"approved":null' not in posts


def test_passwords_that_run_into_a_status_are_not_quoted(tmp_path: Path) -> None:
    post = dated(item(5, title="Locked", password=SECRET), 5)
    text = export(open_post(1), post, open_post(7))
    begin = text.index("publish", text.index(ID)) + 3
    assert not published(tmp_path, text[:begin] + text[text.index(SECRET) :])


LOCKED = dated(item(5, title="Locked", content=SECRET, password="pass"), 5)
MANY = [open_post(n) for n in (1, 2, 3)]
PASSWORD = "\t\t<wp:post_password><![CDATA[pass]]></wp:post_password>\n"
ORDER = "\t\t<wp:menu_order>0</wp:menu_order>\n"


@pytest.mark.parametrize("left", ["", "\n", " " * 40 + "\n"])
@pytest.mark.parametrize(
    ("text", "lost"),
    [
        (export(*MANY, attached(6, 5), hidden_post(5)), f"\t\t{PARENT}\n"),
        (export(attached(6, 5), hidden_post(5), *MANY), f"\t\t{PARENT}\n"),
        (export(*MANY, hidden_post(5), attached(6, 5)), f"\t\t{PARENT}\n{ORDER}"),
        (
            export(*MANY, item(5, type="topic", status="private"),
                   dated(item(6, type="reply", content=SECRET, parent=5), 6)),
            f"\t\t{PARENT}\n",
        ),
        (export(*MANY, LOCKED), PASSWORD),
        (export(LOCKED, *MANY), PASSWORD),
        (export(*MANY, LOCKED), PASSWORD + "\t\t<wp:is_sticky>0</wp:is_sticky>\n"),
    ],
)  # fmt: skip
def test_a_whole_export_without_the_line_of_a_parent_or_password(
    tmp_path: Path, text: str, lost: str, left: str
) -> None:
    assert text.count(lost) == 1
    assert not published(tmp_path, text.replace(lost, left))
    whole = text.replace("<rss", "<!DOCTYPE rss>\n<rss")  # read as a whole
    assert not published(tmp_path, whole.replace(lost, left))


@pytest.mark.parametrize(
    "left_out",
    [
        "<wp:post_password><![CDATA[]]></wp:post_password>",
        "<wp:post_parent>0</wp:post_parent>",
        "<wp:menu_order>0</wp:menu_order>",
    ],
)
@pytest.mark.parametrize("with_value", [True, False])
def test_programs_that_write_no_empty_elements(
    tmp_path: Path, left_out: str, with_value: bool
) -> None:
    posts = [item(n, title=SECRET, parent=1, password="x") for n in range(11, 20)]
    files = [attached(n, 0) for n in range(2, 8)]
    text = export(open_post(1), *(posts if with_value else []), *files)
    assert len(published(tmp_path, text.replace(left_out, ""))) > len(files)


def test_posts_of_another_program_that_somebody_added(tmp_path: Path) -> None:
    other = open_post(9).replace("Seen.", SECRET)
    for name in ("post_password", "menu_order", "ping_status", "post_parent", "is_sticky"):
        begin, stop = other.index(f"<wp:{name}>"), other.index(f"</wp:{name}>")
        other = other[:begin] + other[stop + len(f"</wp:{name}>") :]
    other = other.replace("\t\t<description></description>\n", "")
    other = other.replace("\t\t<excerpt:encoded><![CDATA[]]></excerpt:encoded>\n", "")
    assert published(tmp_path, export(*MANY, open_post(4), other))


WORDS = ("one", "two", "three", "four", "five", "nine")


@pytest.mark.parametrize(
    ("sound", "wrong"),
    [
        ("</wp:post_name>", "</wp:post_name {}>"),
        ("<wp:post_name>", "<wp:post_name {}>"),
        ("<wp:post_name>", "</{}><wp:post_name>"),
        ("<wp:post_name>", "< {} <wp:post_name>"),
        ("<wp:post_name>", "<?{} <wp:post_name>"),
        ("0</wp:menu_order>", "0</wp:menu_{}r>"),
        ("<wp:post_parent>0", "<wp:post_parent>0<{}>"),
        ("<wp:post_id>", '<category nicename="{0}>{0}</category><wp:post_id>'),
    ],
)
def test_what_is_wrong_in_most_items_with_other_words_hides_none(
    tmp_path: Path, sound: str, wrong: str
) -> None:
    posts = [
        open_post(n).replace(sound, wrong.format(word)) for n, word in enumerate(WORDS, start=1)
    ]
    (tmp_path / "in.xml").write_text(export(*posts))
    out: dict[str, bytes] = {}
    convert(tmp_path / "in.xml", out, to=["markdown"], jobs=1)
    assert sum(name.endswith(".md") for name in out) == len(posts)


def test_an_item_that_is_damaged_in_another_place_than_most(tmp_path: Path) -> None:
    most = [open_post(n).replace("<wp:post_name>", f"< {n} <wp:post_name>") for n in (1, 2, 3, 4)]
    text = export(
        *most, hidden_post(5), open_post(7).replace("<wp:post_name>", "< 7 <wp:post_name")
    )
    begin, stop = text.index("<wp:status>", text.index(ID)), text.index("< 7 <wp:post_name")
    assert not published(tmp_path, text[:begin] + "< " + text[stop + 4 :])


DRAFT_LINK = "https://blog.example/?p=5"
AFTER = export(*MANY, hidden_post(5, link=DRAFT_LINK), open_post(7), open_post(8))


@pytest.mark.parametrize(
    ("start", "stop"),
    [
        ("\t\t<link>", "\t\t<title>"),
        ("\t\t<pubDate>", "\t\t<link>"),
        ("\t\t<content:encoded>", "\t\t<title>"),
        ("<dc:creator>", "<dc:creator>"),
        ("\t\t<pubDate>", "\t\t<guid"),
    ],
)
def test_the_title_of_a_draft_above_the_next_post(tmp_path: Path, start: str, stop: str) -> None:
    begin = AFTER.index(start, AFTER.index(SECRET))
    text = AFTER[:begin] + AFTER[AFTER.index(stop, AFTER.index("</item>", begin)) :]
    assert not published(tmp_path, text)


@pytest.mark.parametrize(
    "link",
    [
        "https://forum.example/?p=5",  # of a plugin that links to another site
        "https://blog.example/forum.php?p=5",
        "https://blog.example/?p=7",
        "https://blog.example/?page_id=7",
        "https://blog.example/other/",
    ],
)
def test_links_of_another_form_than_the_guid(tmp_path: Path, link: str) -> None:
    post = open_post(7, link=link).replace("Seen.", SECRET)
    assert published(tmp_path, export(*MANY, post))


@pytest.mark.parametrize("name", ["title", "link", "guid", "dc:creator"])
def test_elements_that_a_program_writes_twice(tmp_path: Path, name: str) -> None:
    posts = [open_post(n).replace("Seen.", SECRET) for n in (1, 2, 3, 4)]
    twice = [
        p.replace("<description>", f"<{name}>Other</{name}>\n\t\t<description>") for p in posts
    ]
    (tmp_path / "in.xml").write_text(export(*twice))
    out: dict[str, bytes] = {}
    convert(tmp_path / "in.xml", out, to=["markdown"], jobs=1)
    assert sum(path.endswith(".md") for path in out) == len(posts)
