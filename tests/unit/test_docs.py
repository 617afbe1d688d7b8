"""The documentation against the program: whatever exists is documented, and what it shows is so.

`python -m tests.unit.test_docs` writes the sessions in the documentation anew.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import click
import msgspec
import pytest

import wparchive
from tests import ROOT
from tools import picture
from wparchive import options
from wparchive.cli.convert import OWN
from wparchive.cli.main import COMMANDS, cli
from wparchive.model import elements, provenance, records, site

DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "samples/README.md",
     *ROOT.glob("benchmarks/README.md"), *DOCS.rglob("*.md")]
)  # fmt: skip
_HEADING = re.compile(r"^(#{1,6}) (.+)$", re.MULTILINE)
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def page(name):
    return (REFERENCE / name).read_text(encoding="utf-8")


def section(text, title):
    """What stands under a heading, up to the next one of its level or above."""
    for match in _HEADING.finditer(text):
        if match[2].replace("`", "") == title:
            end = re.compile(rf"^#{{1,{len(match[1])}}} ", re.MULTILINE).search(text, match.end())
            return text[match.end() : end.start() if end else None]
    pytest.fail(f"There is no heading {title!r}.")


def rows(text):
    """The cells of every table row."""
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]


def command(name):
    return import_module(f"wparchive.cli.{name}").command


OPTIONS = [
    (name, option)
    for name in COMMANDS
    for option in command(name).params
    if isinstance(option, click.Option)
]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name):
    assert section(page("cli.md"), f"wparchive {name}").strip()


@pytest.mark.parametrize(
    ("name", "option"), OPTIONS, ids=lambda value: getattr(value, "name", value)
)
def test_every_option_is_documented(name, option):
    cells = rows(section(page("cli.md"), f"wparchive {name}"))
    for word in option.opts + option.secondary_opts:
        row = next((r for r in cells if re.search(rf"`{re.escape(word)}[ `]", r[0])), None)
        assert row, f"docs/reference/cli.md lacks {word} of wparchive {name}"


def option_row(entry):
    """The row of the reference for an entry of the table of options."""
    names = [f"-{entry.short}", entry.flag] if entry.short else [entry.flag]
    words = ", ".join(f"`{f'{name} {entry.metavar}'.strip()}`" for name in names)
    default = "off" if entry.kind == "flag" else entry.unset
    if not default and entry.default:
        text = entry.default if isinstance(entry.default, str) else ",".join(entry.default)
        default = f"`{text}`"
    return [words, f"{entry.help} {entry.more}".strip(), default]


TABLE = [option_row(entry) for entry in (*OWN[:2], *options.OPTIONS, *OWN[2:])]


def test_the_table_of_options_is_the_programs():
    shown = rows(section(page("cli.md"), "wparchive convert"))
    start = shown.index(["Option", "Meaning", "Default"]) + 2
    assert shown[start : start + len(TABLE)] == TABLE, "run: python -m tests.unit.test_docs"


@pytest.mark.parametrize(
    ("name", "option"), OPTIONS, ids=lambda value: getattr(value, "name", value)
)
def test_variables_and_keys_follow_from_the_options_word(name, option):
    # docs/reference/cli.md gives this rule instead of a list.
    [word] = [word for word in option.opts if word.startswith("--")]
    assert option.name == word.removeprefix("--").replace("-", "_")


def test_no_option_is_documented_that_does_not_exist():
    known = {word for _, option in OPTIONS for word in option.opts}
    known |= {word for option in cli.params for word in option.opts} | {"-h", "--help"}
    for path in [ROOT / "README.md", *DOCS.rglob("*.md")]:
        for line in re.findall(r"^ *(?:\$ )?wparchive .*$", path.read_text(), re.MULTILINE):
            used = set(re.findall(r"(?<=\s)-{1,2}[a-z][a-z-]*", line.split(";")[0].split("|")[0]))
            assert used <= known, f"{path.relative_to(ROOT)}: {line.strip()}"


def test_options_of_the_program_itself_are_documented():
    for option in cli.params:
        for word in option.opts:
            assert f"`{word}`" in page("cli.md")


def test_every_exit_code_is_documented():
    cells = [row[:2] for row in rows(page("exit-codes.md"))]
    for code in wparchive.ExitCode:
        assert [str(code.value), f"`{code.name}`"] in cells, f"exit-codes.md lacks {code!r}"
    in_readme = {row[0] for row in rows((ROOT / "README.md").read_text(encoding="utf-8"))}
    assert {str(code.value) for code in wparchive.ExitCode} <= in_readme


def test_every_notice_is_documented():
    table = [row[:2] for row in rows(page("notices.md")) if len(row) == 3]
    documented = {code: severity for code, severity in table if code.startswith("`")}
    assert documented.items() >= {f"`{c}`": str(c.severity) for c in wparchive.Code}.items()
    severities = {f"`{severity}`" for severity in wparchive.Severity}
    assert set(documented) - severities == {f"`{code}`" for code in wparchive.Code}


def test_every_rule_of_verify_is_documented():
    sources = [
        *(ROOT / "wparchive/verification").glob("*.py"),
        ROOT / "wparchive/warc/strict.py",
        ROOT / "wparchive/warc/raw_record.py",
    ]
    text = "".join(path.read_text() for path in sources)
    rules = set(re.findall(r'\b_?find\(\s*"([a-z][a-z-]*)"', text))
    rules |= set(re.findall(r'^ +rule = "([a-z-]+)"', text, re.MULTILINE))
    documented = re.findall(
        r"`([a-z-]+)`",
        "".join(row[0] for row in rows((DOCS / "how-to/verify.md").read_text(encoding="utf-8"))),
    )
    assert len(rules) > 20
    assert rules <= set(documented), rules - set(documented)


def structs():
    for module in (elements, provenance, records, site):
        for value in vars(module).values():
            if (
                isinstance(value, type)
                and issubclass(value, msgspec.Struct)
                and value.__module__ == module.__name__
                and value.__struct_fields__
            ):
                yield value


@pytest.mark.parametrize("record", list(structs()), ids=lambda record: record.__name__)
def test_every_field_of_every_record_is_documented(record):
    cells = [row[0] for row in rows(section(page("model.md"), record.__name__))]
    wanted = [f"`{field}`" for field in record.__struct_fields__]
    missing = [field for field in wanted if field not in cells]
    assert not missing, f"docs/reference/model.md lacks fields of {record.__name__}: {missing}"
    stale = [cell for cell in cells if cell.startswith("`") and cell not in wanted]
    assert not stale, f"docs/reference/model.md has fields that {record.__name__} lacks: {stale}"


def test_the_schema_is_the_programs():
    written = json.loads(page("canonical.schema.json"))
    assert written == wparchive.schema(), (
        "run: wparchive schema > docs/reference/canonical.schema.json"
    )


def test_the_schema_describes_every_field():
    for name, definition in wparchive.schema()["$defs"].items():
        assert not re.search(r"\s{2}|Attributes:", definition["description"])
        for field, found in definition["properties"].items():
            assert re.match(r"[A-Z`].*\.$", found["description"]), f"{name}.{field}"


def test_every_public_name_is_documented_and_in_order():
    assert wparchive.__all__ == sorted(wparchive.__all__)
    text = page("python-api.md")
    for name in wparchive.__all__:
        assert hasattr(wparchive, name), f"wparchive has no {name}"
        assert re.search(rf"`(?:wparchive\.)?{name}[`(]", text), f"python-api.md lacks {name}"


def test_public_names_stay_what_they_are_whatever_was_imported():
    code = (
        "import wparchive, wparchive.api\n"
        "for name in ('convert', 'open', 'open_source', 'read', 'schema', 'verify'):\n"
        "    value = getattr(wparchive, name)\n"
        "    assert callable(value), f'wparchive.{name} is {value}'\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr.splitlines()[-1]


def anchors(path):
    """The anchors of a page's headings, as hosts of repositories make them."""
    text = _FENCE.sub("", path.read_text(encoding="utf-8"))
    found = set()
    for _, title in _HEADING.findall(text):
        plain = _LINK.sub(lambda m: m[0][1:].partition("]")[0], title).lower()
        found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path):
    for target in _LINK.findall(_FENCE.sub("", path.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        assert file.exists(), f"{path.relative_to(ROOT)} links to {target}"
        assert file.is_relative_to(ROOT)
        if anchor:
            assert anchor in anchors(file), f"{path.relative_to(ROOT)} links to {target}"


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda path: path.name)
def test_every_page_can_be_reached_from_the_index(path):
    index = DOCS / "index.md"
    linked = {(DOCS / target).resolve() for target in _LINK.findall(index.read_text())}
    assert path == index or path in linked


def blocks(path, language):
    return [
        body for kind, body in _FENCE.findall(path.read_text(encoding="utf-8")) if kind == language
    ]


EXAMPLES = [
    pytest.param(body, id=f"{path.name}-{number}")
    for path in (REFERENCE / "python-api.md", ROOT / "README.md")
    for number, body in enumerate(blocks(path, "python"), start=1)
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_python_examples_run(example, sample, tmp_path, monkeypatch):
    shutil.copy(sample, tmp_path / "export.xml")
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "example", "exec"), {"__name__": "__main__"})


