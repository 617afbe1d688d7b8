"""Items that patterns read are what the parser makes of them, notices included."""

from dataclasses import replace

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.wxr import export
from wparchive.readers.wxr import WxrReader
from wparchive.storage.source import Source

FIELDS = """title link pubDate dc:creator guid description content:encoded excerpt:encoded
wp:post_id wp:post_date wp:post_date_gmt wp:post_modified wp:post_modified_gmt wp:comment_status
wp:ping_status wp:post_name wp:status wp:post_parent wp:menu_order wp:post_type wp:post_password
wp:is_sticky wp:attachment_url""".split()
COMMENT = """id author author_email author_url author_IP date date_gmt content approved type parent
user_id""".split()
NUMBERS = {"id", "parent", "post_id", "post_parent", "user_id", "menu_order"}
TEXTS = [
    "a",
    "ä \U0001f642",
    "",
    " ",
    " a",
    "a\n",
    "\n",
    "<b>&amp;</b>",
    "]]",
    "]]>",
    "R&D",
    "1",
    "0",
]
TEXTS += ["publish", 'a:1:{i:0;s:1:"b";}', "b:0;", "{}", "\r\n", "\r", "\xa0", "<item>", "</item>"]
DATES = [
    "2024-05-01 10:00:00",
    "0000-00-00 00:00:00",
    "2024-02-30 10:00:00",
    "",
    "2024-05-01 10:00",
]
DATES += ["2024-05-01T10:00:00", " 2024-05-01 10:00:00", "２０２４-05-01 10:00:00"]
COUNTS = ["0", "12", "-3", "007", "", "x", " 4", "99999999999999999999", "123456789012345678"]
TOKENS = ["a", "", "<b>&amp;</b>", "]]>", "]", "]>a]", "]]]>", "R&D 1"]
PLAIN = [*TOKENS, " a\n", "\r\n", 'a:1:{i:0;s:1:"b";}', "<item>", "</item>"]
SPACED = {"title", "content:encoded", "excerpt:encoded", "post_password", "author", "content"}
OPTIONAL = ["wp:attachment_url", "wp:is_sticky"]
FORMS = ["cdata", "plain", "cdata", "closed", "split", "number", "comment", "attribute", "nested"]


def element(name, value, form):
    data = value.replace("]]>", "]]]]><![CDATA[>")
    plain = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {
        "cdata": f"<{name}><![CDATA[{data}]]></{name}>",
        "plain": f"<{name}>{plain}</{name}>",
        "closed": f"<{name}/>" if not value else f"<{name}>{plain}</{name}>",
        "split": f"<{name}><![CDATA[{data}]]> <![CDATA[{data}]]></{name}>",
        "number": f"<{name}>{plain}&#228;&apos;</{name}>",
        "comment": f"<{name}><!-- c -->{plain}</{name}>",
        "attribute": f'<{name} lang="de">{plain}</{name}>',
        "nested": f"<{name}><b>{plain}</b></{name}>",
    }[form]


@st.composite
def fields(draw, name):
    """An element, mostly in WordPress's form."""
    short = name.removeprefix("wp:").removeprefix("comment_")
    odd = draw(st.integers(0, 40)) == 0
    form = draw(st.sampled_from(FORMS if odd else ["cdata", "cdata", "plain", "closed"]))
    if "date" in short.lower() or "modified" in short:
        usual, any_form, form = DATES[:3], DATES, "plain" if form == "closed" else form
    elif short in NUMBERS or short == "is_sticky":
        usual, any_form, form = ["0", "1"], COUNTS, form if odd else "plain"
    else:
        usual, any_form = (PLAIN if short in SPACED else TOKENS), TEXTS
    value = draw(st.sampled_from(any_form if odd else usual))
    return element(name, value, form).replace("<guid>", '<guid isPermaLink="false">')


@st.composite
def records(draw, names, lists):
    """The elements of a record, mostly in WordPress's form."""
    gone = draw(st.sets(st.sampled_from(OPTIONAL)))
    parts = [draw(fields(name)) for name in names if name not in gone]
    for several in lists:
        parts += draw(st.lists(several, max_size=2))
    if draw(st.integers(0, 10)) == 0:
        at, to = draw(st.tuples(st.integers(0, len(parts) - 1), st.integers(0, len(parts))))
        parts.insert(to, draw(st.sampled_from([parts[at], "stray", "<!-- c -->", "<x>y</x>"])))
    blank = draw(st.sampled_from(["\n\t\t", "", "\n\n", "\r\n", " "]))
    return blank.join(["", *parts, ""])


@st.composite
def pairs(draw, name):
    key, value = draw(st.sampled_from(PLAIN)), draw(st.sampled_from(PLAIN))
    form = draw(st.sampled_from([*["cdata", "plain", "closed"] * 10, "nested"]))
    inside = element("wp:meta_key", key, "cdata") + element("wp:meta_value", value, form)
    return f"<{name}>\n{inside}</{name}>"


categories = st.sampled_from(
    [
        *['<category domain="category" nicename="a"><![CDATA[A &amp; B]]></category>'] * 30,
        '<category domain="post_tag" nicename="b&amp;c">B</category>',
        '<category nicename="b">B</category>',
        '<category domain="x" nicename="y"/>',
        "<category>C</category>",
    ]
)
commented = records([f"wp:comment_{name}" for name in COMMENT], [pairs("wp:commentmeta")])
comments = commented.map(lambda inside: f"<wp:comment>{inside}</wp:comment>")
items = records(FIELDS, [categories, pairs("wp:postmeta"), comments]).map(
    lambda inside: f"<item>{inside}</item>\n"
)


def read(path, *, by_parser):
    document = WxrReader().open(Source(path.name, path, path.stat().st_size, path, path.parent))
    document = replace(document, core=None) if by_parser else document
    notices = []
    return [post for part in document.ranges for post in document.posts(part, notices)], notices


@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(items, min_size=1, max_size=3))
@example(["<item></item>"])
def test_patterns_read_items_as_the_parser_does(tmp_path, found):
    path = tmp_path / "blog.xml"
    path.write_bytes(export(*found).encode())
    assert read(path, by_parser=False) == read(path, by_parser=True)
