"""The table of options: its words are those of the code, and everything else is made from it."""

import inspect
import re
from functools import partial
from typing import get_args

import click
import pytest

import wparchive
from tests.wxr import export, item
from wparchive.cli.convert import OWN, command
from wparchive.cli.main import run
from wparchive.engine.request import Request
from wparchive.errors import UsageError
from wparchive.formats.registry import WRITERS, writer
from wparchive.formats.writers import Writer
from wparchive.options import OPTIONS, Options
from wparchive.options.declaration import Group
from wparchive.transforms.pseudonymize import Personal
from wparchive.transforms.visibility import HiddenReason
from wparchive.writers.redirects import SERVERS

BY_NAME = {entry.name: entry for entry in OPTIONS}


@pytest.mark.parametrize(
    ("name", "words"),
    [("to", WRITERS), ("include", HiddenReason), ("redact", Personal), ("redirects", SERVERS)],
)
def test_the_words_are_those_of_the_code(name, words):
    assert sorted(BY_NAME[name].words) == sorted(words)


@pytest.mark.parametrize("entry", OPTIONS, ids=lambda entry: entry.name)
def test_help_names_every_word(entry):
    missing = [word for word in entry.words if f"`{word}`" not in entry.help]
    assert not missing


def test_command_line_and_api_have_every_option():
    flags = {word for p in command.params if isinstance(p, click.Option) for word in p.opts}
    assert {entry.flag for entry in (*OPTIONS, *OWN)} <= flags
    given = inspect.signature(wparchive.convert).parameters
    assert set(BY_NAME) < set(given)
    assert given["edition"].default == "full"
    assert "media_layout: Where to put media files in Markdown" in wparchive.convert.__doc__


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        ({"edition": "secret"}, "--edition does not accept 'secret'.", "full, public"),
        ({"include": ["draft"]}, "--include does not accept 'draft'.", "Did you mean drafts?"),
        ({"to": []}, "No output format is named.", "--to"),
        (
            {"redirects": ["nginx"], "to": ["json"]},
            "--redirects has no effect without --to markdown",
            "",
        ),
        ({"media": "a", "to": ["json"]}, "--media has no effect without --to markdown or html", ""),
        ({"links": "relative", "to": ["json"]}, "--links has no effect without --to markdown", ""),
        ({"dead_links": ["a.example"], "to": ["wxr"]}, "--dead-links has no effect without", ""),
        ({"jobs": 0}, "--jobs does not accept 0.", "whole numbers of 1 or more"),
        ({"jobs": "2"}, "--jobs does not accept '2'.", "whole numbers"),
        ({"wxr_split": True}, "--wxr-split does not accept True.", "whole numbers"),
        ({"media_layout": "bundles"}, "--media-layout has no effect without --media.", ""),
    ],
)
def test_values_that_do_not_exist_or_fit_are_refused(given, message, hint):
    with pytest.raises(UsageError) as caught:
        Request("a.xml", None, **given).check()
    assert message in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize("entry", [e for e in OPTIONS if e.feature], ids=lambda entry: entry.name)
def test_features_are_attributes_of_writers(entry):
    assert getattr(Writer, entry.feature) is False
    assert any(getattr(writer(name), entry.feature) for name in WRITERS)


def test_a_text_is_no_list_of_words():
    with pytest.raises(UsageError, match="include takes a list"):
        Options(include="drafts")


def test_a_request_hands_on_the_options_alone():
    request = Request("a.xml", "out", to=["json", "json"], jobs=2, limits=None)
    assert request.given_inputs == ("a.xml",)
    assert request.options == Options(to=("json",), jobs=2)


def test_the_help_lists_each_option_once_under_its_heading(capsys):
    # Through the whole program: click remembers the names of the first help that is asked for.
    assert run(["convert", "--help"]) == 0
    text = capsys.readouterr().out
    sections = dict(re.findall(r"^(\w[\w ]*):\n((?:  .*\n|\n)*)", text, re.MULTILINE))
    assert list(sections)[-7:] == [*get_args(Group), "Help"]
    for entry in (*OWN, *OPTIONS):
        places = [
            name
            for name, lines in sections.items()
            if re.search(rf"^  (?:-\w, )?{entry.flag}\b(?!-)", lines, re.MULTILINE)
        ]
        assert places == [entry.group], entry.flag


def test_an_unknown_argument_is_an_error_without_names_of_our_classes(tmp_path):
    def arguments_of_archive(**given):
        with wparchive.open(export(item(1)).encode()) as archive:
            archive.write(tmp_path / "out", **given)

    for call in (partial(wparchive.convert, b"<rss/>", tmp_path / "out"), arguments_of_archive):
        with pytest.raises(TypeError) as error:
            call(comment="data")
        assert str(error.value) == "got an unexpected keyword argument 'comment'"
