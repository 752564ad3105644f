"""Documents of a corpus made anew: the recorded removals taken out of the source give the text, or do not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import groupby

from cleaning.document import Record
from cleaning.draft import replay
from cleaning.inputs import InputOptions, read
from output.corpus import Corpus
from output.identity import digest
from output.review import Reviewed, reviewed
from output.tables import Tables
from output.wording import counted
from tinsach import __version__
from tinsach.source import SourceFile, draft_of, readers, source_files

_ARCHIVES = (".warc", ".warc.gz", ".warc.zst")
"""Sources that nobody edits: there a difference is a fault, when the same version reads them."""


@dataclass
class Replayed:
    """How many documents were tried and gave the same text, or could not be tried.

    ``other``: the source is a file that people edit and may have been read with other options, so that it
    proves nothing; nor does it when ``other_version`` of tinsach, or of a library it reads with, wrote the
    document. ``wrong`` says what is wrong, one line for each; ``untried`` why documents were left aside.
    """

    tried: int = 0
    same: int = 0
    absent: int = 0
    other: int = 0
    other_version: int = 0
    wrong: list[str] = field(default_factory=list)
    untried: str = ""


def replayed(corpus: Corpus, count: int, damaged: Collection[str] = ()) -> Replayed:
    """Make ``count`` documents anew, drawn at random but the same until the next run.

    Each source is read up to the last record wanted of it. Documents in files that are ``damaged``, or whose
    removals may be, can't be tried. Raises CorpusError when the corpus can't be read at all.
    """
    tables = corpus.tables()
    comparable = _runs_of_this_version(tables)
    whole = tables.without(damaged)
    found = Replayed(untried=_left_aside(tables, whole, damaged))
    for (path, run), group in groupby(sorted(_drawn(whole, count), key=_origin), key=_origin):
        files = list(source_files(corpus.path, path, run))
        _replay_from(files, list(group), found, comparable=comparable)
    return found


def _left_aside(tables: Tables, whole: Tables, damaged: Collection[str]) -> str:
    aside = tables.rows_in("documents") - whole.rows_in("documents")
    if not aside:
        return ""
    named = min(damaged) + (f" and {len(damaged) - 1} more" if len(damaged) > 1 else "")
    return f"{counted(aside, 'document')} left aside: {named} can't be relied on"


def _runs_of_this_version(tables: Tables) -> frozenset[str]:
    """Return the runs that would read a source as it is read now; one that does not say is none of them."""
    now = readers()
    return frozenset(
        record.run
        for record in tables.runs
        if record.tool_version == __version__ and record.settings.get("readers") == now
    )


def _drawn(tables: Tables, count: int) -> list[Reviewed]:
    last = tables.records[-1].run if tables.records else ""
    ids = (row["id"] for row in tables.rows("documents", ["id"]))
    return reviewed(tables, "documents", nsmallest(count, ids, key=lambda one: digest(last, one)))


def _path(one: Reviewed) -> str:
    return str(one.row["source_path"])


def _origin(one: Reviewed) -> tuple[str, str]:
    return _path(one), str(one.row["run"])


def _replay_from(
    files: Sequence[SourceFile],
    wanted: Sequence[Reviewed],
    found: Replayed,
    *,
    comparable: Collection[str],
) -> None:
    """Try the ``files`` in turn, since several may have the name of the source."""
    found.tried += len(wanted)
    left = {one.row["source_record"]: one for one in wanted}
    met: set[int] = set()
    for file in files:
        for place, text in _texts(file, left):
            met.add(place)
            if text == left[place].row["text"]:
                del left[place]
                found.same += 1
    for place, one in left.items():
        if place not in met:
            found.absent += 1
        elif one.row["run"] not in comparable:
            found.other_version += 1
        elif not _path(one).endswith(_ARCHIVES):
            found.other += 1
        else:
            what = "gives another text now than the removals recorded leave"
            found.wrong.append(f"documents {one.row['id']}: {_path(one)}, record {place}, {what}")


def _texts(file: SourceFile, wanted: dict[int, Reviewed]) -> Iterator[tuple[int, str]]:
    """Yield place and text of the ``wanted`` records that ``file`` has, the removals taken out."""
    missing = set(wanted)
    for item in read([str(file.path)], InputOptions()):
        if item.source_record in missing and item.source_path.endswith(file.member):
            missing.discard(item.source_record)
            draft = draft_of(item) if isinstance(item, Record) else None
            if draft and draft.lines:
                yield item.source_record, replay(draft.lines, wanted[item.source_record].removals)
        if not missing:
            return
