"""``tinsach doctor``: runs the checks and says what is ready, what to look at, what would stop the run."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from crawler.job import Job, load_job
from crawler.readiness import CONTACT_REMEDY, SEEDS_REMEDY, faults
from output.wording import counted
from tinsach.doctor.finding import Finding, State, warning
from tinsach.doctor.job import of_job
from tinsach.doctor.machine import environment
from tinsach.errors import EXIT_BUSY, EXIT_FAILED_RECORDS, EXIT_NOTHING_DONE, EXIT_USAGE
from tinsach.run import options_of

WIDTH: Final = 80
"""Columns of a line: what a terminal, a mail and a log of a night show."""

EXIT_CODES: Final = {
    State.FAULT: EXIT_NOTHING_DONE,
    State.BUSY: EXIT_BUSY,
    State.WARNING: EXIT_FAILED_RECORDS,
    State.OK: 0,
}
"""The worst finding decides, in this order, but before all what a run would refuse with 2."""


def examine(path: Path | None, *, offline: bool, as_json: bool) -> int:
    """Check this machine and, when one is named, a job and its sites; return the exit code.

    Raises JobError or UsageError when the job file is wrong.
    """
    job = load_job(path) if path else None
    if job:
        options_of(job)
    findings = list(environment(_now()))
    if job:
        findings += of_job(job, _now())
    if job and not offline:
        findings += _of_sites(job, quiet=as_json)
    code = _exit_code(findings)
    sys.stdout.write(_as_json(findings, code) if as_json else _as_text(findings, path))
    return code


def _exit_code(findings: Sequence[Finding]) -> int:
    """Return what a run would end with, as far as it can be told."""
    if any(finding.refused for finding in findings):
        return EXIT_USAGE
    return next(EXIT_CODES[state] for state in EXIT_CODES if state is State.OK or _some(findings, state))


def _of_sites(job: Job, *, quiet: bool) -> list[Finding]:
    """Ask the sites of ``job``, unless it does not say who asks, or whom."""
    if missing := [found.check for found in faults(job) if found.remedy in {CONTACT_REMEDY, SEEDS_REMEDY}]:
        return [warning("sites", "not asked", f"fill in {' and '.join(missing)} first")]
    from tinsach.doctor.sites import of_sites  # noqa: PLC0415  # Scrapy's parts, a second

    if not quiet:
        sys.stderr.write(f"tinsach: asking the sites of {counted(len(job.crawl.seeds), 'seed')}\n")
    return of_sites(job, _now)


def _now() -> datetime:
    return datetime.now(UTC)


def _some(findings: Sequence[Finding], state: State) -> list[Finding]:
    return [finding for finding in findings if finding.state is state]


def _as_json(findings: Sequence[Finding], code: int) -> str:
    ready = code in {0, EXIT_FAILED_RECORDS}
    held = {"ready": ready, "exit_code": code, "findings": [asdict(finding) for finding in findings]}
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def _as_text(findings: Sequence[Finding], path: Path | None) -> str:
    width = max(len(finding.check) for finding in findings)
    lines = []
    for finding in findings:
        lines += _hanging(f"{finding.state:<8} {finding.check:<{width}}  ", finding.said)
        lines += _hanging(f"{'':<8} {'':<{width}}  -> ", finding.remedy) if finding.remedy else []
    return "\n".join([*lines, "", _verdict(findings, path)]) + "\n"


def _hanging(margin: str, text: str) -> list[str]:
    """Return the lines of ``text`` beside ``margin``; an address or a path is never broken."""
    lines = textwrap.wrap(text, WIDTH - len(margin), break_long_words=False, break_on_hyphens=False) or [""]
    return [f"{margin if at == 0 else ' ' * len(margin)}{line}" for at, line in enumerate(lines)]


def _verdict(findings: Sequence[Finding], path: Path | None) -> str:
    faults, busy = _some(findings, State.FAULT), _some(findings, State.BUSY)
    if faults:
        return f"Not ready: {counted(len(faults), 'fault')} to mend."
    if busy:
        return "Not now: a run is at work."
    start = f" Start it: tinsach run {path}" if path else " With a job file, its sites are checked, too."
    seen = counted(len(_some(findings, State.WARNING)), "warning")
    return f"Ready, {seen}.{start}"
