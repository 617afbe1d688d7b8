"""Completion in shells, corrections of mistyped words, and the files that the wheel installs."""

import os
import re
import subprocess
import sys

import pytest

from tests import ROOT
from tests.wxr import export, item
from tools.shell_files import made_files
from wparchive.cli.main import COMMANDS, run
from wparchive.options import OPTIONS


def completed(line):
    words = line.split(" ")
    environment = {
        **os.environ, "_WPARCHIVE_COMPLETE": "bash_complete",
        "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", "from wparchive.cli.main import main; main()"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return [tuple(line.split(",", 1)) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("wparchive con", ["convert"]),
        ("wparchive convert --prof", ["--profile"]),
        ("wparchive convert --profile h", ["hugo"]),
        ("wparchive convert --include drafts,p", ["drafts,private", "drafts,password", "drafts,personal"]),
        ("wparchive convert --to wacz,w", ["wacz,warc", "wacz,wxr"]),
        ("wparchive convert --links r", ["relative", "root"]),
        ("wparchive convert --media f", ["fetch"]),
        ("wparchive links --format g", ["graphml"]),
    ],
)  # fmt: skip
def test_words_are_completed(line, expected):
    assert completed(line) == [("plain", word) for word in expected]


@pytest.mark.parametrize(
    "line", ["wparchive convert exp", "wparchive inspect exp", "wparchive links exp",
             "wparchive convert --log no", "wparchive convert --media upl"],
)  # fmt: skip
def test_files_are_completed_by_the_shell(line):
    assert completed(line) == [("file", line.rpartition(" ")[2])]


CASES = [
    (["convrt"], "convert"),
    (["convert", "export.xml", "--outptu", "x"], "--output"),
    (["convert", "export.xml", "-o", "x", "--to", "markdwon"], "markdown"),
    (["convert", "export.xml", "-o", "x", "--links", "relativ"], "relative"),
    (["links", "export.xml", "--format", "tabel"], "table"),
    (["convert", "exprot.xml", "-o", "x"], "export.xml"),
    *(
        (["convert", "export.xml", "-o", "x", entry.flag, word[:-1] + "x"], word)
        for entry in OPTIONS
        if entry.words and entry.name != "to"
        for word in [max(entry.words, key=len)]
    ),
]


@pytest.mark.parametrize(("arguments", "meant"), CASES, ids=lambda value: str(value)[-30:])
def test_mistyped_words_are_corrected(arguments, meant, tmp_path, monkeypatch, capsys):
    (tmp_path / "export.xml").write_text(export(item(1)))
    monkeypatch.chdir(tmp_path)
    assert run(arguments) in {2, 4}
    assert re.search(rf"Did you mean [^?]*{re.escape(meant)}'?[^?]*\?", capsys.readouterr().err)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("[convret]\nto = 'json'\n", "convert"), ("[convert]\noverwrit = true\n", "overwrite")],
)
def test_mistyped_settings_are_corrected(text, meant, tmp_path, monkeypatch, capsys):
    (tmp_path / "wparchive.toml").write_text(text)
    monkeypatch.chdir(tmp_path)
    assert run(["convert", "export.xml", "-o", "x"]) == 2
    assert f"Did you mean {meant}?" in capsys.readouterr().err


def test_the_installed_files_are_the_programs():
    for name, text in made_files().items():
        written = (ROOT / "share" / name).read_text(encoding="utf-8")
        assert written == text, "run: python tools/shell_files.py"


def test_every_command_has_a_man_page_that_names_its_options():
    for name in COMMANDS:
        page = (ROOT / f"share/man/man1/wparchive-{name}.1").read_text(encoding="utf-8")
        assert r"\-\-json" in page
    page = (ROOT / "share/man/man1/wparchive-convert.1").read_text(encoding="utf-8")
    for entry in OPTIONS:
        assert entry.flag.replace("-", r"\-") in page


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_begins_with_examples_and_fits_a_terminal(name, capsys):
    assert run([*([name] if name else []), "--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    if name != "schema":
        assert any(line.strip() in {"Examples:", "Example:"} for line in lines[:6])
    if name in {"convert", "inspect", "links"}:
        assert "INPUT is" in "\n".join(lines)
