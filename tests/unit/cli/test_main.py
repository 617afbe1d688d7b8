"""The program as scripts see it: streams, exit codes, one clear sentence for what is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.wxr import comment, export, item
from wparchive.cli import main


def wparchive(*arguments, cwd, **options):
    environment = {**os.environ, **options.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-m", "wparchive", *map(str, arguments)],
        cwd=cwd, capture_output=True, text=True, timeout=60, check=False, env=environment, **options,
    )  # fmt: skip


@pytest.fixture
def place(tmp_path):
    text = export(item(1, comments=comment(1) + comment(2, approved="0")), item(2, status="draft"))
    (tmp_path / "export.xml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_conversion_says_what_it_did_on_stderr(place):
    done = wparchive("convert", "export.xml", "-o", "out", cwd=place)
    assert (done.returncode, done.stdout) == (0, "")
    assert "2 post" in done.stderr
    assert "1 drafts" in done.stderr
    assert (place / "out/report.json").is_file()
    again = wparchive("verify", "out", cwd=place)
    assert again.returncode == 0


def test_json_is_all_that_stdout_carries(place):
    done = wparchive("convert", "export.xml", "-o", "out", "--json", cwd=place)
    report = json.loads(done.stdout)
    assert report == json.loads((place / "out/report.json").read_text())
    assert report["counts"]["in"]["posts"] == {"post": 2}
    assert report["counts"]["withheld"]["markdown"]["comments"] == {"held": 1}
    quiet = wparchive("convert", "export.xml", "-o", "out2", "-q", cwd=place)
    assert (quiet.stdout, quiet.stderr) == ("", "")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("missing.xml", None),
        ("empty.xml", b""),
        ("page.xml", b"<!DOCTYPE html><html><body>Hi</body></html>"),
        ("noise.xml", bytes(range(256)) * 20),
        ("bare.xml", b'<?xml version="1.0"?><rss><channel><title>x</title></channel></rss>'),
    ],
)
def test_unreadable_inputs_end_with_4_and_a_sentence(place, name, data):
    if data is not None:
        (place / name).write_bytes(data)
    done = wparchive("convert", name, "-o", "out", cwd=place)
    assert done.returncode == 4
    assert done.stdout == ""
    assert done.stderr.startswith("Error: ")
    assert name in done.stderr
    assert "Traceback" not in done.stderr
    assert not (place / "out").exists()
    as_json = wparchive("convert", name, "-o", "out", "--json", cwd=place)
    assert json.loads(as_json.stdout)["exit_code"] == 4


def test_a_zip_bomb_ends_with_4(place):
    with zipfile.ZipFile(place / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("a.xml", bytes(30_000_000))
    done = wparchive("convert", "bomb.zip", "-o", "out", cwd=place)
    assert done.returncode == 4
    assert "bomb" in done.stderr
    done = wparchive("convert", "bomb.zip", "-o", "out", "--max-ratio", "100000", cwd=place)
    assert done.returncode == 4
    assert "looks like a decompression bomb" not in done.stderr


def test_usage_errors_end_with_2(place):
    for arguments, word in (
        (["convert", "export.xml"], "-o OUT"),
        (["convert", "-o", "out"], "INPUT"),
        (["convert", "export.xml", "-o", "out", "--to", "pdf"], "pdf"),
        (["convert", "export.xml", "-o", "out", "--include", "secrets"], "secrets"),
        (["convert", "export.xml", "-o", "out", "--frobnicate"], "--frobnicate"),
        (["convrt", "export.xml"], "Did you mean convert?"),
    ):
        done = wparchive(*arguments, cwd=place)
        assert done.returncode == 2, done.stderr
        assert word in done.stderr
        assert not (place / "out").exists()


def test_a_target_that_is_not_empty_ends_with_5(place):
    (place / "out").mkdir()
    (place / "out/mine").write_text("mine")
    done = wparchive("convert", "export.xml", "-o", "out", cwd=place)
    assert done.returncode == 5
    assert "--overwrite" in done.stderr
    done = wparchive("convert", "export.xml", "-o", "out", "--overwrite", cwd=place)
    assert done.returncode == 0
    assert (place / "out/mine").read_text() == "mine"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="a POSIX matter")
def test_an_unwritable_target_ends_with_5(place):
    # A file where a directory must be stops even root, whom modes do not.
    (place / "file").write_text("")
    done = wparchive("convert", "export.xml", "-o", "file/out", cwd=place)
    assert done.returncode == 5
    assert done.stderr.startswith("Error: ")


def test_standard_input_and_dry_run(place):
    data = (place / "export.xml").read_text()
    done = wparchive("convert", "-", "-o", "out", cwd=place, input=data)
    assert done.returncode == 0
    dry = wparchive("convert", "export.xml", "--dry-run", "--json", cwd=place)
    assert dry.returncode == 0
    assert json.loads(dry.stdout)["planned"] == ["markdown/post/2024/2024-04-30-post-1.md"]


def test_the_log_has_every_notice(place):
    (place / "odd.xml").write_text(export(item(1, comments=comment(1, parent=99))))
    done = wparchive("convert", "odd.xml", "-o", "out", "--log", "log.jsonl", cwd=place)
    assert done.returncode == 0
    lines = [json.loads(line) for line in (place / "log.jsonl").read_text().splitlines()]
    assert {"comment-orphaned"} == {line["code"] for line in lines}
    assert {line["source"] for line in lines} == {"odd.xml"}


def test_settings_flag_over_environment_over_file(place):
    (place / "wparchive.toml").write_text('[convert]\nto = ["json"]\n')
    wparchive("convert", "export.xml", "-o", "a", cwd=place)
    wparchive("convert", "export.xml", "-o", "b", cwd=place, env={"WPARCHIVE_CONVERT_TO": "warc"})
    wparchive("convert", "export.xml", "-o", "c", "--to", "markdown", cwd=place,
              env={"WPARCHIVE_CONVERT_TO": "warc"})  # fmt: skip
    kinds = [sorted(p.name for p in (place / n).iterdir() if p.is_dir()) for n in "abc"]
    assert kinds == [["private"], ["private", "warc"], ["markdown"]]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("to = [1, 2]", "sets 'to' to [1, 2]"),
        ("to = {a = 1}", "sets 'to' to {'a': 1}"),
        ("bag = true", "sets 'bag' to True"),
        ("jobs = [1]", "sets 'jobs' to [1]"),
        ("jobs = 1.5", "'1.5' is not a valid integer"),
        ("overwrite = 7", "'7' is not a valid boolean"),
        ("overwrite = ['yes', 1]", "it takes true or false"),
        ("same-site = [['x']]", "sets 'same-site' to [['x']]"),
        ("dead-links = 5", "'5': No such file"),
        ("inputs = ['x']", "'inputs', which is not an option"),
        ("to = ", "is not valid TOML"),
    ],
)
def test_settings_of_other_types_are_named(place, line, words):
    (place / "wparchive.toml").write_text(f"[convert]\n{line}\n")
    done = wparchive("convert", "export.xml", "-o", "out", cwd=place)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    assert not (place / "out").exists()


@pytest.mark.parametrize(
    "lines",
    [
        "same-site = 'old.example'",
        "same-site = ['old.example', 'older.example']",
        "as-of = 2015-06-01",
        "as-of = 2015-06-01T12:00:00Z",
        "max-unpacked = 50000000\njobs = 1\noverwrite = true",
        "log = 'l'\nto = 'json'",
    ],
)
def test_settings_take_the_types_of_toml(place, lines):
    (place / "wparchive.toml").write_text(f"\ufeff[convert]\n{lines}\n", "utf-8")
    done = wparchive("convert", "export.xml", "-o", "out", cwd=place)
    assert done.returncode == 0, done.stderr


def test_inspect_and_schema(place):
    shown = wparchive("inspect", "export.xml", cwd=place)
    assert shown.returncode == 0
    assert "Blog" in shown.stdout
    data = json.loads(wparchive("inspect", "export.xml", "--json", cwd=place).stdout)
    assert data["counts"]["statuses"] == {"draft": 1, "publish": 1}
    schema = json.loads(wparchive("schema", cwd=place).stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_titles_cannot_steer_the_terminal(place):
    (place / "evil.xml").write_text(export(item(1)).replace(">Blog<", ">&#x9b;31m\u202eBlog<"))
    shown = wparchive("inspect", "evil.xml", cwd=place)
    assert "\x9b" not in shown.stdout
    assert "\u202e" not in shown.stdout


def test_help_is_quick_because_it_imports_no_parser(place):
    code = (
        "import sys; from wparchive.cli.main import run; run(['--help']);"
        "print([m for m in ('lxml', 'bs4', 'html2text', 'yaml', 'warcio', 'msgspec', 'jinja2')"
        " if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "convert" in done.stdout


def test_the_end_of_a_file_is_no_interruption(monkeypatch, capsys):
    """click calls an EOFError of any origin an abort of the user."""

    def fail(*_arguments, **_options):
        raise EOFError("a file ends early")

    monkeypatch.setattr(main.cli, "invoke", fail)
    assert main.run(["schema"]) == 1
    assert "defect of its own: EOFError: a file ends early" in capsys.readouterr().err
    monkeypatch.setenv("WPARCHIVE_TRACEBACK", "1")
    with pytest.raises(EOFError):
        main.run(["schema"])


def test_a_log_never_overwrites_an_input(place):
    before = (place / "export.xml").read_bytes()
    (place / "link").symlink_to(place / "export.xml")
    for log in ("export.xml", "link"):
        done = wparchive("convert", "export.xml", "--dry-run", "--log", log, cwd=place)
        assert done.returncode == 2
        assert (place / "export.xml").read_bytes() == before


def test_an_input_inside_the_output_is_refused(place):
    (place / "out").mkdir()
    (place / "export.xml").rename(place / "out/report.json")
    before = (place / "out/report.json").read_bytes()
    done = wparchive("convert", "out/report.json", "-o", "out", "--overwrite", cwd=place)
    assert done.returncode == 5
    assert "report.json" in done.stderr
    assert (place / "out/report.json").read_bytes() == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_standard_output_is_no_traceback(place):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "wparchive", "inspect", "export.xml", "--json"],
            cwd=place, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 5
    assert "Traceback" not in done.stderr


def test_settings_set_options_of_every_kind(tmp_path):
    text = '<a href="https://old.example/p/">x</a> <a href="https://gone.example/">y</a>'
    (tmp_path / "export.xml").write_text(export(item(1, content=text)))
    (tmp_path / "gone.txt").write_text("gone.example\n")
    (tmp_path / "wparchive.toml").write_text(
        '[convert]\nto = ["markdown"]\nsame-site = ["old.example", "older.example"]\n'
        'dead-links = "gone.txt"\nno_pings = true\noverwrite = true\nlinks = "root"\n'
    )
    done = wparchive("convert", "export.xml", "-o", "out", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    [page] = (tmp_path / "out/markdown").rglob("*.md")
    assert "web.archive.org" in page.read_text()
    assert '"broken": 1' in done.stdout


def test_settings_that_are_a_pipe_are_refused(place):
    os.mkfifo(place / "wparchive.toml")
    done = wparchive("inspect", "export.xml", cwd=place)
    assert done.returncode == 2
    assert "wparchive.toml cannot be read: it is a named pipe, not a file." in done.stderr
