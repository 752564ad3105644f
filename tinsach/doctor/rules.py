"""The robots.txt of a host, as the crawl takes it (RFC 9309): what it allows us, and how slowly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from crawler.consent import AI_AGENTS
from crawler.job import Job
from crawler.markup import unpacked
from crawler.settings import ROBOTSTXT_USER_AGENT
from tinsach.doctor.fetch import Answer


@dataclass(frozen=True, slots=True)
class Rules:
    """What one robots.txt says; ``problem`` when it can't be had, which forbids everything for now."""

    parser: Any = None
    problem: str = ""

    def forbids(self, url: str) -> bool:
        """Return whether we may not fetch ``url``."""
        return bool(self.problem) or not self.parser.can_fetch(url, ROBOTSTXT_USER_AGENT)

    def forbids_training(self, url: str) -> bool:
        """Return whether those who gather texts for training may not fetch ``url``."""
        return not all(self.parser.can_fetch(url, agent) for agent in AI_AGENTS)

    @property
    def delay(self) -> float:
        """Return the seconds between requests it asks for, 0 for none."""
        return float(self.parser.crawl_delay(ROBOTSTXT_USER_AGENT) or 0) if self.parser else 0.0

    @property
    def sitemaps(self) -> list[str]:
        """Return the sitemaps it names."""
        return list(self.parser.sitemaps) if self.parser else []


def rules_of(home: str, job: Job, ask: Callable[[str, Job], Answer]) -> Rules:
    """Return the rules of the host of ``home``: a file that is not there allows everything."""
    from protego import Protego  # noqa: PLC0415  # Scrapy's parser

    answer = ask(urljoin(home, "/robots.txt"), job)
    if not answer.status or answer.status == 429 or answer.status >= 500:
        return Rules(problem=answer.said)
    body = unpacked(answer.body) if answer.status < 300 else b""
    return Rules(Protego.parse(body.decode("utf-8", "ignore")))