def test_the_settings_example_is_valid(sample, tmp_path):
    [example] = blocks(REFERENCE / "cli.md", "toml")
    (tmp_path / "wparchive.toml").write_text(example)
    shutil.copy(sample, tmp_path / "export.xml")
    run("wparchive convert export.xml -o out", tmp_path)
    report = json.loads((tmp_path / "out/report.json").read_text())
    assert (report["formats"], report["include"]) == (["markdown", "json", "warc"], ["drafts"])
    assert (tmp_path / "notices.jsonl").is_file()


def test_the_picture_shows_the_session_of_the_readme():
    shown = picture.PICTURE.read_text(encoding="utf-8")
    assert shown == picture.picture(), "run: python tools/picture.py"


SESSIONS = [path for path in PAGES if blocks(path, "console")]


@pytest.mark.skipif(sys.platform == "win32", reason="the sessions are a POSIX shell's")
@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.name)
def test_sessions_show_what_the_program_prints(path):
    for shown, real in zip(blocks(path, "console"), replayed(path), strict=True):
        assert shown == real, "run: python -m tests.unit.test_docs"


def replayed(path):
    """The sessions of a page as they go now, one after the other in one directory."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        shutil.copytree(ROOT / "samples", place / "samples")
        for body in blocks(path, "console"):
            lines = [line for line in body.splitlines() if line.startswith("$ ")]
            yield "".join(f"{line}\n{run(line[2:], place)}" for line in lines)


def run(line, place):
    """What a command line prints, on both streams."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("WPARCHIVE_")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    environment["LC_ALL"] = "C.UTF-8"
    done = subprocess.run(
        ["sh", "-c", line], cwd=place, env=environment, check=False, timeout=60,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    )  # fmt: skip
    return done.stdout


