"""The days on which reports were published, where they were published, for whole columns of times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from output.schema import PUBLISHED_ZONE

_ZONE: Final = ZoneInfo(PUBLISHED_ZONE)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_DAY: Final = timedelta(days=1) // _MICROSECOND

_LAST: Final = (datetime(9999, 12, 31, tzinfo=UTC) - _EPOCH) // _MICROSECOND
"""The last midnight that Python can tell in any zone."""


def day_of(time: datetime | None) -> str:
    """Return the day of ``time`` where reports are published (ISO 8601), empty without a time."""
    return time.astimezone(_ZONE).date().isoformat() if time else ""


def days_of(times: pa.ChunkedArray) -> pa.Array:
    """Return the days of ``times`` likewise, as dates; null without a time.

    Python is asked for the zone, once for each day that occurs: Arrow's functions know zones only where the
    system has a database of them, which slim containers lack.
    """
    instants = times.cast(pa.timestamp("us", tz="UTC")).cast(pa.int64())
    known = instants.is_valid().to_numpy()
    at = instants.fill_null(0).to_numpy()
    local = np.where(known, at + _offsets(at), 0) // _DAY
    return pa.array(local.astype(np.int32), pa.int32(), mask=~known).cast(pa.date32())


def _offsets(instants: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return how far the zone is ahead of UTC at each of ``instants``, all in microseconds."""
    dates, where = np.unique(instants // _DAY, return_inverse=True)
    begin, end = dates * _DAY, np.minimum(dates * _DAY + _DAY - 1, _LAST)
    first, last = (np.array([_offset(at) for at in ends.tolist()], np.int64) for ends in (begin, end))
    found: npt.NDArray[Any] = first[where]
    for place in np.flatnonzero((first != last)[where]).tolist():  # the zone changed on that day
        found[place] = _offset(int(instants[place]))
    return found


def _offset(instant: int) -> int:
    ahead = (_EPOCH + instant * _MICROSECOND).astimezone(_ZONE).utcoffset()
    return (ahead or timedelta()) // _MICROSECOND
