"""``python -m benchmarks.roles [FOLDER]``: how well the report is told from the rest of a text dump.

Prints one table with our text beside that of other tools, our roles and metadata, and every mistake.
With ``--harm FILE`` it prints what is removed from clean articles instead.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import harm
from benchmarks.gold import FIXTURES, SAMPLES, GoldDump, GoldError, load
from benchmarks.peers import PEERS
from benchmarks.scoring import Score, TextScore, score, score_text
from benchmarks.shingles import mean
from benchmarks.tables import figure, table

EXCERPT = 76

ELSEWHERE = """\
What else the engine promises, and the command that prints it:
  python -m benchmarks.floors               the gate: floors of these figures, pinned with a noise margin
  python -m benchmarks.dumps                select-all copies of stored pages, by language and by site
  python -m benchmarks.roles --harm FILE    what is taken from articles that are clean already
  python -m benchmarks.spam                 betting portals rejected, news on betting kept
  python -m benchmarks.repeats              lines that repeat across the documents of a site
  python -m benchmarks.replay               every explanation of every data set replays, no text is lost
  python -m benchmarks.speed --only text    a text record beside trafilatura on the page with the same text
  python -m benchmarks.curve                cost over the length of a line and the number of lines"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark and return its exit code."""
    arguments = _parser().parse_args(argv)
    try:
        print(_harm(arguments) if arguments.harm else _folder(arguments.folder))
    except (GoldError, OSError, ValueError) as error:
        sys.stderr.write(f"benchmarks.roles: {error}\n")
        return 2
    return 0


def comparison(dumps: Sequence[GoldDump], ours: Score) -> str:
    """Return the table of our text and that of the peers."""
    header = ("text of the report", "F1", "precision", "recall", "worst F1", "pooled F1")
    own = TextScore(ours.f1, mean(dump.text for dump in ours.dumps), ours.worst_f1)
    found = {"ours": own} | {name: score_text(dumps, peer) for name, peer in PEERS.items()}
    return table(header, [(name, *_figures(one)) for name, one in found.items()])


def by_dump(ours: Score) -> str:
    """Return the table of our dumps, one a row."""
    rows = [
        (d.name, figure(d.text.f1), str(d.lines), str(len(d.mistakes)), str(len(d.field_mistakes)))
        for d in ours.dumps
    ]
    return table(("ours, by dump", "F1", "lines", "wrong roles", "wrong fields"), rows)


def summary(ours: Score) -> str:
    """Return our figures beside the text, one a line."""
    return "\n".join(
        [
            f"role accuracy {figure(ours.role_accuracy)} ({len(ours.mistakes)} lines wrong)",
            f"in the text or not {figure(ours.text_accuracy)}",
            f"metadata {figure(ours.metadata_accuracy)} ({len(ours.field_mistakes)} fields wrong)",
        ]
    )


def mistakes(ours: Score) -> str:
    """Return the confusion list, then each wrong line and each wrong field."""
    parts = [f"{count:4d}  {gold} -> {got}" for (gold, got), count in ours.confusion().most_common()]
    parts += [
        f"{m.dump}:{m.number}: {m.gold} -> {m.ours} ({m.rule or 'no rule'}): {m.text[:EXCERPT]}"
        for m in ours.mistakes
    ]
    parts += [f"{f.dump}: {f.field}: {f.gold!r} -> {f.ours!r}" for f in ours.field_mistakes]
    return "\n".join(parts)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.roles", description=__doc__)
    default = SAMPLES if SAMPLES.is_dir() else FIXTURES
    parser.add_argument("folder", nargs="?", type=Path, default=default, help="*.txt beside gold/*.json")
    parser.add_argument("--harm", type=Path, metavar="FILE", help="clean articles, jsonl(.gz)")
    parser.add_argument("--rows", type=int, default=2000, help="articles to draw for --harm (%(default)s)")
    parser.add_argument("--show", type=int, default=30, help="removed lines to print (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of both draws (%(default)s)")
    return parser


def _folder(folder: Path) -> str:
    dumps = load(folder)
    ours = score(dumps)
    parts = [
        f"{len(dumps)} dumps, {sum(dump.lines for dump in ours.dumps)} lines in {folder.name}/",
        comparison(dumps, ours),
        by_dump(ours),
        summary(ours),
        mistakes(ours),
        ELSEWHERE,
    ]
    return "\n\n".join(part for part in parts if part)


def _harm(arguments: argparse.Namespace) -> str:
    articles = harm.draw(arguments.harm, arguments.rows, arguments.seed)
    return harm.report(harm.removed(articles), shown=arguments.show, seed=arguments.seed)


def _figures(one: TextScore) -> tuple[str, ...]:
    shares = (one.f1, one.pooled.precision, one.pooled.recall, one.worst_f1, one.pooled.f1)
    return tuple(figure(share) for share in shares)


if __name__ == "__main__":
    sys.exit(main())
