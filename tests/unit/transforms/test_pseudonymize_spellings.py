"""--redact looks for addresses as readers do: in every field, every spelling, every format."""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import re
import unicodedata
import zipfile
from itertools import cycle
from urllib.parse import quote, unquote

import pytest

from tests.growth import LIMIT, exponent
from tests.wxr import HEAD, export
from wparchive.api import convert, read
from wparchive.model.records import Comment, Meta, Post, PostAuthor
from wparchive.transforms.pseudonymize import Personal, Pseudonyms
from wparchive.web.spellings import replace
from wparchive.wordpress.emails import replace_addresses, without_addresses

EVERYTHING = [str(word) for word in Personal]
FORMATS = ["markdown", "json", "warc", "wacz", "wxr", "sqlite"]
PERSON = re.compile("Person [0-9a-f]{10}")
PSEUDONYM = re.compile(r"person-[0-9a-f]{10}@redacted\.invalid")


def _each(text, write):
    return "".join(map(write, text))


# How a name that browsers show alike may be written; {n} and {h} stand for name and host.
SPELLINGS = {
    "plain": lambda n, h: f"{n}@{h}",
    "capitals": lambda n, h: f"{n}@{h}".upper(),
    "decimal": lambda n, h: f"{n}&#64;{h}",
    "hexadecimal": lambda n, h: f"{n}&#X0040;{h}",
    "without its semicolon": lambda n, h: f"{n}&#64{h}",
    "named": lambda n, h: f"{n}&commat;{h}".replace(".", "&period;"),
    "twice escaped": lambda n, h: f"{n}&amp;#64;{h}",
    "all references": lambda n, h: _each(f"{n}@{h}", lambda c: f"&#{ord(c)};"),
    "percent": lambda n, h: f"{n}%40{h}",
    "percent twice": lambda n, h: f"{n}%2540{h}",
    "all percent": lambda n, h: _each(f"{n}@{h}", lambda c: f"%{ord(c):02x}"),
    "a reference to percent": lambda n, h: f"{n}&#37;40{h}",
    "JSON": lambda n, h: f"{n}\\u0040{h}",
    "JSON in JSON": lambda n, h: f"{n}\\\\u0040{h}",
    "script": lambda n, h: f"{n}\\x40{h}",
    "Markdown": lambda n, h: f"{n}\\@{h}",
    "zero width": lambda n, h: f"{n[0]}\u200b{n[1:]}\u2060@\ufeff{h}",
    "written zero width": lambda n, h: f"{n}&#8203;@&ZeroWidthSpace;{h}",
    "soft hyphen": lambda n, h: f"{n}@{h[0]}\u00ad{h[1:]}",
    "written soft hyphen": lambda n, h: f"{n}@{h[0]}&shy;{h[1:]}",
    "fullwidth": lambda n, h: f"{n}\uff20{h}".replace(".", "\uff0e"),
}
IN_MARKUP = {
    "bold": lambda n, h: f"{n}<b>@</b>{h}",
    "comment": lambda n, h: f"{n}<!-- no > robots -->@{h}",
    "break point": lambda n, h: f"{n}@<wbr />{h}",
    "colours": lambda n, h: f'<i>{n}</i><span title="a > b">&#64;</span><i>{h}</i>',
    "attribute": lambda n, h: f'<a title="{n}@{h}" href="mailto:{n}%40{h}">mail</a>',
    "image": lambda n, h: f'<img alt="{n}&#64;{h}" src="x.png">',
    "comment itself": lambda n, h: f"<!-- {n}@{h} -->",
    "block": lambda n, h: f'<!-- wp:acme/card {{"mail":"{n}\\u0040{h}"}} /-->',
    "shortcode": lambda n, h: f'[card mail="{n}@{h}"]',
    "link": lambda n, h: f"https://x.example/?e={n}%40{h}&amp;f=1",
}


