"""What a crawl begins with: the job's seeds, what profiles add to them, and plain lists of addresses."""

from __future__ import annotations

import logging
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from cleaning.address import AddressError, site
from crawler import clock, sites
from crawler.job import JobError
from crawler.leads import Lead
from crawler.sites import PageKind

logger = logging.getLogger(__name__)


def discovery_of(seed: str) -> list[str]:
    """Return the feeds, sitemaps and lists the profile of a site knows, when ``seed`` is its home."""
    profile = sites.profile_of(seed)
    if profile is None or urlsplit(seed).path.strip("/"):
        return []
    today = clock.now()
    known = (*profile.feeds, *profile.sitemaps, *profile.lists)
    return [urljoin(seed, path.format(year=today.year, month=today.month)) for path in known]


def site_of_seed(url: str) -> str:
    """Return the site of an address of the job; raises ``JobError``."""
    try:
        return site(url)
    except AddressError as error:
        raise JobError(f"seeds: {error}") from error


def listed_in(file: Path) -> list[Lead]:
    """Return the addresses of a file, one a line; what is none is named in one warning and left out."""
    leads: list[Lead] = []
    for number, line in enumerate(file.read_text("utf-8-sig", "replace").splitlines(), 1):
        address = line.strip()
        try:
            if address and not address.startswith("#"):
                site(address)
                leads.append(Lead(address, sites.kind_of(address) or PageKind.ARTICLE))
        except AddressError as error:
            logger.warning("%s:%d: %s; left out", file, number, error)
    return leads
