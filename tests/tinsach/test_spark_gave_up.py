"""What Spark's errors come to in one line; stand-ins for its exceptions, so that it needs no Spark."""

from __future__ import annotations

import pytest

from tinsach.spark.gave_up import cause_of

STAGE = """Job aborted due to stage failure: Task 0 in stage 3.0 failed 1 times, most recent failure: Lost task
0.0 in stage 3.0 (TID 3): org.apache.spark.api.python.PythonException: Traceback (most recent call last):
  File "worker.py", line 1, in main
RuntimeError: hết chỗ trên đĩa

\tat org.apache.spark.api.python.BasePythonRunner$ReaderIterator.read(PythonRunner.scala:1)
\tat java.base/java.lang.Thread.run(Thread.java:840)

Driver stacktrace:
\tat org.apache.spark.Other"""


class Java:
    """Stands for a Java exception."""

    def __init__(self, message: str | None, cause: Java | None = None) -> None:
        self._message, self._cause = message, cause

    def getMessage(self) -> str | None:  # noqa: N802  # Java's name
        return self._message

    def getCause(self) -> Java | None:  # noqa: N802
        return self._cause

    def getClass(self) -> Java:  # noqa: N802
        return self

    def getName(self) -> str:  # noqa: N802
        return "java.lang.OutOfMemoryError"


class FromJavaError(Exception):
    """Stands for Py4JJavaError."""

    def __init__(self, java: Java) -> None:
        super().__init__("An error occurred while calling o1.x")
        self.java_exception = java


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            FromJavaError(Java("Exception thrown in awaitResult: ", Java(STAGE))),
            "RuntimeError: hết chỗ trên đĩa",
        ),
        (FromJavaError(Java("awaitResult: ", Java(None))), "awaitResult:"),
        (FromJavaError(Java(None, Java(None))), "java.lang.OutOfMemoryError"),
        (
            FromJavaError(
                Java("x\n\tat a.b(C.java:1)\nCaused by: java.io.IOException: mất nối\n\t... 3 more")
            ),
            "java.io.IOException: mất nối",
        ),
        (
            RuntimeError("\nValueError: chữ\n\nJVM stacktrace:\norg.apache.X\n\tat y.z(A.java)"),
            "ValueError: chữ",
        ),
        (RuntimeError(), "RuntimeError"),
    ],
)
def test_the_cause_is_named_not_what_waited_for_it(error: Exception, said: str) -> None:
    assert cause_of(error) == said
