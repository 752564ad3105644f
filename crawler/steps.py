"""What of a Scrapy request outlives the process, and what kind of step it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cleaning.address import canonical

KEPT_META: Final[tuple[str, ...]] = (
    *("depth", "paged", "kind", "inherited", "listed", "referrer", "retry_times"),
    *("text", "place", "section", "shelf", "of_list"),
    *("redirect_times", "redirect_ttl", "redirect_urls", "redirect_reasons"),
)
"""The meta keys that outlive the process; the others belong to one download."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a request is besides new: a second attempt, or the next hop of a redirect."""

    retried: bool
    redirected_from: str | None

    @classmethod
    def of(cls, meta: Mapping[str, Any]) -> Step:
        """Read the step off a request's meta."""
        hops = meta.get("redirect_urls") or []
        return cls(bool(meta.get("retry_times")), canonical(hops[-1]) if hops else None)
