"""What a job needs of this machine: samples, folders, space, locks, a corpus of this schema version."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import astuple
from datetime import datetime
from pathlib import Path
from typing import Final

from crawler.frontier import frontier_path
from crawler.job import Job
from crawler.readiness import CONTACT_REMEDY, faults, reaches_nobody
from crawler.relevance import SamplesError, load_topic
from crawler.schema import VERSION
from output.corpus import Corpus
from output.errors import CorpusError
from output.lock import holder
from tinsach.clean import fit_topic
from tinsach.doctor.finding import Finding, State, fault, ok, refusal, warning
from tinsach.doctor.machine import in_words
from tinsach.errors import UsageError
from tinsach.run import ARCHIVE_FILES, LOCK, new_files, relative

MIN_SAMPLES: Final = 3
"""Samples below which the threshold learned from them rests on next to nothing."""

PAGE_BYTES: Final = 100_000
"""Archived bytes a page while the archive holds none yet: news pages are 30 to 80 kB packed, so this errs
towards asking for more space."""

MIN_FREE_BYTES: Final = 100 * 2**20
"""Free space below which a run is sure to end on a full disk."""


def of_job(job: Job, now: datetime) -> Iterator[Finding]:
    """Check all that a run of ``job`` needs but the sites."""
    yield ok("job file", f"{relative(job.path)}: every key is known and of its kind")
    wrong = [refusal(*astuple(found)) for found in faults(job)]
    if not any(finding.check == "contact" for finding in wrong):
        yield _contact(job)
    yield from wrong
    yield from _samples(job)
    folders = list(_folders(job))
    yield from folders
    yield _space(job)
    yield from _locks(job)
    yield _frontier(job)
    yield _corpus(job, now)


def _contact(job: Job) -> Finding:
    contact = job.crawl.contact
    if reaches_nobody(contact):
        return warning("contact", f"{contact} reaches nobody", CONTACT_REMEDY)
    return ok("contact", f"sites see the user agent: tinsach (+{contact})")


def _samples(job: Job) -> Iterator[Finding]:
    if job.samples is None:
        yield ok("samples", "none: every report of the sites is wanted")
        return
    try:
        load_topic(job.samples)  # as the crawl reads them ...
        topic = fit_topic(job.samples)  # ... and as cleaning does
    except (SamplesError, UsageError) as error:
        said = str(error).replace(str(job.samples), str(relative(job.samples)))
        yield refusal("samples", said, "put reports of the kind you want there, as .txt or .html")
        return
    count = len(topic.names)
    said = f"{count} in {relative(job.samples)}, threshold {topic.threshold:.2f}"
    if count < MIN_SAMPLES:
        yield warning("samples", said, f"{MIN_SAMPLES} or more tell the subject apart from one event")
    else:
        yield ok("samples", said)


def _folders(job: Job) -> Iterator[Finding]:
    for name, folder in (("archive", job.archive), ("corpus", job.corpus)):
        place = _nearest(folder)
        if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
            what = "can't be written to" if place.is_dir() else "is a file, not a folder"
            found = refusal if name == "corpus" and place == folder and place.is_file() else fault
            yield found(
                name, f"{relative(place)}: {what}", f"make it writable for this user, or change [job] {name}"
            )
        else:
            yield ok(name, f"{relative(folder)}, {in_words(_size(folder))}")


def _nearest(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())


def _size(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0


def _space(job: Job) -> Finding:
    """Compare free space with the most a run can archive, and with one more copy of the corpus.

    ``compact`` and ``upgrade`` write the new files before the old ones go.
    """
    free = min(shutil.disk_usage(_nearest(folder)).free for folder in (job.archive, job.corpus))
    needed = job.crawl.max_pages * PAGE_BYTES + _size(job.corpus)
    said = f"{in_words(free)} free, a run takes up to {in_words(needed)}"
    if free < MIN_FREE_BYTES:
        return fault(
            "disk space", said, "free some: a run that meets a full disk leaves the corpus as it was"
        )
    if free < needed:
        return warning("disk space", said, "free some, or lower [crawl] max_pages")
    return ok("disk space", said)


def _locks(job: Job) -> Iterator[Finding]:
    places = (("run", job.archive / LOCK), ("corpus", job.corpus / ".lock"))
    held = [(name, by) for name, path in places if (by := holder(path)) is not None]
    for name, by in held:
        said = f"the lock of the {name} is held ({by})"
        yield Finding("lock", State.BUSY, said, "wait for that run, or end it by its process id")
    if not held:
        yield ok("lock", "free")


def _frontier(job: Job) -> Finding:
    """Look into the frontier without changing it."""
    path = frontier_path(job.archive)
    shown = relative(path)
    if not path.exists():
        return ok("frontier", "none yet: the first run begins from the seeds")
    try:
        version, waiting = _read_frontier(path)
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            return Finding("frontier", State.BUSY, f"{shown}: a crawl has it open", "wait for that crawl")
        return fault("frontier", f"{shown}: {error}", "move the file away: lists are read again, pages kept")
    if version > VERSION:
        return fault(
            "frontier", f"{shown}: is of version {version}", f"use a tinsach that knows more than {VERSION}"
        )
    return ok("frontier", f"{waiting:,} addresses wait to be fetched")


def _read_frontier(path: Path) -> tuple[int, int]:
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=0)
    try:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        (waiting,) = database.execute("SELECT COUNT(*) FROM address WHERE state = 'waiting'").fetchone()
    finally:
        database.close()
    return int(version), int(waiting)


def _corpus(job: Job, now: datetime) -> Finding:
    if not job.corpus.exists():
        return ok("schema", "no corpus yet: the first run makes one")
    try:
        records = Corpus(job.corpus).tables().records
    except CorpusError as error:
        said = str(error).replace(str(job.corpus), str(relative(job.corpus)))
        return refusal("schema", said, "see docs/corpus-format.md")
    last = max((record.finished for record in records), default="")
    if last and datetime.fromisoformat(last) > now:
        return fault(
            "schema", f"the last run ended at {last}, which the clock has not reached", "set the clock"
        )
    waiting = len(new_files(job)) if job.archive.is_dir() else 0
    told = f", {waiting} of {len(list(job.archive.glob(ARCHIVE_FILES)))} archive files to be cleaned"
    return ok("schema", f"of this version, last run {last or 'none'}{told}")
