"""Lists of terms, authors and days, and feeds, of real generators: they stand where links lead."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote
from xml.sax.saxutils import escape

import pytest

from tests.wxr import HEAD, export, item
from wparchive.api import convert

GENERATORS = Path(os.environ.get("WPARCHIVE_E2E", "")).absolute() / "generators"
pytestmark = pytest.mark.skipif(
    not (GENERATORS / "node.done").is_file(), reason="site generators are needed: run `make e2e`"
)

NAMES = [
    "News", "Python 3", "C++ & Co", "R&D", "Ünï cödé", "日本 語", "Node.js", "What's new?", "#1 Hit", "foo_bar",
    "A - B", "x--y", "Straße", "İstanbul", "Ελλάδα ΣΑΣ", "e-mail @ home", "~tilde", "(paren)", "a.b.", "A:B",
    "don’t", "Émile", "comma, sep", "semi;colon", "pipe|x", "a+b", "[x]", "{y}", '"quoted"', "العربية", "हिन्दी",
    "MiXeD Case", "C#", "F#.net", "1.5", "ſ", "ǅ", "-dash-", "_under_", "😀 smile", "ﬁ", "５", "½", "a–b", "a/b",
    "AC\\DC", "50%", "100%25", "...", "page", "feed", "Q&amp;A", "a < b", "yes", "null", "2024", "1e3", "*star*",
]  # fmt: skip
BUILDS = {
    "hugo": ("public", ["hugo", "--logLevel", "warn"]),
    "pelican": ("output", ["pelican", "-s", "pelicanconf.py", "--fatal=errors"]),
}


def tagged(number, name):
    return "".join(
        f'<category domain="{of}" nicename="{of[0]}-{number}"><![CDATA[{escape(name)}]]></category>'
        for of in ("category", "post_tag", "genre")
    )


def an_export():
    terms = "".join(
        f"<wp:term><wp:term_id>{n}</wp:term_id><wp:term_taxonomy>genre</wp:term_taxonomy>"
        f"<wp:term_slug>g-{n}</wp:term_slug></wp:term>"
        for n in range(len(NAMES))
    )
    links = "\n\n".join(
        f'<a href="/?{word}={of[0]}-{n}">{of} {n}</a>'
        for n in range(len(NAMES))
        for word, of in (("category_name", "category"), ("tag", "post_tag"), ("genre", "genre"))
    )
    links += '\n\n<a href="/author/ada/">author</a>\n\n<a href="/2024/04/">month</a>\n\n<a href="/feed/">feed</a>'
    posts = [item(n + 1, title=f"P{n}", more=tagged(n, name)) for n, name in enumerate(NAMES)]
    # An author whose name is a category's, too.
    head = HEAD.replace("Ada L.", "News")
    return export(terms, *posts, item(900, slug="links", content=links), head=head)


@pytest.mark.parametrize("name", list(BUILDS))
def test_lists_stand_where_links_and_redirects_lead(name, tmp_path):
    (tmp_path / "export.xml").write_text(an_export())
    out = tmp_path / "out"
    convert(tmp_path / "export.xml", out, to=["markdown"], profile=name, links="root",
            redirects=["json"])  # fmt: skip
    target, command = BUILDS[name]
    root = out / "markdown"
    if name == "hugo":
        (root / "layouts").mkdir()
        (root / "layouts/all.html").write_text("<h1>{{ .Kind }}: {{ .Title }}</h1>{{ .Content }}")
    path = f"{GENERATORS / 'python/bin'}:{os.environ['PATH']}"
    done = subprocess.run(
        [shutil.which(command[0], path=path), *command[1:]], cwd=root, check=False, timeout=300,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        env={**os.environ, "PATH": path, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout

    def there(address):
        place = root / target / unquote(address).lstrip("/")
        return (place / "index.html" if address.endswith("/") else place).is_file()

    [page] = [p for p in root.glob("content/**/*.md") if "-links" in p.as_posix()]
    written = dict(re.findall(r"^\[([a-z_]+ ?\d*)\]\((.*)\)$", page.read_text(), re.MULTILINE))
    led = {label: new for label, new in written.items() if not new.startswith("/?")}
    assert [(label, new) for label, new in led.items()
            if not there(new) and not (name == "hugo" and label in {"author", "month"})] == []  # fmt: skip
    # All but a few names can be foretold.
    unknown = {
        NAMES[int(label.split()[1])] for label in set(written) - set(led) if label[:3] != "gen"
    }
    assert unknown <= {
        "İstanbul",
        "½",
        "a/b",
        "AC\\DC",
        "50%",
        "100%25",
        "...",
        "page",
        "a < b",
        "Q&amp;A",
    }
    rules = json.loads((out / "redirects/redirects.json").read_text())
    assert [rule for rule in rules if not there(rule["to"])] == []
    assert len({rule["to"] for rule in rules if "P" not in rule["to"]}) > len(NAMES)


def test_hugo_lists_posts_at_the_old_addresses_of_their_terms(tmp_path):
    terms = "".join(
        f"<wp:category><wp:term_id>{n}</wp:term_id>"
        f"<wp:category_nicename>c-{n}</wp:category_nicename>"
        f"<wp:cat_name><![CDATA[{escape(name)}]]></wp:cat_name></wp:category>"
        for n, name in enumerate(NAMES)
    )
    posts = [item(n + 1, title=f"P{n}", more=tagged(n, name)) for n, name in enumerate(NAMES)]
    (tmp_path / "export.xml").write_text(export(terms, *posts))
    convert(tmp_path / "export.xml", tmp_path / "out", to=["markdown"], profile="hugo",
            redirects=["json"])  # fmt: skip
    root, path = tmp_path / "out/markdown", f"{GENERATORS / 'python/bin'}:{os.environ['PATH']}"
    program = shutil.which("hugo", path=path)
    subprocess.run([program, "--quiet"], cwd=root, check=True, timeout=300)
    rules = json.loads((tmp_path / "out/redirects/redirects.json").read_text())
    moved = {rule["from"]: unquote(rule["to"]) for rule in rules if not rule["argument"]}
    empty = []
    for n, name in enumerate(NAMES):
        place = moved.get(f"/category/c-{n}", f"/category/c-{n}/")
        page = root / "public" / place.strip("/") / "index.html"
        if not page.is_file() or f">P{n}</a>" not in page.read_text():
            empty.append(name)
    # Of these, Hugo's paths cannot be told, and files cannot have the names.
    assert set(empty) == {"İstanbul", "½", "a/b", "AC\\DC", "50%", "100%25", "...", "page"}