def visible(text):
    """What anybody can make of a text with the usual decoders, in all orders that matter."""
    forms = {text}
    for _ in range(4):
        for form in tuple(forms):
            forms.add(html.unescape(form))
            forms.add(unquote(form))
            forms.add(re.sub(r"\\+u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), form))
            forms.add(re.sub(r"\\+x([0-9a-fA-F]{2})", lambda m: chr(int(m[1], 16)), form))
            forms.add(re.sub(r"\\+([@.])", r"\1", form))
            forms.add(re.sub(r"<!--.*?-->|<[^<>]*>", "", form))
        if len(forms) > 200:
            break
    plain = (unicodedata.normalize("NFKC", form).casefold() for form in forms)
    return {re.sub("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff*]", "", form) for form in plain}


def files(out):
    """The texts of an output, archives and gzip members unpacked."""
    for path in sorted(p for p in out.rglob("*") if p.is_file()):
        data = path.read_bytes()
        if path.suffix == ".wacz":
            with zipfile.ZipFile(path) as package:
                parts = [(name, package.read(name)) for name in package.namelist()]
        else:
            parts = [(path.name, data)]
        for name, part in parts:
            text = gzip.decompress(part) if name.endswith(".gz") else part
            yield f"{path.relative_to(out)}!{name}", text.decode("utf-8", "replace")


class Addresses:
    """Hands out addresses that are used once, in one spelling after the other."""

    def __init__(self):
        self.names = []
        self._spellings = cycle(SPELLINGS.items())
        self.written = {}

    def __call__(self, spelling=None):
        name, host = f"leak{len(self.names)}er.who", f"post{len(self.names)}box.example"
        self.names += [f"leak{len(self.names)}er", f"post{len(self.names)}box"]
        label, write = (spelling, SPELLINGS[spelling]) if spelling else next(self._spellings)
        self.written[len(self.written)] = label
        return write(name, host)

    def marked_up(self):
        for write in [*SPELLINGS.values(), *IN_MARKUP.values()]:
            number = len(self.names)
            self.names += [f"leak{number}er", f"post{number}box"]
            yield write(f"leak{number}er.who", f"post{number}box.example")


def serialized(**fields):
    pairs = "".join(
        f's:{len(k)}:"{k}";s:{len(v.encode())}:"{v}";' for k, v in fields.items()
    )  # fmt: skip
    return f"a:{len(fields)}:{{{pairs}}}"


def meta(kind, key, value):
    return (f"<wp:{kind}meta><wp:meta_key><![CDATA[{key}]]></wp:meta_key>"
            f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:{kind}meta>")  # fmt: skip


def cdata(text):
    return f"<![CDATA[{text}]]>"


def full_export(a):
    """An export in which every field that takes a text has an address of its own."""
    head = HEAD.replace("<title>Blog</title>", f"<title>{cdata(a())}</title>"
        f"<description>{cdata(a())}</description><x:odd xmlns:x='urn:x' of='{a('plain')}'>{cdata(a())}</x:odd>")  # fmt: skip
    head = re.sub(r"<wp:author>.*</wp:author>", lambda _: (
        f"<wp:author><wp:author_id>1</wp:author_id><wp:author_login>{cdata(a())}</wp:author_login>"
        f"<wp:author_email>{cdata(a('plain'))}</wp:author_email>"
        f"<wp:author_display_name>{cdata(a())}</wp:author_display_name>"
        f"<wp:author_first_name>{cdata(a())}</wp:author_first_name>"
        f"<wp:author_last_name>{cdata(a())}</wp:author_last_name></wp:author>"
        f"<wp:category><wp:term_id>2</wp:term_id><wp:category_nicename>news</wp:category_nicename>"
        f"<wp:cat_name>{cdata(a())}</wp:cat_name>"
        f"<wp:category_description>{cdata(a())}</wp:category_description>"
        f"{meta('term', a(), a())}</wp:category>"), head)  # fmt: skip
    comments = "".join(
        f"<wp:comment><wp:comment_id>{n}</wp:comment_id><wp:comment_author>{cdata(a())}</wp:comment_author>"
        f"<wp:comment_author_email>{cdata(a('plain'))}</wp:comment_author_email>"
        f"<wp:comment_author_url>{cdata(f'https://x.example/?{a()}')}</wp:comment_author_url>"
        f"<wp:comment_author_IP>192.0.2.77</wp:comment_author_IP>"
        f"<wp:comment_date>2024-04-30 11:00:00</wp:comment_date>"
        f"<wp:comment_date_gmt>2024-04-30 09:00:00</wp:comment_date_gmt>"
        f"<wp:comment_content>{cdata(text)}</wp:comment_content>"
        f"<wp:comment_approved>1</wp:comment_approved><wp:comment_type>comment</wp:comment_type>"
        f"<wp:comment_parent>0</wp:comment_parent><wp:comment_user_id>0</wp:comment_user_id>"
        f"{meta('comment', 'akismet_as_submitted', serialized(comment_author_email=a(), inner=serialized(x=a())))}"
        f"{meta('comment', 'source_url', f'https://x.example/{a()}/')}{meta('comment', 'j', json.dumps([a()]))}"
        f"</wp:comment>"
        for n, text in enumerate(a.marked_up(), start=1)
    )  # fmt: skip
    texts = "\n\n".join(f"A {text} B" for text in a.marked_up())
    item = (
        f"<item><title>{cdata(a())}</title><link>https://blog.example/{quote(a('plain'))}/</link>"
        f"<dc:creator>{cdata(a())}</dc:creator><guid>https://blog.example/{quote(a('plain'))}</guid>"
        f"<content:encoded>{cdata(texts)}</content:encoded><excerpt:encoded>{cdata(a())}</excerpt:encoded>"
        "<wp:post_id>1</wp:post_id><wp:post_date>2024-04-30 10:00:00</wp:post_date>"
        "<wp:post_date_gmt>2024-04-30 08:00:00</wp:post_date_gmt><wp:post_name>p</wp:post_name>"
        "<wp:status>publish</wp:status><wp:post_type>post</wp:post_type><wp:post_parent>0</wp:post_parent>"
        f"<wp:attachment_url>{cdata(f'https://blog.example/{a()}.png')}</wp:attachment_url>"
        f"<category domain='category' nicename='news'>{cdata(a())}</category>"
        f"<x:odd xmlns:x='urn:x'><x:in>{cdata(a())}</x:in>{cdata(a())}</x:odd>"
        + "".join(meta("post", a(), serialized(**{"to": text, a(): "x"})) + meta("post", "e", text)
                  for text in a.marked_up())
        + f"{comments}</item>"
    )  # fmt: skip
    return export(item, head=head)


def test_no_address_of_any_field_is_in_any_file(tmp_path):
    addresses = Addresses()
    (tmp_path / "export.xml").write_text(full_export(addresses), encoding="utf-8")
    convert(tmp_path / "export.xml", tmp_path / "out", to=FORMATS, redact=EVERYTHING)
    assert len(addresses.names) > 500
    leaked = re.compile("leak[0-9]+er|post[0-9]+box")
    left = {
        (name, found)
        for name, text in files(tmp_path / "out")
        for line in text.splitlines()
        for form in visible(line)
        for found in leaked.findall(form)
    }
    assert left == set()
    text = "".join(text for _, text in files(tmp_path / "out"))
    assert len(set(PSEUDONYM.findall(text))) > 200


@pytest.mark.parametrize("name", [*SPELLINGS, *IN_MARKUP])
def test_an_address_has_one_pseudonym_in_every_spelling(name):
    write = (SPELLINGS | IN_MARKUP)[name]
    pseudonyms = Pseudonyms(frozenset({"emails"}), b"key")
    text = pseudonyms.text(f"Before {write('ann.lee', 'mail.example')} after, a&amp;b 50% &copy;")
    assert PSEUDONYM.search(text)[0] == pseudonyms.text("ann.lee@mail.example")
    assert text.startswith("Before ")
    assert text.endswith(" after, a&amp;b 50% &copy;")
    assert not any("ann.lee@mail" in form or "ann.lee" in form for form in visible(text))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("ann<b>@</b>mail.example", "<b></b>"),
        ('<a title="bob@mail.example" href="mailto:ann@mail.example">ann@mail.example</a>',
         '<a title="" href="mailto:"></a>'),
        ("<li>ann@mail.example</li><li>bob@mail.example</li>", "<li></li><li></li>"),
        ("<td>Mail</td><td>ann@mail.example</td>", "<td>Mail</td><td></td>"),
        ("Ann <ann@mail.example> wrote", "Ann <> wrote"),
        ("*ann@mail.example*, 'bob@mail.example'.", "**, ''."),
        ("?a=1&amp;e=ann@mail.example&amp;b=2", "?a=1&amp;e=&amp;b=2"),
        ("?a=1&ann@mail.example&b=2", "?a=1&&b=2"),
        ("メールはann@mail.exampleまで", "メールはまで"), ("用户@例子.公司 好", " 好"),
        ("josé@bücher.example", ""), ("ann@bu\u0308cher.example", ""),
        ("ann@xn--bcher-kva.xn--p1ai", ""), ("пишите анна@почта.рф.", "пишите ."),
        ("o'brien+news@mail.example", ""), ('"ann lee"@mail.example', ""),
        ("ann@[192.0.2.1] ann@192.0.2.1", " "), ("a@b&period;example", ""),
        ("1 &lt;a@b.example&gt;", "1 &lt;&gt;"),
        # None of these is an address.
        ("logo%402x.png", "logo%402x.png"), ("a &amp; b @ c.example", "a &amp; b @ c.example"),
        ("@ann and @mail.example", "@ann and @mail.example"), ("ann<br>@mail", "ann<br>@mail"),
        ("lib@1.2.3 &#64;import %40media", "lib@1.2.3 &#64;import %40media"),
        ("ann<p>@</p>mail.example", "ann<p>@</p>mail.example"), ("100%&#8211;é", "100%&#8211;é"),
    ],
)  # fmt: skip
def test_only_addresses_go_and_what_is_around_them_stays(text, left):
    assert replace_addresses(text, lambda _: "") == left


def test_international_hosts_have_one_pseudonym_in_both_spellings():
    pseudonyms = Pseudonyms(frozenset({"emails"}), b"key")
    forms = ("ann@bücher.example", "ANN@BÜCHER.example", "ann@xn--bcher-kva.example",
             "ann@b%C3%BCcher.example", "ann@b&uuml;cher.example", "ann@bu\u0308cher.example")  # fmt: skip
    assert len({pseudonyms.text(form) for form in forms}) == 1


def gravatar(host, address="ann@mail.example", kind="md5"):
    return f"https://{host}/{hashlib.new(kind, address.encode()).hexdigest()}"


@pytest.mark.parametrize(
    "url",
    [
        gravatar("0.gravatar.com/avatar"), gravatar("secure.gravatar.com/avatar", kind="sha256"),
        gravatar("i0.wp.com/1.gravatar.com/avatar"), gravatar("seccdn.libravatar.org/avatar"),
        gravatar("www.gravatar.com"), gravatar("cravatar.example/avatar"),
        gravatar("x.example/?u=https%3A%2F%2F0.gravatar.com%2Favatar").replace("avatar/", "avatar%2F"),
        "https://www.gravatar.com/avatar.php?s=80&amp;gravatar_id="
        + hashlib.md5(b"ann@mail.example").hexdigest(),
    ],
)  # fmt: skip
def test_the_digests_of_avatars_are_pseudonyms(url):
    pseudonyms = Pseudonyms(frozenset({"emails"}), b"key")
    text = pseudonyms.text(f'<img src="{url}?s=96"> {url}')
    for kind in ("md5", "sha256"):
        assert hashlib.new(kind, b"ann@mail.example").hexdigest() not in text
    first, second = re.findall(r"[0-9a-f]{32,64}", text)
    assert first == second
    assert len(first) in {32, 64}
    same = "https://blog.example/avatars/0123456789abcdef0123456789abcdef"
    assert pseudonyms.text(same) == same


COMMENT = """<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_author>Berta Beispiel</wp:comment_author>
<wp:comment_author_email>berta@mail.example</wp:comment_author_email>
<wp:comment_author_url>{url}</wp:comment_author_url><wp:comment_author_IP>192.0.2.9</wp:comment_author_IP>
<wp:comment_date>2024-04-30 11:00:00</wp:comment_date><wp:comment_date_gmt>2024-04-30 09:00:00</wp:comment_date_gmt>
<wp:comment_content><![CDATA[{text}]]></wp:comment_content><wp:comment_approved>1</wp:comment_approved>
<wp:comment_type>comment</wp:comment_type><wp:comment_parent>0</wp:comment_parent>
<wp:comment_user_id>0</wp:comment_user_id>{meta}</wp:comment>"""
ITEM = """<item><title>T</title><link>https://blog.example/p/</link><content:encoded><![CDATA[{content}]]></content:encoded>
<wp:post_id>1</wp:post_id><wp:post_date>2024-04-30 10:00:00</wp:post_date><wp:post_name>p</wp:post_name>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>{more}{comments}</item>"""


def redacted(tmp_path, *, url="https://berta.example/", text="x", meta="", content="x", more=""):
    source = tmp_path / "export.xml"
    comments = COMMENT.format(url=url, text=text, meta=meta)
    source.write_text(export(ITEM.format(content=content, comments=comments, more=more)))
    convert(source, tmp_path / "out", to=["json", "wxr"], redact=EVERYTHING, overwrite=True)
    [post] = read(tmp_path / "out")
    return post, "".join(text for _, text in files(tmp_path / "out"))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("akismet_as_submitted", serialized(comment_author="Berta Beispiel", user_ip="192.0.2.9:80")),
        ("akismet_as_submitted", serialized(comment_author="Bertas other name")),
        ("form", '{"Name": "Berta  Beispiel", "author_name": "Bertas other name"}'),
        ("form", serialized(inner=serialized(x="By BERTA BEISPIEL."))),
        ("nickname", "Bertas other name"),
        ("source_url", "https://berta.example/like/1"),
        ("source_url", "https://elsewhere.example/@berta/1"),
        ("avatar", "https:\\/\\/berta.example\\/me.png"),
        ("webmention", serialized(author="//www.Berta.example?x")),
    ],
)  # fmt: skip
def test_what_plugins_keep_beside_a_comment_names_nobody(tmp_path, key, value):
    _, text = redacted(tmp_path, meta=meta("comment", key, value))
    for secret in ("berta", "192.0.2.9", "elsewhere"):
        assert secret not in text.lower(), secret


