"""What we say of the reports of the aggregator's dump: its near duplicates, and pairs labelled by us.

``copies_labels.jsonl`` names pairs by id, with a verdict given after reading where the two texts differ, and
the reason: ``copy`` (one report), ``part`` (all that one says stands in the other), ``version`` (one event or
release, told otherwise) or ``own`` (reports of their own). The first 122 were the removals least certain, the
others are pairs of much in common that stayed.
"""

from __future__ import annotations

import gzip
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.pages import DATA, DUMP
from benchmarks.tables import table
from cleaning.dedup import Relations
from cleaning.document import Document

PAIRS: Final = DATA / "text" / "baomoi.neardup_pairs.jsonl"
LABELS: Final = Path(__file__).with_name("copies_labels.jsonl")
BANDS: Final = ((0.8, 1.1), (0.65, 0.8), (0.4, 0.65), (0.0, 0.4))
VERDICTS: Final = ("copy", "part", "version", "own")
COPIES: Final = frozenset({"copy", "part"})
"""Verdicts by which one of a pair may be left out."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The places of two reports."""

    one: int
    other: int


def real_pairs(find: Callable[[Sequence[Document]], Relations]) -> str:
    """Return how many of the dump's pairs are removed or in one family, by Jaccard and by label."""
    documents = list(_documents())
    started = time.process_time()
    relations = find(documents)
    seconds = time.process_time() - started
    place = {document.id: at for at, document in enumerate(documents)}
    kinds = Counter(copy.kind for copy in relations.copies.values())
    speed = len(documents) / seconds
    said = f"{len(documents)} reports, {speed:.0f} a CPU second; removed {dict(sorted(kinds.items()))}"
    return "\n\n".join((_by_jaccard(place, relations), _by_label(place, relations), said))


def _documents() -> Iterator[Document]:
    with gzip.open(DUMP, "rt", encoding="utf-8") as file:
        for at, row in enumerate(map(json.loads, file)):
            yield Document(row["id"], None, None, DUMP.name, at, row["title"], row["body"])


def _by_jaccard(place: dict[str, int], relations: Relations) -> str:
    pairs = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    rows = []
    for low, high in BANDS:
        band = [Pair(place[p["a"]], place[p["b"]]) for p in pairs if low <= p["jaccard5"] < high]
        rows.append([f"Jaccard from {low}", *_outcome(band, relations)])
    return table(["real pairs", "pairs", "one removed", "one family"], rows)


def _by_label(place: dict[str, int], relations: Relations) -> str:
    """Return what became of the labelled pairs, and how many of those removed are copies."""
    labels = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    of_verdict = {
        verdict: [Pair(place[row["one"]], place[row["other"]]) for row in labels if row["verdict"] == verdict]
        for verdict in VERDICTS
    }
    rows = [[verdict, *_outcome(pairs, relations)] for verdict, pairs in of_verdict.items()]
    removed = {verdict: _removed(pairs, relations) for verdict, pairs in of_verdict.items()}
    right = sum(removed[verdict] for verdict in COPIES)
    precision = f"of the labelled pairs removed {right} of {sum(removed.values())} are copies or parts"
    return f"{table(['labelled', 'pairs', 'one removed', 'one family'], rows)}\n\n{precision}"


def _outcome(pairs: Sequence[Pair], relations: Relations) -> list[str]:
    family = relations.families
    together = sum(family.get(pair.one, pair.one) == family.get(pair.other, pair.other) for pair in pairs)
    return [str(len(pairs)), str(_removed(pairs, relations)), str(together)]


def _removed(pairs: Sequence[Pair], relations: Relations) -> int:
    def kept(at: int) -> int:
        return relations.copies[at].kept if at in relations.copies else at

    return sum(kept(pair.one) == kept(pair.other) for pair in pairs)
