"""Pairs that share rare passages: group-bys over a table of documents and their sampled passages.

The steps are SQL over plain tables (passage → documents → pair → score), run by DuckDB in this process; a
cluster's engine can run the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from cleaning.dedup.candidates import Pairs, Ranks
from cleaning.dedup.frequency import COMMON, Frequencies, Keys

if TYPE_CHECKING:
    import duckdb

MAX_DOCUMENTS: Final = 60
"""Documents that may have a passage for it to make pairs: what stands in more is a template or a site's own
text, and pairs grow with the square (shared facts)."""

MAX_PARTNERS: Final = 8
"""Documents one is compared with, those sharing most first: .97 of the labelled set's pairs are found."""

MAX_STARS: Final = 2
"""Documents one is compared with by common passages: the best that have each of them, since all pairs would
be too many. So the versions of a report that a hundred papers print are compared with its original."""

MIN_SHARED: Final = 0.15
"""Share of the shorter one's sampled passages that must be shared for a pair to be compared: a third of
what makes a family, since samples are small. Nine of ten pairs share a single passage by chance and are
never read."""

BLOCK: Final = 20_000
"""Documents whose partners are looked for at a time; some 10 million rows at most."""

_FREQUENCIES: Final = """
    select passage, count(*) + any_value(coalesce(others.documents, 0)) as documents
    from sampled left join others using (passage)
    group by passage having count(*) + any_value(coalesce(others.documents, 0)) > 1 order by passage
"""
_RARE: Final = f"""
    create table rare as
    select sampled.document, passage, cast(least(1000, {COMMON}000 // documents) as integer) as weight
    from sampled join frequencies using (passage)
    where documents <= {MAX_DOCUMENTS}
"""  # noqa: S608  # constants of this module
_ENOUGH: Final = f"""enough as (
        select shared.* from shared
        join sizes as mine on mine.document = shared.document
        join sizes as other on other.document = shared.partner
        where shared.passages >= {MIN_SHARED} * least(mine.passages, other.passages)
        and not (mine.settled and other.settled)
    )
    select document, partner from enough"""  # noqa: S608  # constants of this module
_PARTNERS: Final = f"""
    with shared as (
        select mine.document, other.document as partner, sum(mine.weight) as weight, count(*) as passages
        from rare as mine join rare as other using (passage)
        where mine.document between $first and $last and other.document <> mine.document
        group by all
    ), {_ENOUGH}
    qualify row_number() over (partition by document order by weight desc, partner) <= {MAX_PARTNERS}
"""  # noqa: S608  # constants of this module
_STARS: Final = f"""
    with common as (
        select document, min(document) over (partition by passage) as star
        from sampled join frequencies using (passage)
        where documents > {MAX_DOCUMENTS}
    ), shared as (
        select document, star as partner, count(*) as passages from common where star <> document group by all
    ), {_ENOUGH}
    qualify row_number() over (partition by document order by passages desc, partner) <= {MAX_STARS}
"""  # noqa: S608  # constants of this module


class RarePassages:
    """The sampled passages of some documents: parallel arrays of documents (ranks) and passages.

    ``settled`` are the documents that are never compared with each other; ``others`` says how common
    passages are in documents that are not among these.
    """

    def __init__(self, documents: Ranks, passages: Keys, settled: Ranks, others: Frequencies) -> None:
        self._connection = _connected()
        self._documents = np.unique(documents)
        sizes = np.unique(documents, return_counts=True)
        self._give("sampled", document=documents, passage=passages)
        self._give("sizes", document=sizes[0], passages=sizes[1], settled=np.isin(sizes[0], settled))
        self._give("others", passage=others.keys, documents=others.documents)
        found = self._connection.sql(_FREQUENCIES).to_arrow_table()
        self.frequencies = Frequencies(found["passage"].to_numpy(), found["documents"].to_numpy())
        self._give("frequencies", passage=self.frequencies.keys, documents=self.frequencies.documents)
        self._connection.execute(_RARE)

    def pairs(self) -> Pairs:
        """Return the pairs worth comparing: each document with those it shares most rare passages with."""
        count = int(self._documents[-1]) + 1 if len(self._documents) else 1
        found = [self._found(_STARS)]
        for start in range(0, len(self._documents), BLOCK):
            block = self._documents[start : start + BLOCK]
            found.append(self._found(_PARTNERS, first=int(block[0]), last=int(block[-1])))
        mine, other = (np.concatenate(columns) for columns in zip(*found, strict=True))
        worse, better = np.divmod(np.unique(np.maximum(mine, other) * count + np.minimum(mine, other)), count)
        return Pairs(better, worse)

    def _found(self, query: str, **block: int) -> Pairs:
        found = self._connection.sql(query, params=block).to_arrow_table()
        return Pairs(found["partner"].to_numpy(), found["document"].to_numpy())

    def _give(self, name: str, **columns: np.ndarray) -> None:
        """Make a table of arrays."""
        self._connection.register("given", pa.table(columns))
        self._connection.execute(f"create table {name} as select * from given")  # noqa: S608  # our own names
        self._connection.unregister("given")


def _connected() -> duckdb.DuckDBPyConnection:
    """Return a database in memory that neither writes files nor loads extensions."""
    import duckdb  # noqa: PLC0415 - 40 MB that cleaning alone need not load

    return duckdb.connect(config={"temp_directory": "", "autoinstall_known_extensions": "false"})
