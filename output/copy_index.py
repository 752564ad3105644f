"""What each document of the corpus is compared by, kept beside the tables: one file of keys for each run.

Derived data: a file that is missing, damaged or of another version is made anew from the tables, when the
next run begins. A run's documents are compared with everything before by joins that DuckDB runs over these
files: it reads them once from end to end, in bounded memory, and only the keys and texts of candidates are
loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from cleaning.dedup import CopyKey, Frequencies, KeyTable
from cleaning.document import Document
from output import copy_queries as queries
from output.durable import move, sync_file, sync_folder
from output.layout import Layout, keys_name
from output.rows import document_of
from output.tables import Tables

if TYPE_CHECKING:
    import duckdb

VERSION: Final = "2"
"""Changes with what a key is made from; files of another version are made anew."""

MEMORY: Final = "1GB"
"""What DuckDB may use for the joins; what doesn't fit goes to the run's staging folder."""

_ROWS: Final = 10_000
"""Keys written or loaded at a time, some 4 MB."""

_HASHES: Final = pa.list_(pa.field("element", pa.uint32()))  # the name Parquet prescribes

SCHEMA: Final = pa.schema(
    [
        pa.field("document", pa.int64()),
        pa.field("fingerprint", pa.binary(16)),
        pa.field("bands", _HASHES),
        pa.field("sample", _HASHES),
        *(pa.field(name, pa.binary()) for name in ("address", "site", "title", "edition")),
        *(pa.field(name, pa.int64()) for name in ("origin", "published", "fetched", "length")),
        pa.field("suspect", pa.bool_()),
        pa.field("id", pa.string()),
        pa.field("source_path", pa.string()),
        pa.field("source_record", pa.int64()),
    ]
).with_metadata({"tinsach.copy_keys": VERSION})
"""One key: ``document`` is the place of the document among those of its run."""

Keyed = Callable[[Document], CopyKey]


class Matches(NamedTuple):
    """Settled documents worth comparing with new ones, and how common passages are in all others.

    ``positions`` are places in the order of all settled documents, sorted.
    """

    positions: npt.NDArray[np.int64]
    frequencies: Frequencies


class CopyIndex:
    """The keys of the documents of all runs in ``tables``."""

    def __init__(self, tables: Tables, workshop: Path) -> None:
        self._paths = [tables.layout.root / keys_name(record.run) for record in tables.holding]
        rows = [pq.read_metadata(path).num_rows for path in self._paths]
        self._first = np.concatenate([[0], np.cumsum(rows)]).astype(np.int64)
        self._workshop = workshop

    def __len__(self) -> int:
        return int(self._first[-1])

    @classmethod
    def restored(cls, tables: Tables, workshop: Path, keyed: Keyed) -> CopyIndex:
        """Return the index of ``tables`` after making files anew that are missing or damaged.

        ``keyed`` makes the key of a document; ``workshop`` is a folder for drafts and for DuckDB. Call it
        with the lock of the corpus held.
        """
        for record in tables.holding:
            target = tables.layout.root / keys_name(record.run)
            if not is_sound(target):
                draft = workshop / f"keys-{target.name}"
                _write(draft, Tables(tables.layout, (record,)), keyed)
                target.parent.mkdir(exist_ok=True)
                sync_file(draft)
                move(draft, target)
                sync_folder(target.parent)
        return cls(tables, workshop)

    def matches(self, keys: KeyTable) -> Matches:
        """Return which settled documents may be relatives of those of ``keys``, and the frequencies."""
        nothing = np.empty(0, dtype=np.int64)
        if not len(self) or not len(keys):
            return Matches(nothing, Frequencies(nothing.astype(np.uint32), nothing))
        with self._connected() as connection:
            self._give(connection, keys)
            connection.execute(queries.FREQUENCIES)
            connection.execute(queries.POSITIONS)
            found = connection.sql("select position from positions order by position").to_arrow_table()
            common = connection.sql(queries.OTHERS).to_arrow_table()
        frequencies = Frequencies(common["passage"].to_numpy(), common["documents"].to_numpy())
        return Matches(found["position"].to_numpy(), frequencies)

    def keys(self, positions: npt.NDArray[np.int64]) -> Iterator[CopyKey]:
        """Yield the keys of the settled documents at ``positions``, which are sorted."""
        for number, path in enumerate(self._paths):
            start, end = np.searchsorted(positions, self._first[number : number + 2])
            wanted = positions[start:end] - self._first[number]
            if len(wanted):
                yield from _loaded(path, wanted)

    def _connected(self) -> duckdb.DuckDBPyConnection:
        import duckdb  # noqa: PLC0415 - 40 MB that other commands need not load

        config: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": str(self._workshop / "duckdb"),
            "memory_limit": MEMORY,
            "autoinstall_known_extensions": False,
        }
        return duckdb.connect(config=config)

    def _give(self, connection: duckdb.DuckDBPyConnection, keys: KeyTable) -> None:
        """Make the tables that the queries read: the new documents' keys and a view of the settled ones'."""
        tables = {"new_keys": _new_keys(keys), "files": self._files()}
        for name, rows in tables.items():
            connection.register("given", rows)
            connection.execute(f"create table {name} as select * from given")  # noqa: S608  # our own names
            connection.unregister("given")
        names = ", ".join("'" + str(path).replace("'", "''") + "'" for path in self._paths)
        connection.execute(queries.SETTLED.format(files=names))

    def _files(self) -> pa.Table:
        return pa.table({"filename": list(map(str, self._paths)), "first": self._first[:-1]})


def is_sound(path: Path) -> bool:
    """Return whether ``path`` holds keys of this version that can be read."""
    try:
        with pq.ParquetFile(path) as file:
            return bool(file.schema_arrow.equals(SCHEMA, check_metadata=True))
    except (OSError, pa.ArrowInvalid):
        return False


def unexpected(layout: Layout, runs: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the name of each file of keys that is damaged or of no run, and what is wrong with it."""
    for path in sorted(layout.keys.glob("*")):
        name = str(path.relative_to(layout.root))
        if path.suffix != ".parquet" or path.stem not in runs:
            yield name, "belongs to no run"
        elif not is_sound(path):
            yield name, "can't be read; the next run makes it anew"


