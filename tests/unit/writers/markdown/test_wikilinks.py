"""Links between notes in Obsidian's form."""

from __future__ import annotations

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.errors import UsageError
from wparchive.writers.markdown.wikilinks import with_wikilinks


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a [b](c.md) d", "a [[post/c|b]] d"),
        ("[b](../page/c%20d.md#x)", "[[page/c d#x|b]]"),
        ("![](../attachments/a.png) ![x](../attachments/b.png)",
         "![[attachments/a.png]] ![[attachments/b.png|x]]"),
        # What stays a Markdown link.
        ("[*b*](c.md)", "[*b*](c.md)"),
        (r"[b\_c](c.md)", r"[b\_c](c.md)"),
        ("[b](https://else.example/c.md)", "[b](https://else.example/c.md)"),
        ("[b](mailto:a@b.example)", "[b](mailto:a@b.example)"),
        ("[b](#c)", "[b](#c)"),
        ("[b](/c.md)", "[b](/c.md)"),
        ("[b](../../c.md)", "[b](../../c.md)"),
        ("[![x](../a.png)](c.md)", "[![x](../a.png)](c.md)"),
        ("| [b](c.md) |", "| [b](c.md) |"),
        ("`[b](c.md)`", "`[b](c.md)`"),
        ("```\n[b](c.md)\n```", "```\n[b](c.md)\n```"),
        ('![x](a.png "T")', '![x](a.png "T")'),
    ],
)  # fmt: skip
def test_relative_links_become_wikilinks(text, written):
    assert with_wikilinks(text, "post/note.md") == written


def test_a_vault_has_wikilinks_and_loses_nothing(tmp_path):
    body = (
        '<p>See <a href="/post-2/">the second</a>, <a href="/post-2/#comment-5">a comment</a>,'
        ' <a href="/?p=2"><em>it</em></a>, <a href="https://else.example/">other</a>'
        ' and <a href="/gone/">nothing</a>.</p><p><img src="/wp-content/uploads/a.png" alt=""></p>'
    )
    (tmp_path / "up").mkdir()
    (tmp_path / "up/a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "in.xml").write_text(
        export(item(1, title="First", content=body), item(2, title="A: b", comments=comment(5)))
    )
    report = convert(tmp_path / "in.xml", tmp_path / "out", to=["markdown"], profile="obsidian",
                     links="wiki", media=tmp_path / "up")  # fmt: skip
    assert report.exit_code == 0
    text = (tmp_path / "out/markdown/post/First.md").read_text()
    [second] = {p.stem for p in (tmp_path / "out/markdown/post").glob("*.md")} - {"First"}
    assert f"See [[post/{second}|the second]], [[post/{second}#comment-5|a comment]]" in text
    assert f"[*it*]({second.replace(' ', '%20').replace(':', '%3A')}.md)" in text
    assert "[other](https://else.example/)" in text
    assert "[nothing](/gone/)" in text
    assert "![[attachments/" in text
    assert "aliases" not in text
    assert "aliases:\n- 'A: b'" in (tmp_path / f"out/markdown/post/{second}.md").read_text()
    outcomes = report.as_dict()["links"]["outcomes"]["markdown"]
    assert (outcomes["lost"], outcomes["rewritten"]) == (0, 4)


@pytest.mark.parametrize("profile", ["plain", "hugo"])
def test_other_profiles_have_no_wikilinks(tmp_path, profile):
    (tmp_path / "in.xml").write_text(export(item(1)))
    with pytest.raises(UsageError, match="--links wiki"):
        convert(
            tmp_path / "in.xml", tmp_path / "out", to=["markdown"], profile=profile, links="wiki"
        )
