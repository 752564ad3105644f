"""Files of an older schema version: how they are noticed, and how their rows become rows of this one."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from output.errors import CorpusError
from output.records import RunRecord
from output.schema import SCHEMA_VERSION, schema
from output.tables import Tables


def outdated(records: Sequence[RunRecord]) -> list[RunRecord]:
    """Return those of ``records`` whose files are of an older schema version."""
    return [record for record in records if record.files and record.schema_version != SCHEMA_VERSION]


def require_current(tables: Tables) -> None:
    """Raise CorpusError when files of ``tables`` are of another schema version than this tinsach writes."""
    require_known(tables)
    if old := outdated(tables.records):
        root, versions = tables.layout.root, sorted({_number(record) for record in old})
        held = f"files of schema version {versions[0]}, this tinsach writes {SCHEMA_VERSION}"
        raise CorpusError(f"{root}: has {held}; `tinsach upgrade {root}` brings them along")


def require_known(tables: Tables) -> None:
    """Raise CorpusError when files of ``tables`` are of a later schema version than this tinsach knows."""
    newest = max(map(_number, tables.records), default=0)
    if newest > int(SCHEMA_VERSION):
        known = f"this tinsach knows {SCHEMA_VERSION}; use a newer one"
        raise CorpusError(f"{tables.layout.root}: has files of schema version {newest}, {known}")


def upgraded(batch: pa.RecordBatch, table: str) -> pa.RecordBatch:
    """Return ``batch``, of any schema version so far, in the schema of now; what was not kept is null.

    Raises CorpusError for a column that must have a value and is missing.
    """
    wanted = schema(table)
    columns = []
    for field in wanted:
        if field.name in batch.schema.names:
            columns.append(batch.column(field.name).cast(field.type))
        elif field.nullable:
            columns.append(pa.nulls(len(batch), field.type))
        else:
            raise CorpusError(f"{table}: has no column {field.name}, which no schema version lacks")
    return pa.RecordBatch.from_arrays(columns, schema=wanted)


def _number(record: RunRecord) -> int:
    try:
        return int(record.schema_version or 1)
    except ValueError as error:
        raise CorpusError(f"runs/{record.run}.json: schema version {record.schema_version!r}") from error