def write_recipes():
    """Write the recipes anew into their page."""
    path = DOCS / "how-to/recipes.md"
    text = re.sub(
        r"<!-- recipe: (\S+) -->\n(?:\n```python\n.*?^```\n)?",
        lambda m: (
            f"{m[0].splitlines()[0]}\n\n```python\n{(DOCS / 'recipes' / m[1]).read_text()}```\n"
        ),
        path.read_text(encoding="utf-8"),
        flags=re.MULTILINE | re.DOTALL,
    )
    path.write_text(text, encoding="utf-8")


def main():
    """Write the table of options and the sessions anew."""
    path = REFERENCE / "cli.md"
    text = path.read_text(encoding="utf-8")
    start = text.index("| `-o OUT`")
    table = "".join(f"| {' | '.join(row)} |\n" for row in TABLE).replace("|  |", "| |")
    path.write_text(text[:start] + table + text[text.index("\n\n", start) + 1 :], encoding="utf-8")
    write_recipes()
    for path in SESSIONS:
        real = iter(list(replayed(path)))
        text = _FENCE.sub(
            lambda m: f"```console\n{next(real)}```" if m[1] == "console" else m[0],  # noqa: B023
            path.read_text(encoding="utf-8"),
        )
        path.write_text(text, encoding="utf-8")
    picture.main()


if __name__ == "__main__":
    main()