def test_links_to_a_commenter_s_site_lead_to_its_pseudonym(tmp_path):
    links = 'See <a href="http://www.berta.example">her site</a>, berta.example/garden, https://blog.example/a.'
    post, text = redacted(tmp_path, content=links, text=links)
    assert "berta" not in text.lower()
    [comment] = post.comments
    assert f'<a href="{comment.url}">' in post.content
    assert f'<a href="{comment.url}">' in comment.content
    assert "https://blog.example/a" in post.content


def test_on_a_host_that_many_share_only_the_commenter_s_pages_are_hers(tmp_path):
    links = "https://net.example/berta/1 https://net.example/bertalda https://net.example/"
    post, _ = redacted(tmp_path, url="https://net.example/berta/", content=links)
    assert re.fullmatch(
        r"https://[0-9a-f]{10}\.redacted\.invalid/ https://net.example/bertalda https://net.example/",
        post.content,
    )


@pytest.mark.parametrize(
    "name", ["key", "value", "decoded", "x", "Person", "redacted", ".*", "a:1:{}"]
)
def test_a_commenter_may_have_any_name(tmp_path, name):
    source = tmp_path / "export.xml"
    kept = meta("comment", "value", serialized(x=name, author=name)) + meta("comment", "key", name)
    comments = COMMENT.format(url="", text="x", meta=kept).replace("Berta Beispiel", name)
    source.write_text(export(ITEM.format(content="x", comments=comments, more="")))
    report = convert(source, tmp_path / "out", to=["json"], redact=["names"])
    assert report.exit_code == 0
    [post] = read(tmp_path / "out")
    [first, second] = post.comments[0].meta
    assert first.decoded["author"] == second.value == post.comments[0].author
    assert PERSON.fullmatch(second.value)


