"""Parquet: batches of the columns that are needed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

from cleaning.document import Failure, Record
from cleaning.inputs.item import Item
from cleaning.inputs.problems import ReadError, failure
from cleaning.inputs.rows import Rows, choose_columns, missing_text
from cleaning.inputs.taken import keep_names

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_BATCH_ROWS = 64
"""Rows held at a time: pages of a megabyte stay within bounds."""

_MAGIC = b"PAR1"


def read_parquet(item: Item) -> Iterator[Record | Failure]:
    """Yield the rows of a Parquet file. A row group is decoded column page by column page."""
    with item.seekable() as file:
        table = _opened(file)
        rows = Rows(item.name, item.options, item.taken)
        columns = choose_columns(table.schema_arrow.names, item.options)
        if columns.text is None:
            message = missing_text(table.schema_arrow.names, item.options)
            yield failure(item.name, "missing_column", message)
            return
        kind = table.schema_arrow.field(columns.text).type
        if not _is_text(kind):
            yield failure(item.name, "missing_column", f"column {columns.text!r} is {kind}, not text")
            return
        if item.taken is not None:  # the rows read hold no more than is taken
            keep_names(item.taken.names, table.schema_arrow.names)
        for row in _rows(table, columns.used()):
            yield rows.record(row, "")
        if nothing := rows.none_found():
            yield nothing


def _opened(file: IO[bytes]) -> pq.ParquetFile:
    import pyarrow as pa  # half a second that other inputs need not pay  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    file.seek(-len(_MAGIC), 2)
    if file.read() != _MAGIC:
        raise ReadError("truncated_archive", "the Parquet file has no end mark")
    file.seek(0)
    try:
        return pq.ParquetFile(file, pre_buffer=False, buffer_size=2**20)
    except (pa.ArrowException, OSError) as error:
        raise ReadError("corrupt_archive", f"damaged Parquet file ({error})") from error


def _is_text(kind: pa.DataType) -> bool:
    import pyarrow as pa  # noqa: PLC0415

    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_string_view(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
    )


def _rows(table: pq.ParquetFile, columns: list[str]) -> Iterator[dict[str, object]]:
    import pyarrow as pa  # noqa: PLC0415

    batches = table.iter_batches(batch_size=_BATCH_ROWS, columns=columns)
    while True:
        try:
            batch = next(batches, None)
        except (pa.ArrowException, OSError) as error:
            raise ReadError("corrupt_archive", f"damaged Parquet file ({error})") from error
        if batch is None:
            return
        values = [_values(batch.column(name)) for name in columns]
        yield from (dict(zip(columns, row, strict=True)) for row in zip(*values, strict=True))


def _values(column: pa.Array) -> list[Any]:
    """Python values; moments in microseconds, since Python has no finer ones."""
    import pyarrow as pa  # noqa: PLC0415

    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    try:
        values: list[Any] = column.to_pylist()
    except UnicodeDecodeError:  # strings that are not UTF-8: bytes, decoded like those of a file
        values = column.cast(pa.binary()).to_pylist()
    except (ValueError, OverflowError):  # moments outside the years 1 to 9999, unknown zones
        values = [None] * len(column)
    return values
