"""The engine on a cluster: cleans there, brings the outcomes to the driver, compares there."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cleaning.document import Failure
from output.run import Run
from tinsach.engine import Work
from tinsach.errors import WorkersError
from tinsach.parcel import Parcel
from tinsach.pool import Limits
from tinsach.progress import Progress
from tinsach.spark.comparison import Batches, SparkComparison
from tinsach.spark.corpus import Cleaner, Done
from tinsach.spark.gave_up import cause_of
from tinsach.spark.reading import dealt
from tinsach.spark.session import session
from tinsach.spark.units import Unit, missing, units
from tinsach.worker import Cleaned, of_own_text

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.sql import SparkSession


@contextmanager
def spark_engine(master: str | None) -> Iterator[SparkEngine]:
    """Yield an engine on the cluster at ``master``, or on the one ``spark-submit`` started this process for.

    Raises UsageError when there is no Spark, WorkersError when it gives up.
    """
    with session(master) as spark:
        from py4j.protocol import Py4JJavaError  # noqa: PLC0415  # an extra
        from pyspark.errors import PySparkException  # noqa: PLC0415

        try:
            yield SparkEngine(spark)
        except (Py4JJavaError, PySparkException) as error:
            raise WorkersError(f"Spark gave up: {cause_of(error)}") from error


class SparkEngine:
    """Tasks of Spark; the driver holds what ``Comparison`` and ``Run`` do, and two tasks' results at a time.

    For one run: ask for the comparison, then for the outcomes.
    """

    def __init__(self, spark: SparkSession) -> None:
        self._spark = spark
        self._batches = Batches()

    def absent(self, sources: Sequence[str]) -> list[str]:
        """Return those that neither this machine nor Hadoop finds."""
        return missing(self._spark, sources)

    def comparison(self, run: Run, limits: Limits) -> SparkComparison:  # noqa: ARG002  # the cluster's cores
        """Return what compares the documents of ``run`` on the cluster."""
        return SparkComparison(run, self._spark, self._batches)

    def cleaned(self, work: Work, progress: Progress) -> Generator[Parcel, None, None]:
        """Yield what becomes of the records after all of them are cleaned, task by task."""
        found = units(self._spark, work.sources)
        for one in found:
            if isinstance(one, Failure):
                progress.read()
                yield work.packing.parcel([Cleaned(one)])
        files = [one for one in found if isinstance(one, Unit)]
        if not files:
            return
        progress.begin(None)
        self._batches.done = self._clean(files, work)
        progress.phase("cleaning on the cluster")
        self._batches.done.count()  # all at once: bringing them here runs one task after the other
        for batch in self._batches.done.toLocalIterator(prefetchPartitions=True):
            items = batch.items()
            self._batches.add(batch, len(items))
            progress.read(len(items))
            yield work.packing.parcel([of_own_text(item, work.own) for item in items])

    def _clean(self, files: list[Unit], work: Work) -> RDD[Done]:
        from pyspark import StorageLevel  # noqa: PLC0415

        cleaner = Cleaner(work.pipeline, work.limits.record_seconds)
        rows = dealt(self._spark, files, work.inputs).mapPartitions(cleaner.cleaned)
        return rows.persist(StorageLevel.DISK_ONLY)
