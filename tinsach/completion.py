"""Scripts that complete tinsach's commands and options in bash, zsh and fish, made from the parser itself."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

FORMATS: Final = ("text", "html", "jsonl", "json", "csv", "tsv", "parquet", "warc")
"""What ``--format`` takes; the parser leaves that to ``cleaning.inputs``, which would be slow to load."""

PATHS: Final = frozenset({"INPUT", "INPUT|CORPUS", "CORPUS", "FILE", "FOLDER", "DIR", "JOB.toml", "URL|FILE"})
"""Metavars of arguments that are a place on the disk."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One option, or one argument without a name; ``choices`` are the words it takes, when they are known."""

    names: tuple[str, ...]
    about: str
    takes_value: bool
    choices: tuple[str, ...]
    is_path: bool


@dataclass(frozen=True, slots=True)
class Command:
    """One command with its arguments in words."""

    name: str
    about: str
    arguments: tuple[Argument, ...]

    @property
    def options(self) -> list[Argument]:
        """Return the arguments that begin with a dash."""
        return [one for one in self.arguments if one.names]

    @property
    def words(self) -> list[str]:
        """Return the words that may stand for arguments without a name."""
        return [word for one in self.arguments if not one.names for word in one.choices]


def commands_of(parser: argparse.ArgumentParser) -> list[Command]:
    """Return the commands that ``parser`` knows, in its order."""
    (group,) = (one for one in parser._actions if isinstance(one, argparse._SubParsersAction))
    about = {one.dest: one.help or "" for one in group._choices_actions}
    return [
        Command(name, about[name], tuple(map(_argument, command._actions)))
        for name, command in group.choices.items()
    ]


def _argument(action: argparse.Action) -> Argument:
    choices = FORMATS if action.dest == "format" else tuple(map(str, action.choices or ()))
    about = re.sub(r"\s*\((default: .*|no default)\)$", "", action.help or "").replace("%(default)s", "")
    takes_value = action.nargs != 0
    return Argument(
        tuple(action.option_strings), about, takes_value, choices, takes_value and action.metavar in PATHS
    )


def bash(commands: list[Command]) -> str:
    """Return a script for bash: ``source <(tinsach completion bash)``."""
    return BASH.replace("@commands@", " ".join(one.name for one in commands)).replace(
        "@cases@", "\n".join(line for one in commands for line in _bash_case(one))
    )


BASH: Final = """\
_tinsach() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words='' values=''
    COMPREPLY=()
    [[ $word == = ]] && word=''
    [[ $before == = ]] && before=${COMP_WORDS[COMP_CWORD-2]}
    if [[ $COMP_CWORD -eq 1 ]]; then
        COMPREPLY=($(compgen -W '@commands@ --help --version' -- "$word"))
        return
    fi
    case ${COMP_WORDS[1]} in
@cases@
    esac
    if [[ -n $values ]]; then
        [[ $values == none ]] || COMPREPLY=($(compgen -W "$values" -- "$word"))
        [[ $values == none ]] && compopt +o default 2>/dev/null
    elif [[ $word == -* || -n $words ]]; then
        COMPREPLY=($(compgen -W "$words" -- "$word"))
    fi
}
complete -o default -F _tinsach tinsach
"""


def _bash_case(command: Command) -> Iterator[str]:
    yield f"    {command.name})"
    for option in command.options:
        if option.takes_value and not option.is_path:
            values = " ".join(option.choices) or "none"
            yield f"        [[ $before == {' || $before == '.join(option.names)} ]] && values='{values}'"
    options = " ".join(name for option in command.options for name in option.names)
    yield f"        if [[ $word == -* ]]; then words='{options}'; else words='{' '.join(command.words)}'; fi"
    yield "        ;;"


def zsh(commands: list[Command]) -> str:
    """Return a script for zsh: ``tinsach completion zsh > ~/.zfunc/_tinsach``, or sourced."""
    described = "\n".join(f"        {_quoted(f'{one.name}:{one.about}')}" for one in commands)
    cases = "\n".join(line for one in commands for line in _zsh_case(one))
    return ZSH.replace("@commands@", described).replace("@cases@", cases)


ZSH: Final = """\
#compdef tinsach
_tinsach() {
    local -a commands
    commands=(
@commands@
    )
    if (( CURRENT == 2 )); then
        _describe command commands
        return
    fi
    local command=$words[2]
    shift words
    (( CURRENT-- ))
    case $command in
@cases@
    esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _tinsach "$@"
else
    compdef _tinsach tinsach
fi
"""


def _zsh_case(command: Command) -> Iterator[str]:
    yield f"    {command.name})"
    specs = [spec for one in command.arguments for spec in _zsh_specs(one)]
    yield "        _arguments " + " ".join(_quoted(spec) for spec in specs) + " ;;"


def _zsh_specs(argument: Argument) -> Iterator[str]:
    about = re.sub(r"([\[\]:\\])", r"\\\1", argument.about)
    action = f"({' '.join(argument.choices)})" if argument.choices else "_files" if argument.is_path else ""
    value = f":value:{action}" if argument.takes_value else ""
    yield from (f"{name}[{about}]{value}" for name in argument.names)
    if not argument.names:
        yield f"*:value:{action}"


def fish(commands: list[Command]) -> str:
    """Return a script for fish: ``tinsach completion fish | source``."""
    return "\n".join(line for one in commands for line in _fish_lines(one)) + "\n"


def _fish_lines(command: Command) -> Iterator[str]:
    start = f"complete -c tinsach -n __fish_use_subcommand -f -a {command.name}"
    yield f"{start} -d {_fish_quoted(command.about)}"
    inside = f"complete -c tinsach -n '__fish_seen_subcommand_from {command.name}'"
    if command.words:
        yield f"{inside} -a '{' '.join(command.words)}'"
    for option in command.options:
        names = " ".join(f"-l {name[2:]}" if name[:2] == "--" else f"-s {name[1:]}" for name in option.names)
        values = f" -x -a '{' '.join(option.choices)}'" if option.choices else " -x"
        value = (" -r" if option.is_path else values) if option.takes_value else ""
        yield f"{inside} {names}{value} -d {_fish_quoted(option.about)}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _fish_quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


SHELLS: Final[dict[str, Callable[[list[Command]], str]]] = {"bash": bash, "zsh": zsh, "fish": fish}
