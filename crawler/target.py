"""What the frontier stores of an address, and how fetching it ended."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

COLUMNS: Final = "key, url, host, kind, callback, priority, depth, referrer, meta"
"""The columns of a target, in the order of ``values_of`` and ``target_of``."""


class State(StrEnum):
    """Where an address stands."""

    WAITING = "waiting"
    IN_FLIGHT = "in_flight"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Target:
    """An address to fetch. ``meta`` must be plain JSON data; by ``stamp`` its last answer is known."""

    key: str
    url: str
    kind: str
    callback: str
    priority: int = 0
    depth: int = 0
    referrer: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)
    stamp: str | None = None

    @property
    def host(self) -> str:
        """The host that is asked, the unit of politeness."""
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How fetching one address ended; of a report its topic score, the ``band`` and the strongest terms."""

    state: State
    status: int | None = None
    reason: str | None = None
    score: float | None = None
    band: str | None = None
    terms: str | None = None


def values_of(target: Target) -> tuple[Any, ...]:
    """Return the values of ``COLUMNS``."""
    meta = json.dumps(dict(target.meta), ensure_ascii=False)
    place = (target.key, target.url, target.host, str(target.kind), target.callback)
    return (*place, target.priority, target.depth, target.referrer, meta)


def told_of(outcome: Outcome) -> tuple[Any, ...]:
    """Return state, status, reason and score as they are stored."""
    return (outcome.state.value, outcome.status, outcome.reason, outcome.score)


def target_of(row: tuple[Any, ...]) -> Target:
    """Return the target of a row of ``COLUMNS``, with the stamp behind them or without."""
    key, url, _host, kind, callback, priority, depth, referrer, meta, *stamp = row
    return Target(key, url, kind, callback, priority, depth, referrer, json.loads(meta), *stamp)
