"""A Spark session for one run of ``tinsach clean``."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tinsach.errors import UsageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOOPBACK: Final = "127.0.0.1"

_OWN: Final = {
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.maxResultSize": "0",
    "spark.sql.session.timeZone": "UTC",
}
"""Settings of a session that ``--master`` opens; one that ``spark-submit`` opened keeps its own."""


@contextmanager
def session(master: str | None) -> Iterator[SparkSession]:
    """Yield a session at ``master``, or the one that ``spark-submit`` set up, and stop it at the end.

    Raises UsageError without PySpark or Java.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        spark = _opened(master)
        try:
            yield spark
        finally:
            spark.stop()


def _opened(master: str | None) -> SparkSession:
    try:
        import pyspark  # noqa: PLC0415  # an extra
        from pyspark.errors import PySparkRuntimeError  # noqa: PLC0415
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(f"the engine spark needs PySpark: pip install 'tinsach[spark]' ({error})") from error
    builder = SparkSession.builder.appName("tinsach clean")
    if not _submitted():
        master = master or "local[*]"
        settings = _OWN | (_on_loopback(Path(pyspark.__file__).parent) if master.startswith("local") else {})
        for name, value in settings.items():
            builder = builder.config(name, value)
    if master:
        builder = builder.master(master)
    try:
        return builder.getOrCreate()
    except PySparkRuntimeError as error:
        java = "" if shutil.which("java") or os.environ.get("JAVA_HOME") else "; it needs Java 17 or newer"
        raise UsageError(f"Spark can't start ({error}){java}") from error


def _submitted() -> bool:
    """Return whether ``spark-submit`` started this process: it leaves the way to its gateway."""
    return "PYSPARK_GATEWAY_PORT" in os.environ


def _on_loopback(home: Path) -> dict[str, str]:
    """Return the settings of a Spark on this machine, which nobody else need reach; set what it inherits."""
    os.environ.setdefault("SPARK_LOCAL_IP", LOOPBACK)
    os.environ.setdefault("SPARK_HOME", str(home))  # local-cluster starts its workers from there
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    return {
        "spark.driver.host": LOOPBACK,
        "spark.driver.bindAddress": LOOPBACK,
        "spark.ui.enabled": "false",
        "spark.log.level": "ERROR",
    }