@pytest.mark.parametrize(
    "value",
    [
        "a:1:{i:0;ann@mail.example", 'a:2:{s:1:"x";i:1;ann%40mail.example;s:1:"y";i:2;}',
        'a:1:{i:0;C:11:"ArrayObject":24:{ann@mail.example 192.0.2.9}}', 'O:16:"ann@mail.example":0:{}',
        'a:1:{s:3:"mail";s:99:"ann@mail.example";}', serialized(a=serialized(b="a:1:{ann@mail.example")),
        json.dumps({"a": serialized(b="ann@mail.example")}), json.dumps([json.dumps(["ann\\u0040mail.example"])]),
    ],
)  # fmt: skip
def test_damaged_and_nested_values_hide_nothing(value):
    entry = Meta(key="k", value=value)
    post = Pseudonyms(frozenset(EVERYTHING), b"key").post(Post(id=1, meta=[entry]))
    text = post.meta[0].value
    assert not any("ann" in form or "192.0.2" in form for form in visible(text))
    assert PSEUDONYM.search(text)


def test_a_password_in_an_element_that_was_kept_as_found_goes(tmp_path):
    _, text = redacted(tmp_path, more="<wp:post_password by='x'> Sesam </wp:post_password>")
    assert "Sesam" not in text


def test_notices_quote_no_address_in_any_spelling(tmp_path):
    text = '<a href="/nowhere/?ann&#64;mail.example">x</a> [ann%40mail.example'
    (tmp_path / "a.xml").write_text(export(ITEM.format(content=text, comments="", more="")))
    convert(tmp_path / "a.xml", tmp_path / "out", to=["markdown", "json"])
    report = (tmp_path / "out/report.json").read_text()
    assert not any("ann@mail" in form for form in visible(report))


