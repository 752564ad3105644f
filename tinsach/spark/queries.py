"""The group-bys of finding copies as Spark runs them: the same answers as numpy's and DuckDB's.

Views: ``keys`` (ordinal, bands, sample), kept on the cluster's disks; ``ranks`` (ordinal, rank, settled), the
documents looked at; ``others`` (passage, documents).
"""

from __future__ import annotations

from typing import Final

from cleaning.dedup.candidates import MAX_CANDIDATES
from cleaning.dedup.frequency import COMMON
from cleaning.dedup.rare import MAX_DOCUMENTS, MAX_PARTNERS, MAX_STARS, MIN_SHARED

BANDS: Final = f"""
    with banded as (
        select rank, posexplode(bands) as (band, hash) from keys join ranks using (ordinal)
    ), bucket as (
        select rank, first_value(rank) over one as star, lag(rank) over one as previous
        from banded window one as (partition by band, hash order by rank)
    ), pairs as (
        select rank as worse, star as better from bucket where star < rank
        union all
        select rank as worse, previous as better from bucket where previous > star
    ), shared as (
        select worse, better, count(*) as bands from pairs group by worse, better
    ), placed as (
        select *, row_number() over (partition by worse order by bands desc, better) as place from shared
    )
    select better, worse from placed where place <= {MAX_CANDIDATES}
"""  # noqa: S608  # constants
"""Each document with its bucket's first and its predecessor there, those sharing most bands first."""

SAMPLED: Final = """
    select rank, settled, size(sample) as passages, explode(sample) as passage
    from keys join ranks using (ordinal)
"""

FREQUENCIES: Final = """
    with counted as (
        select passage, count(*) as documents from sampled group by passage
    ), every as (
        select passage, counted.documents + coalesce(others.documents, 0) as documents
        from counted left join others using (passage)
    )
    select passage, documents from every where documents > 1
"""

_CHOSEN: Final = f"""enough as (
        select * from shared
        where common >= {MIN_SHARED} * least(passages, other_passages) and not (settled and other_settled)
    )"""  # noqa: S608  # constants

PARTNERS: Final = f"""
    with rare as (
        select sampled.*, cast(least(1000, {COMMON}000 div documents) as int) as weight
        from sampled join frequencies using (passage) where documents <= {MAX_DOCUMENTS}
    ), shared as (
        select mine.rank as document, other.rank as partner, sum(mine.weight) as weight, count(*) as common,
            mine.passages, other.passages as other_passages, mine.settled, other.settled as other_settled
        from rare as mine join rare as other on mine.passage = other.passage and mine.rank <> other.rank
        group by mine.rank, other.rank, mine.passages, other.passages, mine.settled, other.settled
    ), {_CHOSEN}, placed as (
        select document, partner,
            row_number() over (partition by document order by weight desc, partner) as place from enough
    )
    select document, partner from placed where place <= {MAX_PARTNERS}
"""  # noqa: S608  # constants

STARS: Final = f"""
    with common as (
        select sampled.*, min(struct(rank, passages, settled)) over (partition by passage) as star
        from sampled join frequencies using (passage) where documents > {MAX_DOCUMENTS}
    ), shared as (
        select rank as document, star.rank as partner, count(*) as common, passages, settled,
            star.passages as other_passages, star.settled as other_settled
        from common where star.rank <> rank
        group by rank, star.rank, passages, settled, star.passages, star.settled
    ), {_CHOSEN}, placed as (
        select document, partner,
            row_number() over (partition by document order by common desc, partner) as place from enough
    )
    select document, partner from placed where place <= {MAX_STARS}
"""  # noqa: S608  # constants

LINES: Final = "select key, sum(documents) as documents from lines group by key"
