"""Arbitrary archives: records as a reader could give them, and exports as a tool could write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import strategies as st

from wparchive.model.elements import UnknownElement
from wparchive.model.records import Comment, Meta, Post, PostAuthor, PostTerm
from wparchive.model.site import Author, Image, Site, SiteDocument, Term

WP = "http://wordpress.org/export/1.2/"
# What XML 1.0 can carry; a third of the draws come from what is awkward there.
LEGAL = st.characters(
    exclude_categories=["Cs"], exclude_characters=[*map(chr, range(32)), "\ufffe", "\uffff"]
) | st.sampled_from("]>&<\"'\t\n\r \x85\xa0-–\u2028\U0001f600\U0010ffff")
TEXT = st.text(LEGAL, max_size=12) | st.sampled_from(
    ["", " ", "]]>", "<![CDATA[", "]]", "\r\n", "<b>x</b> &amp; y", "-->", "a]]>b]]>", "&#13;"]
)
TOKEN = TEXT.map(str.strip)
NUMBER = st.integers(-(10**18) + 1, 10**18 - 1)
NAME = st.from_regex(r"[A-Za-zäЖ_][A-Za-z0-9._\-ä]{0,5}", fullmatch=True).filter(
    lambda name: name != "xmlns"
)
URI = st.sampled_from(["urn:x", "http://example.org/ns/", "http://wordpress.org/export/1.1/", WP])
_LOCAL = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0).isoformat()
)
_UNREAD = st.sampled_from(["", "0000-00-00 00:00:00", "20081", "-0001-11-30 00:00:00", "soon"])
DATE = _LOCAL | _UNREAD
DATE_GMT = _LOCAL.map(lambda text: f"{text}Z") | _UNREAD
_EXPORTED = st.builds(
    lambda moment, minutes: (
        moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
        .isoformat()
        .replace("+00:00", "Z")
    ),
    st.datetimes(datetime(1000, 1, 2), datetime(9999, 12, 30)),
    st.integers(-720, 720),
)


def optional(values):
    return st.none() | values


def lists(values, size=3):
    return st.lists(values, max_size=size)


def _attributes():
    names = NAME | st.builds(lambda uri, name: f"{{{uri}}}{name}", URI, NAME)
    return st.dictionaries(names, TEXT, max_size=3)


def _element(children):
    def build(namespace, tag, attributes, text, inner):
        if inner and not text.strip():
            text = ""
        return UnknownElement(
            namespace=namespace, tag=tag, attributes=attributes, text=text, children=inner
        )

    return st.builds(build, st.just("") | URI, NAME, _attributes(), TEXT, children)


def _tailed(element, tail):
    element.tail = tail if tail.strip() else ""
    return element


_SPECIAL = st.builds(
    lambda kind, text: UnknownElement(
        tag=kind, text=text, attributes={"target": "php"} if kind == "#pi" else {}
    ),
    st.sampled_from(["#comment", "#pi"]),
    st.text("abc <&]'é", max_size=6).map(str.strip),
)
_NESTED = st.recursive(
    _element(st.just([])) | _SPECIAL,
    lambda inner: _element(lists(st.builds(_tailed, inner, TEXT))),
    max_leaves=8,
).filter(lambda element: not element.tag.startswith("#"))


def _foreign(element, tail):
    element.tag = f"x-{element.tag}"  # none of WXR's own names, which would be fields
    element.tail = tail.strip()
    return element


EXTRA = lists(st.builds(_foreign, _NESTED, TEXT), 2)
META = lists(st.builds(Meta, key=optional(TEXT), value=optional(TEXT)), 2)
COMMENT = st.builds(
    Comment, id=optional(NUMBER), kind=TOKEN.filter(bool), author=optional(TEXT),
    email=optional(TOKEN), url=optional(TOKEN), ip=optional(TOKEN), published=optional(DATE),
    published_gmt=optional(DATE_GMT), content=optional(TEXT), approved=optional(TOKEN),
    parent=optional(NUMBER), user_id=optional(NUMBER), meta=META, extra=EXTRA,
)  # fmt: skip


def _with_guid(post, guid, told):
    post.guid, post.guid_is_permalink = guid, None if guid is None else told
    return post


POST = st.builds(
    _with_guid,
    st.builds(
        Post, id=optional(NUMBER), type=optional(TOKEN), status=optional(TOKEN),
        slug=optional(TOKEN), title=optional(TEXT), link=optional(TOKEN),
        author=optional(st.builds(PostAuthor, login=TOKEN)), published=optional(DATE),
        published_gmt=optional(DATE_GMT), modified=optional(DATE), modified_gmt=optional(DATE_GMT),
        content=optional(TEXT), excerpt=optional(TEXT), parent=optional(NUMBER),
        menu_order=optional(NUMBER), comment_status=optional(TOKEN), ping_status=optional(TOKEN),
        password=optional(TEXT), sticky=optional(st.booleans()), attachment_url=optional(TOKEN),
        terms=lists(
            st.builds(PostTerm, taxonomy=optional(TEXT), slug=optional(TEXT), name=TEXT)
        ),
        meta=META, comments=lists(COMMENT), extra=EXTRA,
    ),
    optional(TOKEN),
    optional(st.booleans()),
)  # fmt: skip
AUTHOR = st.builds(
    Author, id=optional(NUMBER), login=optional(TOKEN), email=optional(TOKEN), name=optional(TEXT),
    first_name=optional(TEXT), last_name=optional(TEXT), url=optional(TOKEN),
    description=optional(TEXT), extra=EXTRA,
)  # fmt: skip


def _terms(taxonomies, **fields):
    return lists(
        st.builds(
            Term, id=optional(NUMBER), taxonomy=taxonomies, slug=optional(TOKEN),
            name=optional(TEXT), description=optional(TEXT), meta=META, extra=EXTRA, **fields,
        )
    )  # fmt: skip


TERMS = st.builds(
    lambda *groups: [term for group in groups for term in group],
    _terms(st.just("category"), parent=optional(TOKEN)),
    _terms(st.just("post_tag")),
    _terms(TOKEN.map("x{}".format), parent=optional(TOKEN)),
)
SITE = st.builds(
    Site, title=optional(TEXT), link=optional(TOKEN), description=optional(TEXT),
    language=optional(TOKEN), published=optional(_EXPORTED | st.just("")),
    created=optional(_LOCAL), wxr_version=TOKEN, base_site_url=optional(TOKEN),
    base_blog_url=optional(TOKEN), generators=lists(TOKEN),
    image=optional(
        st.builds(
            Image, url=optional(TOKEN), title=optional(TEXT), link=optional(TOKEN),
            width=optional(NUMBER), height=optional(NUMBER),
        )
    ),
    namespaces=st.just({})
    | st.dictionaries(NAME.filter(lambda name: name[:3].lower() != "xml"), URI, min_size=1, max_size=3),
    extra=EXTRA,
)  # fmt: skip
ARCHIVE = st.builds(
    lambda site, authors, terms, posts: (
        SiteDocument(generator="test", site=site, authors=authors, terms=terms, sources=["a.xml"]),
        posts,
    ),
    SITE,
    lists(AUTHOR),
    TERMS,
    st.lists(POST, min_size=1, max_size=3),
)
NOW = datetime(2024, 5, 1, tzinfo=UTC)
