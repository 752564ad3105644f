"""Who wrote a report first, by what is known of its site: an agency, a paper, its customer, an aggregator."""

from __future__ import annotations

import tomllib
from enum import IntEnum
from functools import cache
from importlib import resources
from typing import Final


class Origin(IntEnum):
    """How near to the source a page is; less is nearer."""

    AGENCY = 0
    PUBLISHER = 1
    CUSTOMER = 2
    AGGREGATOR = 3


_FILE: Final = "sources.toml"


def origin(site: str | None, agency: str | None) -> Origin:
    """Return how near to the source a report on ``site`` is that credits ``agency``."""
    known = _sites().get(site or "")
    if known is not None:
        return known
    return Origin.CUSTOMER if agency else Origin.PUBLISHER


@cache
def _sites() -> dict[str, Origin]:
    held = tomllib.loads((resources.files("cleaning.cues") / _FILE).read_text(encoding="utf-8"))
    return dict.fromkeys(held["agencies"], Origin.AGENCY) | dict.fromkeys(
        held["aggregators"], Origin.AGGREGATOR
    )
