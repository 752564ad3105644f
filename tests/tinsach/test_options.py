"""The help of every option says what holds without it, and says so truly."""

import argparse
import re
from collections.abc import Iterator

import pytest

from cleaning.inputs import Format
from cleaning.pipeline import DEFAULT_LANGUAGES, MIN_WORDS
from crawler.job import SCHEMA
from output.summary import REMEDIES
from tinsach.cli import parser
from tinsach.options import clean_options
from tinsach.pool import RECORD_SECONDS

COLUMNS = "80"


def commands() -> dict[str, argparse.ArgumentParser]:
    (group,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    return dict(group.choices)


def options() -> Iterator[tuple[str, argparse.Action]]:
    for name, command in commands().items():
        for action in command._actions:
            if action.option_strings and action.dest != "help":
                yield name, action


@pytest.mark.parametrize(
    ("command", "action"), list(options()), ids=lambda value: getattr(value, "dest", value)
)
def test_the_help_of_every_option_says_its_default(command: str, action: argparse.Action) -> None:
    assert re.search(r"\((default: .+|no default)\)$", action.help or ""), command
    assert action.required == (action.help or "").endswith("(no default)")


@pytest.mark.parametrize(
    ("command", "action"), list(options()), ids=lambda value: getattr(value, "dest", value)
)
def test_the_help_of_every_option_names_its_value(command: str, action: argparse.Action) -> None:
    assert action.nargs == 0 or isinstance(action.metavar, str), command


@pytest.mark.parametrize("name", list(commands()))
def test_help_fits_80_columns(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", COLUMNS)
    assert max(map(len, commands()[name].format_help().splitlines())) <= int(COLUMNS)


@pytest.mark.parametrize(
    ("command", "dest", "default"),
    [
        ("clean", "language", ", ".join(DEFAULT_LANGUAGES)),
        ("clean", "min_words", str(MIN_WORDS)),
        ("clean", "record_seconds", f"{RECORD_SECONDS:g}"),
        ("explain", "limit", str(commands()["explain"].get_default("limit"))),
        ("demo", "out", "tinsach-demo"),
    ],
)
def test_the_default_told_is_the_one_used(command: str, dest: str, default: str) -> None:
    (action,) = (action for name, action in options() if (name, action.dest) == (command, dest))
    assert f"(default: {default})" in (action.help or "") % {"default": action.default}


def test_the_kinds_of_input_told_are_those_known() -> None:
    (action,) = (action for name, action in options() if (name, action.dest) == ("clean", "format"))
    assert re.split(r", | or ", (action.help or "").partition(" (")[0]) == list(map(str, Format))


def test_nought_is_given_too() -> None:
    command = ["explain", "a.txt", "--min-words", "0", "--samples", "s", "--min-relevance", "0"]
    options = clean_options(parser().parse_args(command))
    assert (options.min_words, options.min_relevance) == (0, 0)


@pytest.mark.parametrize("wrong", [("--limit", "0"), ("--record", "-1"), ("--weakest", "x")])
def test_a_number_that_is_none_is_refused(wrong: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(["explain", "a.txt", "=".join(wrong)])
    assert ended.value.code == 2
    assert "is not a whole number from" in capsys.readouterr().err


def test_remedies_name_every_limit_as_it_is_given_to_a_command_and_in_a_job() -> None:
    told = " ".join(REMEDIES.values())
    named = set(re.findall(r"--[\w-]+", told))
    keys = set(re.findall(r"\[clean\] (\w+)", told))
    assert named == {"--min-relevance", "--language", "--min-words", "--text-field"}
    assert named <= {
        text for command, action in options() if command == "clean" for text in action.option_strings
    }
    assert keys == {"min_relevance", "languages", "min_words"}
    assert keys <= set(SCHEMA["clean"])
