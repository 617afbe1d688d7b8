"""Files with several pages, one behind the other: each is a page, and pages in pages are none."""

import pytest

from tests.unit.readers.pages.test_pages import SITE, page, said
from wparchive.api import open_source
from wparchive.readers.pages.joined import find_pages

FIRST = page(7, comments=[said(1)])
SECOND = page(8, "second", "Second")
THIRD = page(9, "third", "Third")
TITLES = ["First", "Second", "Third"]
MAIL = "<!DOCTYPE html><html><head><title>Mail</title></head><body><p>Dear all.</p></body></html>"


def read(tmp_path, text, name="all.html"):
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with open_source(tmp_path / name) as archive:
        return {post.title: post for post in archive}


@pytest.mark.parametrize("between", ["", "\n\n", "<!-- cached -->\n", "<script>'<html>'</script>"])
def test_joined_pages_are_read_one_by_one(tmp_path, between):
    posts = read(tmp_path, between.join([FIRST, SECOND, THIRD]))
    assert sorted(posts) == TITLES
    assert [len(posts[title].comments) for title in TITLES] == [1, 0, 0]
    assert [posts[title].link for title in TITLES] == [
        f"{SITE}/2020/02/{title.lower()}/" for title in TITLES
    ]
    names = [posts[title].origin.source for title in TITLES]
    assert names == ["all.html", "all.html!2", "all.html!3"]


def bare(text):
    return text.replace("</body></html>", "")


def old(text):
    """A page with an element for each version of a browser, as old themes have it."""
    start = '<!--[if IE 7]><html class="ie"><![endif]--><!--[if !IE]><!--><html lang="en">'
    return text.replace('<html lang="en-GB">', f"{start}<!--<![endif]-->")


FORMS = {
    "no declaration": lambda text: text.removeprefix("<!DOCTYPE html>"),
    "no end": bare,
    "an end too much": lambda text: text.replace("</main>", "</main></div></article>"),
    "cut": lambda text: text[: text.index('<div id="comments"')],
    "conditional comments": old,
    "XHTML": lambda text: '<?xml version="1.0"?>\n' + text,
    "capitals": lambda text: text.replace("<html", "<HTML").replace("<!DOCTYPE", "<!Doctype"),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_forms_of_pages(tmp_path, form):
    assert sorted(read(tmp_path, "\n".join(map(form, (FIRST, SECOND, THIRD))))) == TITLES


def test_each_page_has_its_encoding_and_what_precedes_it(tmp_path):
    latin = page(8, "second", "Caf\u00e9").replace("utf-8", "iso-8859-1").encode("latin-1")
    assert sorted(read(tmp_path, FIRST.encode() + latin)) == ["Caf\u00e9", "First"]
    saved = f"<!-- saved from url=({len(SITE):04})-->\n"
    data = (FIRST + "\n" + saved + SECOND).encode()
    assert find_pages(data) == [0, data.index(saved.encode()) - 1]


NESTED = {
    "two mails": f"<p>The text of it.</p>{MAIL}\n{MAIL}",
    "in a template": f"<p>The text of it.</p><template>{MAIL}</template>",
    "in a frame": f"""<p>The text of it.</p><iframe srcdoc='{MAIL}'></iframe>""",
    "in an attribute": f"""<p>The text of it.</p><div data-mail="{MAIL}"></div>""",
    "in a script": f"<p>The text of it.</p><script>x = `{MAIL}{MAIL}`</script>",
    "in a comment": f"<p>The text of it.</p><!-- {MAIL}{MAIL} -->",
    "in a field": f"<p>The text of it.</p><textarea>{MAIL}{MAIL}</textarea>",
}


@pytest.mark.parametrize("body", NESTED.values(), ids=NESTED)
def test_a_page_in_a_page_is_none(tmp_path, body):
    text = page(7, body=body)
    assert find_pages(text.encode()) == [0]
    assert find_pages((text + text).encode()) == [0, len(text)]
    assert list(read(tmp_path, text)) == ["First"]


def test_what_a_server_adds_is_no_page(tmp_path):
    added = "<html><body><script>count()</script></body></html>"
    assert find_pages((FIRST + added).encode()) == [0]
    assert list(read(tmp_path, FIRST + added)) == ["First"]
