"""--redact: pseudonyms in place of what is personal, the same everywhere, in every format."""

from __future__ import annotations

import gzip
import json
import re

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert, read, verify
from wparchive.errors import UsageError
from wparchive.errors.notices import Code
from wparchive.transforms.pseudonymize import Personal, Pseudonyms
from wparchive.wordpress.serialized import rewrite_strings

EVERYTHING = [str(word) for word in Personal]
META = 'a:2:{s:5:"email";s:18:"bob@secret.example";s:2:"ip";s:10:"192.0.2.77";}'
BOB = (
    comment(
        1, author="Bob", content="Write to BOB@secret.example!", url="https://bob.secret.example/"
    )
    + comment(2, author="Bob", email="Bob@Secret.example", url="https://bob.secret.example/")
    + comment(3, author="Evelina", email="eve@secret.example", ip="2001:DB8::77")
)


@pytest.fixture
def made(tmp_path):
    def make(words=EVERYTHING, name="out", **options):
        meta = f"<wp:postmeta><wp:meta_key>_form</wp:meta_key><wp:meta_value><![CDATA[{META}]]></wp:meta_value></wp:postmeta>"
        text = '<a href="mailto:bob@secret.example?subject=x">bob&#64;secret.example</a> 192.0.2.77 picture@2x.png react@16.8.0'
        source = tmp_path / "export.xml"
        source.write_text(export(
            item(1, content=text, comments=BOB, more=meta), item(2, title="bob@secret.example", password="key"),
            item(3, status="draft", content="b%40secret.example"),
        ))  # fmt: skip
        report = convert(source, tmp_path / name, to=["markdown", "json", "warc", "wacz", "wxr"],
                         redact=words, **options)  # fmt: skip
        return report, tmp_path / name

    return make


def everything(out):
    """All bytes of an output, unpacked."""
    text = b""
    for path in sorted(p for p in out.rglob("*") if p.is_file()):
        data = path.read_bytes()
        if path.suffix == ".wacz":
            data = b"".join(unzipped(path))
        text += gzip.decompress(data) if path.suffix == ".gz" else data
    return text.decode()


def unzipped(path):
    import zipfile

    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            data = package.read(name)
            yield gzip.decompress(data) if name.endswith(".gz") else data


def test_nothing_personal_is_left_in_any_format(made):
    report, out = made()
    text = everything(out)
    # Texts keep what looks like an IP; the field, meta and unknown elements do not.
    text = text.replace("192.0.2.77 picture@2x.png", "")
    for secret in (
        "secret.example",
        "192.0.2.77",
        "2001:DB8::77",
        "Bob",
        "Evelina",
        "ada@example.org",
    ):
        assert secret.lower() not in text.lower(), secret
    assert re.search(r'"password":"[0-9a-f]{10}"', text)
    assert "picture@2x.png react@16.8.0" in (out / "private/json/posts.jsonl").read_text()
    assert report.notice_counts[Code.REDACTED] == 3
    assert verify(out).findings == []
    assert json.loads((out / "report.json").read_text())["redact"] == sorted(EVERYTHING)


def test_one_person_has_one_pseudonym(made):
    _, out = made()
    [post, *_] = read(out)
    first, second, third = post.comments
    assert first.email == second.email != third.email
    assert first.author == second.author != third.author
    assert first.url == second.url
    assert first.email in first.content
    assert first.email in post.content
    assert first.ip == second.ip != third.ip
    assert first.ip.startswith("2001:db8:")


def test_serialized_values_stay_whole(made):
    _, out = made()
    [post, *_] = read(out)
    [meta] = [m for m in post.meta if m.key == "_form"]
    assert meta.decoded == {"email": post.comments[0].email, "ip": post.comments[0].ip}
    assert f's:{len(post.comments[0].email)}:"{post.comments[0].email}"' in meta.value


def test_a_second_run_gives_the_same_pseudonyms_and_another_input_others(made, tmp_path):
    _, first = made()
    _, second = made(name="second", jobs=2)
    assert (first / "private/json/posts.jsonl").read_bytes() == (
        second / "private/json/posts.jsonl"
    ).read_bytes()
    (tmp_path / "other.xml").write_text(export(item(1, comments=BOB)))
    convert(tmp_path / "other.xml", tmp_path / "third", to=["json"], redact=EVERYTHING)
    emails = [next(iter(read(out))).comments[0].email for out in (first, tmp_path / "third")]
    assert emails[0] != emails[1]


def test_only_what_is_named_is_replaced(made):
    _, out = made(words=["ips"])
    [post, *_] = read(out)
    assert post.comments[0].email == "bob@secret.example"
    assert post.comments[0].author == "Bob"
    assert post.comments[0].ip != "192.0.2.77"
    assert "192.0.2.77" in post.content


def test_the_sources_are_left_out(made):
    for words, number in ((["ips"], 0), ([], 1)):
        _, out = made(words=words, name=f"out{number}")
        [path] = (out / "private/warc").glob("*-restricted.warc.gz")
        assert gzip.decompress(path.read_bytes()).count(b"file:///export.xml") == number


def test_unknown_words_are_refused(made):
    with pytest.raises(UsageError, match="--redact does not accept 'mails'"):
        made(words=["mails"])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a@b.example", ""), ("<a@b.example>", "<>"), ("x a.b+c@d.e-f.example, y", "x , y"),
        ("mailto:a@b.example?subject=c", "mailto:?subject=c"), ("ü@bücher.example", ""),
        ("a%40b.example", ""), ("a&#64;b.example", ""), ("a&#x40;b.example.", "."),
        ("icon@2x.png", "icon@2x.png"), ("logo@1.5x-dark.example", "logo@1.5x-dark.example"),
        ("npm install react@16.8.0", "npm install react@16.8.0"), ("@user", "@user"),
        ("a @ b", "a @ b"), ("image@host.png", "image@host.png"), ("a@localhost", "a@localhost"),
    ],
)  # fmt: skip
def test_what_counts_as_an_e_mail_address(text, left):
    pseudonyms = Pseudonyms(frozenset({"emails"}), b"key")
    assert re.sub(r"person-[0-9a-f]{10}@redacted\.invalid", "", pseudonyms.text(text)) == left


def test_strings_inside_of_serialized_strings_are_changed():
    inner = 'a:1:{i:0;s:1:"x";}'
    outer = f'a:2:{{s:1:"k";s:{len(inner)}:"{inner}";i:1;s:2:"ü";}}'
    changed = rewrite_strings(outer, lambda text: text.replace("x", "äx"))
    inside = 'a:1:{i:0;s:3:"äx";}'
    assert changed == f'a:2:{{s:1:"k";s:{len(inside.encode())}:"{inside}";i:1;s:2:"ü";}}'
