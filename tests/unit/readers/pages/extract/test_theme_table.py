"""The table of themes: whoever adds a row learns here what is wrong with it, and what it does."""

import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest

from wparchive.errors import WparchiveError
from wparchive.readers.pages.extract import read_page, theme_table
from wparchive.readers.pages.extract.tree import plain_text
from wparchive.web.html import parse_fragment

TEXT = resources.files("wparchive").joinpath("data/pages.toml").read_text("utf-8")
DATA = tomllib.loads(TEXT)
ROWS = DATA["theme"]
ROLES = {role for group in theme_table._GROUPS for role in DATA[group]}
SAMPLES = sorted((Path(__file__).parent / "themes").glob("*.html"))
EXPECTED = re.compile(r"<!--\n(.*?)-->\n", re.DOTALL)
SOURCE = Path(theme_table.__file__).parent
ROOT = Path(__file__).parents[5]
HOW_TO = ROOT / "docs/how-to/teach-it-a-theme.md"


def test_every_row_has_a_name_of_its_own_and_known_roles():
    assert max(Counter(row["name"] for row in ROWS).values()) == 1
    for row in ROWS:
        assert row["name"].strip()
        assert {"name"} < set(row) <= ROLES | {"name"}, row["name"]


def test_every_role_has_a_meaning_and_names_and_is_asked_for():
    code = "".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))
    kinds = {*DATA["boilerplate"], *DATA["frames"], *DATA["ids"], "post-markup"}
    for role in ROLES:
        assert theme_table.table().names[role]
        assert role in kinds or f'"{role}"' in code, role
    for group in theme_table._GROUPS:
        assert all(DATA[group].values())
    asked = set(re.findall(r'(?:has_role|attributes)\(\s*"([^"]+)"', code))
    assert asked <= ROLES


def test_no_name_is_there_twice_in_a_role():
    for role in ROLES:
        names = Counter(name for row in ROWS for name in row.get(role, ()))
        assert [name for name, number in names.items() if number > 1] == [], role


def test_no_kind_of_boilerplate_takes_what_a_text_is_called():
    for name in ["entry-content", "post-content", "content", "article", "hentry", "post", "entry"]:
        assert theme_table.boilerplate_kind_of_name(name) is None, name


def test_the_first_kind_wins_and_the_post_s_own_markup_wins_over_all():
    assert theme_table.boilerplate_kind_of_name("author-box-social-links") == "author-box"
    assert theme_table.boilerplate_kind_of_name("wp-block-social-links") is None
    assert theme_table.boilerplate_kind_of_name("shareholders") is None


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ('name = "X"\nshares = ["x"]', "there is no role 'shares'"),
        ('share = ["x"]', "`name` is missing"),
        ('name = "X"\nshare = "x"', "'share' is not a list of names"),
        ('name = "X"\nshare = []', "'share' is not a list of names"),
        ('name = "X"\nshare = ["(x"]', "'share' has '(x', which is not a regular expression"),
        ('name = "X"\nshare = [" x"]', "begins or ends with a space"),
        ('name = "X"\nshare = ["Share"]', "has a capital letter"),
        ('name = "X"\nshare = ["x?"]', "matches an empty name"),
        ('name = "X"\ncomment-id = ["c-1"]', "in which {id} is missing"),
        ('name = "X"\nlazy-src = ["data src"]', "not the name of an attribute"),
    ],
)
def test_a_bad_row_is_named_with_what_is_wrong_in_it(row, says):
    with pytest.raises(WparchiveError) as error:
        theme_table.parse_table(f"{TEXT}\n[[theme]]\n{row}\n")
    assert says in str(error.value)
    assert f"[[theme]] number {len(ROWS) + 1}" in str(error.value)
    assert theme_table.PATH in str(error.value)


def test_a_file_that_is_no_toml_is_named_with_the_line():
    with pytest.raises(WparchiveError, match=r"pages\.toml is not TOML.*line \d+"):
        theme_table.parse_table(f"{TEXT}\n[[theme]]\nname = \n")


def test_the_table_is_read_with_the_first_page():
    code = """if True:
        from wparchive.readers.pages.extract import read_page, theme_table
        before = theme_table.table.cache_info().misses
        read_page(b"<html><body><p class='a'>One.</p></body></html>", source="x")
        print(before, theme_table.table.cache_info().misses)
    """
    assert in_new_process(code).split() == ["0", "1"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_pages_of_themes(path):
    """What the comment at the head of a sample page says is what is read of the page."""
    expected, found = read_sample(path.read_text("utf-8"))
    assert {key: found[key] for key in expected} == expected


def read_sample(html):
    """Return what the comment at the head of a page says, and what is read of the page."""
    expected = tomllib.loads(EXPECTED.search(html)[1])
    page = read_page(EXPECTED.sub("", html, count=1).encode(), source="sample")
    post = page.post
    text = plain_text(parse_fragment(post.content or ""))
    return expected, {
        "title": post.title,
        "author": post.author and post.author.name,
        "published": post.published,
        "categories": [t.name for t in post.terms if t.taxonomy == "category"],
        "tags": [t.name for t in post.terms if t.taxonomy == "post_tag"],
        "first-words": " ".join(text.split()[:3]),
        "last-words": " ".join(text.split()[-3:]),
        "left-out": page.removed,
        "comments": [
            [c.author, plain_text(parse_fragment(c.content or ""))] for c in post.comments
        ],
    }


def test_the_row_that_the_how_to_adds_does_what_it_says():
    """Without the row the page is read otherwise; with it, as the how-to's comment says."""
    html, row = blocks("html"), blocks("toml")
    expected, found = read_sample(html)
    missed = {key for key in expected if found[key] != expected[key]}
    assert missed == {"last-words", "left-out", "comments"}
    code = f"""if True:
        import json
        from wparchive.readers.pages.extract import theme_table
        found = theme_table.parse_table({TEXT + row!r})
        theme_table.table = lambda: found
        from tests.unit.readers.pages.extract.test_theme_table import read_sample
        print(json.dumps(read_sample({html!r})))
    """
    expected, found = json.loads(in_new_process(code))
    assert {key: found[key] for key in expected} == expected


def blocks(language):
    """Return the how-to's block of code in a language."""
    text = HOW_TO.read_text("utf-8")
    return re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)[1]


def in_new_process(code):
    """Run Python code in a process of its own; return what it prints."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
