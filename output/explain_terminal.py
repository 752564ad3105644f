"""Explanations on a terminal of 80 columns: in colour, or with the marks of a diff where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.style import StyleType
from rich.table import Table
from rich.text import Text

from cleaning.document import REMOVED_ROLES, Role
from output.explain import ExplainedLine, Explanation, shown
from output.pages import visible
from output.side_by_side import Passage

WIDTH: Final = 80
"""Columns of a plain terminal; explanations are folded to it unless the console is narrower."""

MIN_TEXT: Final = 20
"""Columns left for text however narrow the console: less would be a word or two a line."""

MAX_SHOWN: Final = 4_000
"""Characters of a stretch of a line shown whole: 60 lines of a terminal. Of a longer one beginning and end
are shown, since megabytes in one line would bury all others; page and JSON have all of it."""

SIGNS: Final = {"kept": " ", "apart": "~", "gone": "-"}
LEGEND: Final = "- taken out   ~ kept apart from the text   ✂ cut out of a line   ← rule: why"

_STATES: Final = {"kept": "bold green", "duplicate": "bold yellow"}
_STYLES: Final[dict[Role, str]] = (
    dict.fromkeys(REMOVED_ROLES, "red")
    | dict.fromkeys((Role.SECTION, Role.DATE, Role.BYLINE, Role.SOURCE), "blue")
    | {Role.TITLE: "bold cyan", Role.HEADING: "bold", Role.CAPTION: "magenta"}
)


def explain_terminal(explained: Explanation, console: Console) -> None:
    """Print ``explained`` line by line: number, sign, role, text, and the rule with its reason.

    Where the line before says the same, the rule is named alone: menus have dozens of lines.
    """
    paper = _Paper(console)
    paper.write(Text(visible(explained.verdict), _STATES.get(explained.state, "bold red")))
    names = 2 + max((len(name) for name, _ in explained.facts), default=0)
    for name, value in explained.facts:
        paper.write(Text(visible(shown(value))), Text(f"{name}:".ljust(names), "dim"))
    if explained.lines:
        paper.heading("Line by line", f"{LEGEND}\n{explained.remark}".strip())
    said = None
    for line in explained.lines:
        _write_line(paper, line, again=_decision(line) == said)
        said = _decision(line)
    if explained.compared:
        paper.heading("This copy beside what was kept")
        paper.pairs(explained.compared)


def divider(console: Console, number: int, explained: Explanation) -> None:
    """Print the line that sets the record with this ``number`` apart from the one before."""
    text = Text(f"━━ {number} ━━ {visible(explained.title)}", "bold")
    text.truncate(min(WIDTH, console.width), overflow="ellipsis")
    console.print(*([] if number == 1 else ["\n"]), text, end="\n\n", sep="", soft_wrap=True)


@dataclass(frozen=True, slots=True)
class _Paper:
    """A console written on in hanging lines, without the blanks that tables leave at their ends."""

    console: Console

    @property
    def width(self) -> int:
        return min(WIDTH, self.console.width)

    @property
    def struck(self) -> bool:
        """Whether what is struck out looks it: a pipe and terminals without colour show plain characters."""
        return bool(self.console.color_system) and not self.console.no_color

    def write(self, text: Text, margin: Text | None = None, *notes: Text) -> None:
        """Print ``text`` folded to the width, with ``margin`` beside its first line and blanks below.

        Each of the ``notes`` follows in the last line where it fits there, else in lines of its own.
        """
        margin = margin or Text()
        width = max(MIN_TEXT, self.width - margin.cell_len)
        lines = self._folded(text, width)
        for note in notes:
            beside = Text("  ").join((lines[-1], note))
            lines[-1:] = [beside] if beside.cell_len <= width else [lines[-1], *self._folded(note, width)]
        for number, line in enumerate(lines):
            start = margin if number == 0 else " " * margin.cell_len
            self.console.print(Text.assemble(start, line), soft_wrap=True)

    def _folded(self, text: Text, width: int) -> list[Text]:
        lines = list(text.wrap(self.console, width, overflow="fold")) or [Text()]
        for line in lines:
            line.rstrip()
        return lines

    def heading(self, name: str, remark: str = "") -> None:
        """Print a heading between empty lines."""
        self.console.print()
        self.write(Text(name, "bold"))
        if remark:
            self.write(Text(remark, "dim"))
        self.console.print()

    def pairs(self, passages: Iterable[Passage]) -> None:
        """Print a copy and what was kept in two columns."""
        grid = Table.grid(padding=(0, 2), expand=True)
        grid.add_column(ratio=1, overflow="fold")
        grid.add_column(ratio=1, overflow="fold")
        grid.add_row(Text("this copy", style="bold"), Text("what was kept", style="bold"))
        for passage in passages:
            styles = ("dim", "dim") if passage.same else ("red", "green")
            grid.add_row(*map(_passage, (passage.copy, passage.kept), styles))
        self.console.print(grid, width=self.width)


def _passage(text: str, style: str) -> Text:
    return Text(visible(text), style=style)


def _write_line(paper: _Paper, line: ExplainedLine, *, again: bool) -> None:
    style = _STYLES.get(line.role, "")
    number, role = f"{line.number or '':>4} ", f"{SIGNS[line.fate]} {line.role:<8} "
    margin = Text.assemble((number, "dim"), (role, style))
    paper.write(_said(line, style, struck=paper.struck), margin, *_reasons(line, again=again))


def _decision(line: ExplainedLine) -> tuple[str, str]:
    return line.rule, line.evidence


def _said(line: ExplainedLine, style: StyleType, *, struck: bool) -> Text:
    said = Text()
    for piece in line.pieces:
        shown = _shortened(visible(piece.text))
        if piece.cut and not struck:
            shown = f"[-{shown}-]"
        said.append(shown, style="red strike" if piece.cut else style)
    return said


def _shortened(text: str) -> str:
    if len(text) <= MAX_SHOWN:
        return text
    half = MAX_SHOWN // 2
    return f"{text[:half]} […{len(text) - MAX_SHOWN:,} more characters…] {text[-half:]}"


def _reasons(line: ExplainedLine, *, again: bool) -> Iterator[Text]:
    for cut in line.cuts:
        yield Text(f"✂ {_why(cut.rule, cut.evidence)}", "red")
    if line.rule:
        yield Text(f"← {_why(line.rule, '' if again else line.evidence)}", "dim italic")


def _why(rule: str, evidence: str) -> str:
    return f"{rule}: {visible(evidence)}" if evidence else rule