@pytest.mark.parametrize(
    "piece",
    ["a", "a.", "a@", "@a", "a@b.", "a@b.1.", "%25", "&amp;", "&#0", "\\", "\\\\u", "<a ", '<a "', "<!--",
     "<b>", '"', '"a b', "-", "例", "@例.", "&", "%", "<a '\"", "\u200b", "：", "x@2x.", "a:", ":a:", "/avatar/a"],
)  # fmt: skip
@pytest.mark.parametrize("tail", ["", "@", ">"])
def test_the_time_grows_with_the_text(piece, tail):
    pseudonyms = Pseudonyms(frozenset({"emails"}), b"key")

    def work(number):
        text = piece * (number // len(piece)) + tail
        return lambda: (pseudonyms.text(text), without_addresses(text))

    assert exponent(work, 80_000) < LIMIT


def test_what_is_replaced_is_traced_through_all_layers():
    assert replace("x&amp;#37;2541y%C3%BC", re.compile("(?P<it>A)"), lambda _: "-") == "x-y%C3%BC"
    found = []
    replace("<i title='b&#98;'>a<b>b</b></i>", re.compile("(?P<it>[ab]+)"), found.append)
    assert "ab" in found
    assert "bb" in found


@pytest.mark.parametrize(
    "email", ["ann", "ann@localhost", "ann@mail..example", "ann mail.example", "a@b@c"]
)
def test_what_stands_in_a_field_for_an_address_goes_whatever_it_is(email):
    pseudonyms = Pseudonyms(frozenset(EVERYTHING), b"key")
    comments = [
        Comment(id=1, email=email, ip="host9.dialup.example"),
        Comment(id=2, email="ann@mail.example"),
    ]
    post = pseudonyms.post(Post(id=1, author=PostAuthor(email=email), comments=comments))
    assert PSEUDONYM.search(post.comments[0].email)
    assert PSEUDONYM.search(post.author.email)
    assert not re.search("ann|localhost", post.comments[0].email)
    assert post.comments[0].ip.startswith("2001:db8:")
    assert post.comments[1].email == pseudonyms.text("ann@mail.example")
    only_ips = Pseudonyms(frozenset({"ips"}), b"key").post(Post(id=1, comments=comments))
    assert only_ips.comments[0].email == email


@pytest.mark.parametrize("write", SPELLINGS.values(), ids=SPELLINGS)
def test_names_and_sites_that_are_addresses_are_not_published_in_any_spelling(tmp_path, write):
    """Without --redact, too: of a name that is an address, what stands before the sign is shown."""
    who = write("ann.lee", "mail.example")
    comments = "".join(
        COMMENT.format(url=url, text="x", meta="").replace("Berta Beispiel", name).replace("<wp:comment_id>1<", f"<wp:comment_id>{n}<")
        for n, (name, url) in enumerate([(cdata(who), ""), ("Bob", cdata(f"http://{who}/"))], start=1)
    )  # fmt: skip
    (tmp_path / "a.xml").write_text(
        export(ITEM.format(content="x", comments=comments, more="")), encoding="utf-8"
    )
    convert(tmp_path / "a.xml", tmp_path / "out", to=["markdown", "json"], edition="public")
    for name, text in files(tmp_path / "out"):
        for line in text.splitlines():
            assert not any("mail.example" in form for form in visible(line)), (name, line)
