"""What a crawl needs beyond a job file that can be read: one set of checks for the crawl and the doctor.

A job that fails one of them can be loaded, cleaned and explained, but nothing is fetched with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cleaning.address import AddressError, site
from crawler.hosts import host_of, is_this_machine
from crawler.job import CrawlPart, Job, JobError, is_at_home

PLACEHOLDER: Final = re.compile(
    r"(@|//)([\w.-]+\.)?(example|example\.(com|net|org)|invalid|test|localhost)(?![\w.\-])", re.IGNORECASE
)
"""Contacts under the names kept free for examples and tests (RFC 2606, RFC 6761): they reach nobody."""

CONTACT_REMEDY: Final = "give an e-mail or web address of yours as [crawl] contact"
SEEDS_REMEDY: Final = "name homes, feeds, sitemaps or lists, or files of addresses (addresses)"


@dataclass(frozen=True, slots=True)
class Fault:
    """What keeps a job from being crawled: the check, what was seen, what to do about it."""

    check: str
    said: str
    remedy: str


def reaches_nobody(contact: str) -> bool:
    """Return whether a contact is a placeholder."""
    return PLACEHOLDER.search(contact) is not None


def faults(job: Job) -> Iterator[Fault]:
    """Yield what is wrong with ``job``. On this machine, where nobody is asked, any contact will do."""
    crawl = job.crawl
    if not crawl.contact:
        yield Fault("contact", "[crawl] contact is empty", CONTACT_REMEDY)
    elif reaches_nobody(crawl.contact) and not is_at_home(crawl) and not _is_refused(crawl):
        yield Fault("contact", f"{crawl.contact} reaches nobody", CONTACT_REMEDY)
    if not crawl.seeds and not crawl.addresses:
        yield Fault("seeds", "[crawl] seeds is empty", SEEDS_REMEDY)
    for seed in crawl.seeds:
        try:
            site(seed)
        except AddressError as error:
            yield Fault("seeds", f"{seed}: {error}", "mend or remove it in [crawl] seeds")


def _is_refused(crawl: CrawlPart) -> bool:
    """Whether nobody would be asked at all: this machine alone is named, and may not be asked."""
    hosts = [*map(host_of, crawl.seeds), *crawl.sites]
    return not crawl.proxy and not crawl.addresses and all(map(is_this_machine, hosts))


def require_ready(job: Job) -> None:
    """Raise ``JobError`` with the first fault of ``job``."""
    for fault in faults(job):
        raise JobError(f"{job.path}: {fault.said}; {fault.remedy}")
