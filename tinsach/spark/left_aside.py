"""Files that Spark's reader leaves aside without a word: empty ones, and names that Hadoop takes for hidden.

The driver reads those in their place, so that a cluster has the records that one machine has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cleaning.document import Failure
from cleaning.inputs.problems import failure
from tinsach.spark.units import Unit

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

MAX_BROUGHT: Final = 128 << 20
"""Bytes of all such files together: they lie in the driver's memory, in Python and in Java."""


class Content(NamedTuple):
    """A file as Spark's own rows give it."""

    path: str
    content: bytes


def left_aside(files: DataFrame, units: Sequence[Unit]) -> list[Unit]:
    """Return those of ``units`` that are not among the rows of ``files``; no content is read for it."""
    came = {row.path for row in files.select("path").collect()}
    return [unit for unit in units if unit.path not in came]


def brought(spark: SparkSession, units: Sequence[Unit]) -> Iterator[tuple[Unit, Content | Failure]]:
    """Yield each of ``units`` with its content, or why the driver can't read it."""
    held = 0
    for unit in units:
        held += unit.size
        if held > MAX_BROUGHT:
            held -= unit.size
            said = f"Spark leaves such names aside, the driver reads {MAX_BROUGHT:,} bytes of them: rename it"
            yield unit, failure(unit.shown, "unreadable_file", said)
        else:
            yield unit, _content(spark, unit)


def _content(spark: SparkSession, unit: Unit) -> Content | Failure:
    from py4j.protocol import Py4JJavaError  # noqa: PLC0415  # an extra

    gateway: Any = spark.sparkContext
    path = gateway._jvm.org.apache.hadoop.fs.Path(unit.path)  # PySpark opens no file by itself
    try:
        stream = path.getFileSystem(gateway._jsc.hadoopConfiguration()).open(path)
        try:
            return Content(unit.path, bytes(gateway._jvm.org.apache.commons.io.IOUtils.toByteArray(stream)))
        finally:
            stream.close()
    except Py4JJavaError as error:
        said = f"cannot be read ({error.java_exception.getMessage()})"
        return failure(unit.shown, "unreadable_file", said)
