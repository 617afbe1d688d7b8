"""The program in odd surroundings: closed streams, pipes, terminals, locales that know ASCII only."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fault.processes import tree
from tests.wxr import export, item
from wparchive.cli import main

PROGRAM = f"{shlex.quote(sys.executable)} -m wparchive"


def run(command, cwd, **environment):
    """Run a command line of bash in which ``wparchive`` is the program."""
    script = f'wparchive() {{ {PROGRAM} "$@"; }}\n{command}'
    return subprocess.run(
        ["bash", "-c", script], cwd=cwd, capture_output=True, timeout=120, check=False,
        env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture
def place(tmp_path):
    (tmp_path / "x.xml").write_text(export(item(1, title="Grün", slug="grün"), item(2)), "utf-8")
    return tmp_path


def ids(place):
    lines = (place / "out/private/json/posts.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["id"] for line in lines]


@pytest.mark.parametrize(
    "command",
    [
        "wparchive convert <(cat x.xml) -o out",
        "wparchive convert <(gzip -c x.xml) -o out",
        "mkfifo pipe; cat x.xml > pipe & sleep 1; wparchive convert pipe -o out",
        "cat x.xml | wparchive convert /dev/stdin -o out",
        "wparchive convert x.xml -o out >&-",
        "wparchive convert x.xml -o out 2>&-",
        "wparchive convert x.xml -o out <&- >&- 2>&-",
        "set -o pipefail; wparchive convert x.xml -o out 2>&1 | true",
        "wparchive convert - -o out < x.xml 2>&-",
    ],
)
def test_inputs_that_are_read_once_and_streams_that_are_closed(place, command):
    done = run(command, place)
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr
    assert ids(place) == [1, 2]
    report = json.loads((place / "out/report.json").read_text())
    assert report["inputs"][0]["size"] > 0


PIPE = "mkdir o; mkfifo o/manifest-sha256.txt;"
# Pipes in place of an output's files, and among them.
PIPES = "wparchive convert x.xml -o o --to json,warc,wacz,wxr -q; cd o; P=private/json/posts.jsonl;"
PIPES += " rm $P; mkfifo $P warc/a.warc.gz wacz/b.wacz private/wxr/c.xml; cd ..;"
# An export with a notice for each item, which are more than a buffer holds.
MANY = "sed 's#</channel>##; s#</rss>##' x.xml > y.xml; sed -n '/<item>/,/<.item>/p' x.xml > i;"
MANY += " sed -i 's/publish/odd/' i; for n in $(seq 200); do cat i; done >> y.xml;"
MANY += " echo '</channel></rss>' >> y.xml;"


@pytest.mark.parametrize(
    ("command", "code", "word"),
    [
        ("wparchive convert - -o out <&-", 4, b"Standard input is closed"),
        ("wparchive inspect - </dev/null", 4, b"stdin is empty"),
        ("wparchive convert - -o out 0>w", 4, b"stdin cannot be read: Bad file descriptor"),
        ("wparchive inspect - </proc/self/mem", 4, b"stdin cannot be read: Input/output error"),
        ("wparchive inspect /dev/null", 4, b"null is empty"),
        ("wparchive inspect missing.xml 2>&-", 4, b""),
        ("wparchive inspect x.xml >&-", 5, b"Standard output cannot be written"),
        ("wparchive inspect --json x.xml >/dev/full", 5, b"Standard output cannot be written"),
        ("wparchive links x.xml --format csv >&-", 5, b"Standard output cannot be written"),
        ("wparchive inspect --json missing.xml >&-", 4, b"There is no file missing.xml"),
        ("wparchive inspect --json missing.xml >/dev/full", 4, b"There is no file missing.xml"),
        ("wparchive no-such-command --json >&-", 2, b"No such command"),
        ("wparchive no-such-command 2>/dev/full", 2, b""),
        ("wparchive inspect $PWD/$'y\\xff.xml'", 4, rb"/y\xff.xml."),
        ("wparchive inspect ''", 4, b"The name of an input is empty"),
        ("wparchive convert x.xml -o ''", 2, b"The name is empty"),
        ("wparchive convert x.xml -o out --log ''", 2, b"The name is empty"),
        ("wparchive convert x.xml -o out --log l --link-report ./l", 2, b"name the same file"),
        ("wparchive convert x.xml -o out --log out/l", 2, b"l is in the output directory"),
        ("wparchive convert x.xml -o out --link-report out", 2, b"out is in the output directory"),
        (
            "printf 'a\\xff' > d; wparchive convert x.xml -o out --dead-links d",
            2,
            b"d is not a text",
        ),
        ("wparchive convert x.xml -o out --dead-links /proc/self/mem", 2, b"cannot be read"),
        ("wparchive verify $(printf %5000s x | tr ' ' x)", 6, b"File name too long"),
        ("mkdir g; cd g; rmdir ../g; wparchive convert ../x.xml -o o", 5, b"cannot be reached"),
        ("wparchive inspect $(printf %5000s x | tr ' ' x)", 4, b"File name too long"),
        (
            "mkdir g; cd g; rmdir ../g; wparchive inspect ../x.xml",
            1,
            b"The current directory has been removed.\nChange to another directory.",
        ),
        ("wparchive convert x.xml -o /", 5, b"The output directory / is not empty"),
        ("wparchive convert x.xml -o out --bag /", 5, b"The bag / and"),
        ("wparchive verify /", 6, b"/ has no manifest-sha256.txt"),
        ("wparchive convert x.xml --by-site /", 5, b"The input x.xml is in /."),
        ("wparchive inspect x.xml/y", 4, b"Not a directory"),
        ("wparchive convert $(printf %5000s x | tr ' ' x) -o out", 4, b"File name too long"),
        ("wparchive links $(printf %300s x | tr ' ' x)", 4, b"File name too long"),
        (f"{PIPE} wparchive verify o", 6, b"manifest-sha256.txt cannot be read"),
        (f"{PIPE} wparchive convert x.xml -o o --overwrite", 5, b"is not a regular file"),
        (f"{PIPE} wparchive convert x.xml -o o --update", 5, b"is not a regular file"),
        (
            (
                "mkdir -p .out.wparchive-work; mkfifo .out.wparchive-work/journal.json;"
                " wparchive convert x.xml -o out"
            ),
            5,
            b"it is a named pipe, not a file",
        ),
        (
            (
                "mkdir -p .out.wparchive-work; mkfifo .out.wparchive-work/.wparchive-lock;"
                " wparchive convert x.xml -o out"
            ),
            5,
            b".wparchive-lock is in the way",
        ),
        (
            (
                "mkdir -p .out.wparchive-work; ln -s /dev/full .out.wparchive-work/.wparchive-lock;"
                " wparchive convert x.xml -o out"
            ),
            5,
            b".wparchive-lock is in the way",
        ),
        (
            "mkdir -p .out.wparchive-work/.wparchive-lock; wparchive convert x.xml -o out",
            5,
            b".wparchive-lock is in the way",
        ),
        (
            "mkdir s; mkfifo s/sites.jsonl; wparchive convert x.xml --by-site s",
            5,
            b"s/sites.jsonl cannot be read: it is a named pipe",
        ),
        (
            "mkdir -p s/sites.jsonl; wparchive convert x.xml --by-site s",
            5,
            b"s/sites.jsonl cannot be read: it is a directory",
        ),
        (
            "ln -s /dev/zero wparchive.toml; wparchive inspect x.xml",
            2,
            b"wparchive.toml cannot be read: it is a device",
        ),
        ("mkdir wparchive.toml; wparchive inspect x.xml", 2, b"it is a directory, not a file"),
        (
            "ln -s /dev/zero d; wparchive convert x.xml -o out --dead-links d",
            2,
            b"d is too large: it should be a list",
        ),
        ("mkfifo p; wparchive verify p", 6, b"p cannot be read: it is a named pipe"),
        (f"{PIPES} wparchive verify o", 6, b"posts.jsonl: The file is missing"),
        (f"{MANY} wparchive convert y.xml -o out --log /dev/full", 5, b"the log /dev/full cannot"),
    ],
)
def test_each_ends_with_one_sentence_and_its_code(place, command, code, word):
    done = run(command, place)
    assert done.returncode == code, done.stderr
    assert word in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr
    assert not (place / "out").exists()


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ("--media up.zip --log up.zip", b"up.zip is what --media names"),
        ("--media up --log up/2024/a.png", b"a.png is what --media names, or inside"),
        (
            "--media up --link-report link/2024/new.jsonl",
            b"new.jsonl is what --media names, or inside",
        ),
        ("--dead-links d --link-report ./d", b"d is what --dead-links names"),
        ("--dead-links d --log hard", b"hard is what --dead-links names"),
        ("--log wparchive.toml", b"wparchive.toml is the settings file"),
        ("--bag b --log b/l", b"l is what --bag names, or inside"),
        ("--media fetch --log out.media/l", b"l is what --media fetch names, or inside"),
    ],
)
def test_a_log_never_replaces_what_the_run_reads_or_makes(place, options, word):
    (place / "up/2024").mkdir(parents=True)
    (place / "up/2024/a.png").write_bytes(b"\x89PNG\r\n\x1a\n0000")
    (place / "link").symlink_to("up")
    shutil.make_archive(str(place / "up"), "zip", place / "up")
    (place / "d").write_text("gone.example\n")
    (place / "hard").hardlink_to(place / "d")
    (place / "wparchive.toml").write_text("[convert]\n")
    before = tree(place)
    done = run(f"wparchive convert x.xml -o out {options}", place)
    assert (done.returncode, tree(place)) == (2, before), done.stderr
    assert word in done.stderr


def test_a_log_never_replaces_what_the_settings_name(place):
    (place / "d").write_text("gone.example\n")
    (place / "wparchive.toml").write_text('[convert]\ndead-links = "d"\n')
    done = run("wparchive convert x.xml -o out --log d", place)
    assert done.returncode == 2
    assert (place / "d").read_text() == "gone.example\n"


def test_a_log_may_have_the_longest_name_there_is(place):
    log = place / ("l" * 255)
    done = run(f"wparchive convert x.xml -o out --link-report {log.name}", place)
    assert (done.returncode, log.is_file()) == (0, True), done.stderr
    done = run(f"wparchive convert x.xml -o out2 --log {'l' * 256}", place)
    assert done.returncode == 2
    assert b"File name too long" in done.stderr
    assert not (place / "out2").exists()


def test_both_logs_may_go_to_a_device(place):
    done = run("wparchive convert x.xml -o out --log /dev/null --link-report /dev/null", place)
    assert done.returncode == 0, done.stderr


def test_dead_links_may_begin_with_a_byte_order_mark(place):
    (place / "x.xml").write_text(
        export(item(1, content='<a href="http://gone.example/a">a</a>')), "utf-8"
    )
    (place / "d").write_bytes(b"\xef\xbb\xbfgone.example\r\n")
    done = run("wparchive convert x.xml -o out --dead-links d", place)
    assert done.returncode == 0, done.stderr
    assert "web.archive.org" in "".join(p.read_text() for p in (place / "out").rglob("*.md"))


@pytest.mark.parametrize("made", ["gzip -c x.xml > y.gz", "tar czf y.gz x.xml", "zip"])
def test_limits_on_temporary_files_are_no_fault_of_the_input(place, made):
    (place / "x.xml").write_text(export(item(1, content="word " * 4000)), "utf-8")
    if made == "zip":
        made = f"{sys.executable} -m zipfile -c y.gz x.xml"
    done = run(f"{made}; ulimit -f 10; wparchive convert y.gz -o out", place)
    assert done.returncode == 5, done.stderr
    assert b"Temporary files in " in done.stderr
    assert b"File too large.\nAllow larger files" in done.stderr
    assert b"y.gz cannot" not in done.stderr


@pytest.mark.parametrize(
    ("limit", "code", "words"),
    [
        ("-n 6", 1, b"Too many open files[^\n]*\nAllow more open files"),
        ("-f 1", 5, rb"File too large\.\nAllow larger files"),
    ],
)
def test_limits_of_the_system_are_named(place, limit, code, words):
    (place / "x.xml").write_text(export(item(1, content="word " * 4000)), "utf-8")
    done = run(f"ulimit {limit}; wparchive convert x.xml -o out", place)
    assert re.search(words, done.stderr)
    assert done.returncode == code
    assert not (place / "out").exists()


def test_a_database_over_the_size_limit_is_no_defect(place):
    (place / "x.xml").write_text(export(*(item(n, content="word " * 40) for n in range(60))))
    done = run("ulimit -f 20; wparchive convert x.xml -o out --to warc --jobs 1", place)
    assert b"A temporary database in " in done.stderr
    assert b"Allow larger files (ulimit -f)" in done.stderr
    assert done.returncode == 5
    assert not (place / "out").exists()


def test_messages_for_a_closed_stream_do_not_reach_the_output(place):
    run("wparchive convert x.xml -o out --to json,markdown 2>&-", place)
    again = run("wparchive convert x.xml -o out2 --to json,markdown", place)
    assert again.returncode == 0
    for path in (place / "out2").rglob("*"):
        if path.is_file():
            assert (place / "out" / path.relative_to(place / "out2")).read_bytes() == (
                path.read_bytes()
            )


def test_a_socket_is_named(place):
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(place / "s"))
        done = run("wparchive inspect s", place)
    assert done.returncode == 4
    assert b"s is a socket, which cannot contain an export" in done.stderr


@pytest.mark.parametrize("command", ["convert - -o out", "inspect -", "links -"])
def test_a_terminal_as_input_shows_the_help(place, command):
    parent, child = pty.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "wparchive", *command.split()],
            cwd=place, stdin=child, capture_output=True, timeout=60, check=False,
        )  # fmt: skip
    finally:
        os.close(parent)
        os.close(child)
    assert done.returncode == 2
    assert b"Usage: wparchive" in done.stderr
    assert b"Examples:" in done.stderr


ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}


@pytest.mark.parametrize("environment", [ASCII, {"LC_ALL": "C"}, {"PYTHONIOENCODING": "latin-1"}])
def test_names_and_words_in_locales_that_know_ascii_only(place, environment):
    (place / "x.xml").rename(place / "grün.xml")
    done = run("wparchive convert grün.xml -o ö --to markdown,json", place, **environment)
    assert done.returncode == 0, done.stderr
    assert (place / "ö/markdown/post/grün.md").is_file() or list((place / "ö").rglob("*grün*.md"))
    as_json = run("wparchive inspect --json grün.xml", place, **environment)
    assert json.loads(as_json.stdout)["inputs"][0]["name"] == "grün.xml"
    for command, code in (("inspect grün.xml", 0), ("links grün.xml", 0), ("inspect ü.xml", 4),
                          ("verify ö", 0)):  # fmt: skip
        shown = run(f"wparchive {command}", place, **environment)
        assert shown.returncode == code, shown.stderr
        assert b"Traceback" not in shown.stderr
    missing = run("wparchive inspect --json ü.xml", place, **environment)
    assert "ü.xml" in json.loads(missing.stdout)["message"]


@pytest.mark.parametrize("option", ["--log", "--link-report", "--bag", "--by-site"])
def test_a_link_to_itself_is_named(tmp_path, monkeypatch, capsys, option):
    monkeypatch.chdir(tmp_path)
    Path("in.xml").write_text(export(item(1)))
    Path("loop").symlink_to("loop")
    output = [] if option == "--by-site" else ["-o", "out"]
    assert main.run(["convert", "in.xml", *output, option, "loop"])
    error = capsys.readouterr().err
    assert "defect" not in error
    assert "loop" in error
