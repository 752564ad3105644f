"""Renews what the docs take from the code: ``python docs/generate.py`` (``--check`` names what is stale).

A part between ``<!-- from the code: NAME -->`` and ``<!-- end -->`` belongs to this script; the rest is
written by hand. A test holds every part to what the code says now.
"""

from __future__ import annotations

import argparse
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields
from pathlib import Path

from cleaning.pipeline import EDITORS, judges
from cleaning.repeats import RepeatedOnSite
from cleaning.rules.base import rule_id
from crawler.consent import OPT_OUTS
from crawler.sites import EVIDENCE, SiteProfile, families, profiles
from output import layout
from output.describe import ABOUT, columns
from output.schema import SCHEMA_VERSION
from tinsach.cli import parser
from tinsach.completion import commands_of
from tinsach.job_keys import markdown

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent
PART = re.compile(r"(<!-- from the code: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

WIDTH = 110


def rules() -> Iterator[str]:
    """Yield the line rules in the order in which they run, from their docstrings."""
    for editor in EDITORS:
        yield from _rule(rule_id(type(editor)), type(editor))


def judged() -> Iterator[str]:
    """Yield the judges of a document, then the judge of all documents together."""
    for judge in judges(min_relevance=0.1):
        yield from _rule(judge.reason, type(judge))
    yield from _rule(rule_id(RepeatedOnSite), RepeatedOnSite)


def _rule(name: str, kind: type) -> Iterator[str]:
    said = _plain(inspect.getdoc(kind) or "")
    about, *rest = re.split(r"^(Why|Keeps): ", said, flags=re.MULTILINE)
    yield from (f"### `{name}`", "", _flowing(about), "")
    for label, text in zip(rest[::2], rest[1::2], strict=True):
        yield from (f"*{label}:* {_flowing(text)}", "")
    yield from (f"In `{inspect.getmodule(kind).__name__.replace('.', '/')}.py`.", "")  # type: ignore[union-attr]


def _plain(text: str) -> str:
    return text.replace("``", "`")


def _flowing(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


def tables() -> Iterator[str]:
    """Yield the four tables with every column, from the schema."""
    yield from (f"Schema version {SCHEMA_VERSION}. A column marked *null* may be empty.", "")
    for table, about in ABOUT.items():
        yield from (f"### {table}: {about}", "", "| column | type | meaning | example |", "|---|---|---|---|")
        for column in columns(table):
            null = ", *null*" if column.null else ""
            words = f"{_cell(column.meaning)} | `{_cell(column.example)}`"
            yield f"| `{column.name}` | {column.type}{null} | {words} |"
        yield ""


def folder() -> Iterator[str]:
    """Yield what lies where in a corpus folder, from the module that knows the names."""
    yield from ("```", (layout.__doc__ or "").partition("\n\n")[2].strip(), "```")


def keys() -> Iterator[str]:
    """Yield the keys of a job file."""
    yield from markdown()


def wishes() -> Iterator[str]:
    """Yield the opt-outs that a job can respect."""
    yield from ("| opt-out | how a site states it |", "|---|---|")
    yield from (f"| `{name}` | {_cell(how)} |" for name, how in OPT_OUTS.items())


def profile_keys() -> Iterator[str]:
    """Yield the keys of a site profile and the words for evidence."""
    yield from (_flowing(_plain(inspect.getdoc(SiteProfile) or "")), "")
    needed = [f"`{field.name}`" for field in fields(SiteProfile) if field.default is MISSING]
    more = [f"`{field.name}`" for field in fields(SiteProfile) if field.default is not MISSING]
    yield f"Needed: {', '.join(needed)}. Optional: {', '.join(more)}."
    yield from ("", f"Words for evidence, best first: {', '.join(f'`{word}`' for word in EVIDENCE)}.")


def profile_list() -> Iterator[str]:
    """Yield the profiles there are."""
    yield from ("| profile | family | article pattern | known by |", "|---|---|---|---|")
    for one in profiles():
        pattern = "verified" if one.verified else "not verified"
        yield f"| `{one.name}` | {one.family or '–'} | {pattern} | {one.evidence.get('articles', '–')} |"
    yield from ("", f"Families of sites built alike: {', '.join(f'`{name}`' for name in families())}.")


def command_list() -> Iterator[str]:
    """Yield every command with its arguments, from the parser."""
    helps = {one.name: one for one in commands_of(parser())}
    group = next(a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    for name, command in group.choices.items():
        yield from (f"## tinsach {name}", "", f"{helps[name].about[:1].upper()}{helps[name].about[1:]}.", "")
        yield from ("| argument | meaning |", "|---|---|")
        for action in command._actions:
            if action.dest != "help":
                yield f"| {_shown(action)} | {_cell((action.help or '') % vars(action))} |"
        yield ""


def _shown(action: argparse.Action) -> str:
    value = f" {action.metavar}" if action.nargs != 0 and action.metavar else ""
    names = action.option_strings or [""]
    return _cell(" or ".join(f"`{f'{name}{value}'.strip()}`" for name in names))


def drawing() -> Iterator[str]:
    """Yield README's drawing: there is one, and it is the same everywhere."""
    readme = (ROOT / "README.md").read_text("utf-8")
    found = re.search(r"^```\n(samples ─► .*?)^```$", readme, re.DOTALL | re.MULTILINE)
    yield from ("```", found.group(1).rstrip("\n") if found else "", "```")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "rules": rules,
    "judges": judged,
    "tables": tables,
    "folder": folder,
    "keys": keys,
    "opt-outs": wishes,
    "profile-keys": profile_keys,
    "profiles": profile_list,
    "commands": command_list,
    "drawing": drawing,
}


def renewed(text: str) -> str:
    """Return a page with each of its parts as the code says now."""

    def part(found: re.Match[str]) -> str:
        body = "\n".join(PARTS[found.group(2)]()).rstrip("\n")
        return f"{found.group(1)}\n{body}\n\n{found.group(3)}"

    return PART.sub(part, text)


def stale() -> dict[Path, str]:
    """Return the pages that are not as the code says, with what they should be."""
    pages = {path: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.md"))}
    return {path: new for path, text in pages.items() if (new := renewed(text)) != text}


def main() -> int:
    """Renew the pages, or with ``--check`` name those that are stale; return the exit code."""
    options = argparse.ArgumentParser(description="Renew what the docs take from the code.")
    options.add_argument(
        "--check", action="store_true", help="change nothing; exit code 1 when a page is stale"
    )
    check = options.parse_args().check
    found = stale()
    for path, text in found.items():
        if not check:
            path.write_text(text, "utf-8")
        sys.stdout.write(f"{path.name}: {'is stale; python docs/generate.py' if check else 'renewed'}\n")
    return 1 if check and found else 0


if __name__ == "__main__":
    sys.exit(main())
