"""The joins of new documents' keys with those of the corpus: group-bys that any SQL engine can run.

Tables: ``new_keys`` (document, fingerprint, address, bands, sample) and ``settled`` (the same with
``position``).
"""

from __future__ import annotations

from typing import Final

from cleaning.dedup.candidates import MAX_CANDIDATES
from cleaning.dedup.frequency import COMMON
from cleaning.dedup.rare import MAX_DOCUMENTS, MAX_PARTNERS, MIN_SHARED

SETTLED: Final = """
    create view settled as
    select document + first as position, fingerprint, address, bands, sample
    from read_parquet([{files}], filename = true) join files using (filename)
"""

FREQUENCIES: Final = """
    create table new_passages as select document, unnest(sample) as passage from new_keys;
    create table new_frequencies as select passage, count(*) as documents from new_passages group by passage;
    create table settled_frequencies as
    select passage, count(*) as documents
    from (select unnest(sample) as passage from settled) semi join new_frequencies using (passage)
    group by passage;
"""

_SAME: Final = """
    select min(position) as position
    from settled semi join new_keys using (fingerprint)
    group by fingerprint
    union all
    select position from settled semi join new_keys using (address)
    qualify row_number() over (partition by address order by position) <= 2
        or row_number() over (partition by address order by position desc) <= 2
"""

_BANDS: Final = f"""
    with new_bands as (
        select document, generate_subscripts(bands, 1) as number, unnest(bands) as band from new_keys
    ), old_bands as (
        select position, generate_subscripts(bands, 1) as number, unnest(bands) as band from settled
    ), hits as (
        select document, number, position from old_bands join new_bands using (number, band)
        qualify row_number() over (partition by document, number order by position) <= {MAX_CANDIDATES}
    ), shared as (
        select document, position, count(*) as bands from hits group by all
    )
    select position from shared
    qualify row_number() over (partition by document order by bands desc, position) <= {MAX_CANDIDATES}
"""  # noqa: S608  # constants

_PASSAGES: Final = f"""
    with rare as (
        select passage, cast(least(1000, {COMMON}000 // (old.documents + new.documents)) as integer) as weight
        from settled_frequencies as old join new_frequencies as new using (passage)
        where old.documents + new.documents <= {MAX_DOCUMENTS}
    ), mine as (
        select document, passage, weight from new_passages join rare using (passage)
    ), other as (
        select position, passage, passages
        from (select position, unnest(sample) as passage, len(sample) as passages from settled)
        semi join rare using (passage)
    ), shared as (
        select document, position, sum(weight) as weight, count(*) as passages,
            any_value(other.passages) as size
        from mine join other using (passage) group by document, position
    )
    select position from shared join (select document, len(sample) as own from new_keys) using (document)
    where passages >= {MIN_SHARED} * least(size, own)
    qualify row_number() over (partition by document order by weight desc, position) <= {MAX_PARTNERS}
"""  # noqa: S608  # constants

_STARS: Final = f"""
    with common as (
        select passage from settled_frequencies where documents > {MAX_DOCUMENTS}
    ), stars as (
        select passage, min(position) as position
        from (select position, unnest(sample) as passage from settled) semi join common using (passage)
        group by passage
    ), shared as (
        select document, position, count(*) as passages
        from new_passages join stars using (passage)
        group by all
    )
    select position from shared join (select document, len(sample) as own from new_keys) using (document)
    where passages >= {MIN_SHARED} * own
    qualify row_number() over (partition by document order by passages desc, position) <= 2
"""  # noqa: S608  # constants

POSITIONS: Final = f"""
    create table positions as
    select distinct position
    from (({_SAME}) union all ({_BANDS}) union all ({_PASSAGES}) union all ({_STARS}))
"""  # noqa: S608  # constants

OTHERS: Final = """
    with loaded as (
        select passage, count(*) as documents
        from (select unnest(sample) as passage from settled semi join positions using (position))
        semi join new_frequencies using (passage)
        group by passage
    )
    select passage, old.documents - coalesce(loaded.documents, 0) as documents
    from settled_frequencies as old left join loaded using (passage)
    where old.documents > coalesce(loaded.documents, 0)
    order by passage
"""
