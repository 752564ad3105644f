"""The commands by which an operator keeps a corpus: compact, rollback, upgrade."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from output.corpus import Corpus
from output.maintenance import Maintained, Work, compact, rollback, upgrade
from output.records import Action, read_records, totals
from output.report import is_stale
from output.schema import SCHEMA_VERSION
from output.wording import counted
from tinsach import __version__
from tinsach.at_work import at_work
from tinsach.clean import run_id
from tinsach.finish import write_pages


def compact_corpus(path: Path, *, as_json: bool) -> int:
    """Merge the small files of the corpus at ``path`` and say what came of it."""
    done = compact(Corpus.existing(path), _work(path, Action.COMPACT))
    if done.record is None:
        said = f"{path}: nothing to merge in {counted(done.files_before, 'data file')}."
    else:
        before, after = counted(done.files_before, "data file"), f"{done.files_after:,}"
        said = f"{path}: {before} became {after}, every row as it was."
    return _tell(path, done, said, as_json=as_json)


def undo_run(path: Path, run: str, *, with_later: bool, as_json: bool) -> int:
    """Undo ``run`` of the corpus at ``path``, make its pages anew and say what came of it."""
    corpus = Corpus.existing(path)
    done = rollback(corpus, run, work=_work(path, Action.ROLLBACK), with_later=with_later)
    undone = done.record.undoes if done.record else ()
    # read now: a run may have come in, or its commit been finished, just before the lock was ours
    rows = sum(record.counts.rows for record in read_records(corpus.layout) if record.run in undone)
    left = totals(corpus.tables().runs).documents
    write_pages(path)
    said = (
        f"{path}: undone {', '.join(undone)} with {counted(rows, 'row')}; {counted(left, 'document')} left. "
        "What came in with it is new again: the next run over it cleans it anew."
    )
    return _tell(path, done, said, as_json=as_json)


def upgrade_corpus(path: Path, *, as_json: bool) -> int:
    """Bring files of an older schema version of the corpus at ``path`` along, and its pages."""
    corpus = Corpus.existing(path)
    done = upgrade(corpus, _work(path, Action.UPGRADE))
    if done.record is None:
        said = f"{path}: all files are of schema version {SCHEMA_VERSION} already."
    else:
        replaced = counted(len(done.record.replaces), "data file")
        said = f"{path}: {replaced} brought to schema version {SCHEMA_VERSION}."
    if done.record or is_stale(corpus):
        write_pages(path)
    return _tell(path, done, said, as_json=as_json)


def _work(corpus: Path, action: Action) -> Work:
    name = f"{run_id(datetime.now(UTC))}-{action}"
    at_work(corpus, name)
    return Work(name, __version__)


def _tell(path: Path, done: Maintained, said: str, *, as_json: bool) -> int:
    if done.recovered:
        sys.stderr.write(f"tinsach: first {done.recovered}\n")
    if as_json:
        record = done.record
        held = {
            "corpus": str(path),
            "changed": record is not None,
            "record": f"runs/{record.run}.json" if record else None,
            "files_before": done.files_before,
            "files_after": done.files_after,
            "undone": list(record.undoes) if record else [],
        }
        sys.stdout.write(json.dumps(held, ensure_ascii=False) + "\n")
    else:
        recorded = f" Recorded in runs/{done.record.run}.json." if done.record else ""
        sys.stdout.write(f"{said}{recorded}\n")
    return 0
