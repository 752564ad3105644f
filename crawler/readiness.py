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
from crawler.job import Job, JobError

PLACEHOLDER: Final = re.compile(
    r"(@|//)([\w.-]+\.)?(example|example\.(com|net|org)|invalid|test|localhost)(?![\w.\-])", re.IGNORECASE
)
"""Contacts under the names kept free for examples and tests (RFC 2606, RFC 6761): they reach nobody."""

CONTACT_REMEDY: Final = "give an address of yours as [crawl] contact"


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
    asks_others = not crawl.allow_loopback and not all(is_this_machine(host_of(s)) for s in crawl.seeds)
    if asks_others and reaches_nobody(crawl.contact):
        yield Fault("contact", f"{crawl.contact} reaches nobody", CONTACT_REMEDY)
    for seed in crawl.seeds:
        try:
            site(seed)
        except AddressError as error:
            yield Fault("seeds", f"{seed}: {error}", "mend or remove it in [crawl] seeds")


def require_ready(job: Job) -> None:
    """Raise ``JobError`` with the first fault of ``job``."""
    for fault in faults(job):
        raise JobError(f"{job.path}: {fault.said}; {fault.remedy}")