def _write(path: Path, tables: Tables, keyed: Keyed) -> None:
    """Write the keys of the documents of one run; keys are noise, so they are stored as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(path, SCHEMA, compression="zstd", use_dictionary=["source_path"]) as writer:
        rows: list[dict[str, Any]] = []
        for at, row in enumerate(tables.rows("documents")):
            rows.append(_row(at, keyed(document_of(row))))
            if len(rows) >= _ROWS:
                writer.write_table(pa.Table.from_pylist(rows, SCHEMA))
                rows = []
        writer.write_table(pa.Table.from_pylist(rows, SCHEMA))


def _row(at: int, key: CopyKey) -> dict[str, Any]:
    row = {name: getattr(key, name) for name in SCHEMA.names if name != "document"}
    hashes = {name: np.frombuffer(row[name], dtype="<u4") for name in ("bands", "sample")}
    return row | hashes | {"document": at, "origin": int(key.origin)}


def _loaded(path: Path, wanted: npt.NDArray[np.int64]) -> Iterator[CopyKey]:
    first = 0
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_ROWS):
            start, end = np.searchsorted(wanted, [first, first + len(batch)])
            for row in batch.take(pa.array(wanted[start:end] - first)).to_pylist():
                del row["document"]
                hashes = {name: np.array(row[name], dtype="<u4").tobytes() for name in ("bands", "sample")}
                yield CopyKey(**row | hashes, settled=True)
            first += len(batch)


def _new_keys(keys: KeyTable) -> pa.Table:
    """Return the keys of new documents as the queries join them."""
    rows = keys.rows()
    return pa.table(
        {
            "document": np.arange(len(rows)),
            "fingerprint": pa.array([bytes(one) for one in rows["fingerprint"]], pa.binary(16)),
            "address": pa.array(
                [bytes(one) if one.any() else None for one in rows["address"].view(("u1", 8))], pa.binary()
            ),
            "bands": pa.array(
                [
                    one.tolist() if banded else []
                    for one, banded in zip(rows["bands"], rows["banded"], strict=True)
                ],
                _HASHES,
            ),
            "sample": pa.array([np.frombuffer(one, dtype="<u4") for one in keys.samples()], _HASHES),
        }
    )
