"""One function per command: takes the parsed arguments, prints, returns the exit code."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tinsach.errors import EXIT_NOTHING_DONE, UsageError

if TYPE_CHECKING:
    from tinsach.clean import CleanOptions
    from tinsach.engine import Engine


def demo(arguments: argparse.Namespace) -> int:
    """Serve the little news web, crawl it from the samples, clean, write and sum up."""
    from output.arrow import leave_pandas_out  # noqa: PLC0415
    from tinsach.demo.command import run_demo, serve  # noqa: PLC0415

    leave_pandas_out()
    return run_demo(arguments.out, serve(arguments.port), as_json=arguments.json)


def init(arguments: argparse.Namespace) -> int:
    """Write a commented job file and a folder for samples."""
    from tinsach.init import Wish, write_job  # noqa: PLC0415

    wish = Wish(arguments.folder, arguments.contact, tuple(arguments.seed))
    return write_job(wish, as_json=arguments.json)


def doctor(arguments: argparse.Namespace) -> int:
    """Check what a night run needs."""
    from tinsach.doctor import examine  # noqa: PLC0415

    return examine(arguments.job, offline=arguments.offline, as_json=arguments.json)


def completion(arguments: argparse.Namespace) -> int:
    """Print the completion script of a shell."""
    from tinsach.cli import parser  # noqa: PLC0415
    from tinsach.completion import SHELLS, commands_of  # noqa: PLC0415

    script = SHELLS[arguments.shell](commands_of(parser()))
    _print({"shell": arguments.shell, "script": script} if arguments.json else script.rstrip("\n"))
    return 0


def run(arguments: argparse.Namespace) -> int:
    """Crawl and clean as the job file says."""
    from crawler.job import load_job  # noqa: PLC0415
    from crawler.readiness import require_ready  # noqa: PLC0415
    from output.arrow import leave_pandas_out  # noqa: PLC0415
    from tinsach.run import options_of, run_job  # noqa: PLC0415

    leave_pandas_out()
    job = load_job(arguments.job)
    options_of(job)
    if not arguments.no_crawl:
        require_ready(job)
    return run_job(job, no_crawl=arguments.no_crawl, as_json=arguments.json)


def crawl(arguments: argparse.Namespace) -> int:
    """Crawl as the job file says."""
    from crawler.job import load_job  # noqa: PLC0415
    from crawler.readiness import require_ready  # noqa: PLC0415
    from tinsach.run import crawl_job  # noqa: PLC0415

    job = load_job(arguments.job)
    require_ready(job)
    return crawl_job(job, as_json=arguments.json)


def clean(arguments: argparse.Namespace) -> int:
    """Clean the inputs into the corpus."""
    from tinsach.processes import may_hold_pages, start_ahead  # noqa: PLC0415

    if arguments.engine != "spark" and all(map(_may_be_read, arguments.inputs)):
        # Before the imports below: either takes most of a second, and there are two cores.
        start_ahead(for_pages=may_hold_pages(arguments.inputs))
    from output.arrow import leave_pandas_out  # noqa: PLC0415
    from tinsach.clean import clean as clean_inputs  # noqa: PLC0415
    from tinsach.finish import finish  # noqa: PLC0415
    from tinsach.options import clean_options  # noqa: PLC0415
    from tinsach.pool import Limits  # noqa: PLC0415
    from tinsach.progress import for_terminal  # noqa: PLC0415

    leave_pandas_out()
    limits = Limits.for_workers(arguments.workers)
    if arguments.record_seconds is not None:
        limits = replace(limits, record_seconds=arguments.record_seconds)
    options = replace(clean_options(arguments), limits=limits)
    with closing(for_terminal(quiet=arguments.json)) as progress, _engine(arguments) as engine:
        done = clean_inputs(
            arguments.inputs, arguments.out, options=options, progress=progress, engine=engine
        )
    finish(done, as_json=arguments.json)
    return done.exit_code


def _may_be_read(source: str) -> bool:
    return source == "-" or os.path.exists(source)  # noqa: PTH110  # a folder closed to us raises nothing


def _engine(arguments: argparse.Namespace) -> AbstractContextManager[Engine]:
    from tinsach.engine import ONE_MACHINE  # noqa: PLC0415

    if arguments.engine == "spark":
        from tinsach.spark.engine import spark_engine  # noqa: PLC0415

        if arguments.workers is not None:
            raise UsageError("--workers: Spark deals the work out; its --master says how many cores")
        return spark_engine(arguments.master)
    if arguments.master is not None:
        raise UsageError("--master is for --engine spark")
    return nullcontext(ONE_MACHINE)


def explain(arguments: argparse.Namespace) -> int:
    """Show each line of records with its role, rule and reason."""
    from tinsach import explain as explaining  # noqa: PLC0415
    from tinsach.options import clean_options, input_options  # noqa: PLC0415

    arguments.id, *more = [word for word in (arguments.id, *arguments.more) if word] or [None]
    _refuse_without_effect(arguments)
    explaining.refuse_several(arguments.input, more)
    corpus = Path(arguments.input)
    if arguments.weakest:
        return explaining.list_weakest(corpus, arguments.weakest, as_json=arguments.json)
    if arguments.id:
        shape = explaining.Shape(arguments.html, as_json=arguments.json)
        return explaining.explain_document(corpus, arguments.id, shape, input_options(arguments))
    shape = explaining.Shape(arguments.html, arguments.json, arguments.limit)
    options = clean_options(arguments, like=_options_of_job(arguments.job))
    return explaining.explain_input(arguments.input, shape, record=arguments.record, options=options)


def _refuse_without_effect(arguments: argparse.Namespace) -> None:
    """Raise UsageError for an option that would change nothing: its silence would pass for obedience."""
    from tinsach.options import MAX_EXPLAINED, given_of, reading_of  # noqa: PLC0415

    if arguments.html and arguments.json:
        raise UsageError("--html writes a page, --json prints lines: choose one of them")
    if not (arguments.id or arguments.weakest):
        return
    if given := [*given_of(arguments), *(["job"] if arguments.job else [])]:
        option = _option(given[0])
        raise UsageError(f"{option}: what is in a corpus was judged when it came in; it is for inputs")
    if arguments.weakest and (arguments.html or arguments.id):
        raise UsageError("--weakest lists copies, as text or --json; explain one of them by its ID")
    unused = [] if arguments.record is None else ["record"]
    unused += [] if arguments.limit == MAX_EXPLAINED else ["limit"]
    unused += reading_of(arguments) if arguments.weakest else []  # beside an ID they read its source
    if unused:
        what = "--weakest lists copies" if arguments.weakest else "an ID names one row"
        raise UsageError(f"{_option(unused[0])}: {what} of a corpus; it is for inputs")


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _options_of_job(path: Path | None) -> CleanOptions | None:
    if path is None:
        return None
    from crawler.job import load_job  # noqa: PLC0415
    from tinsach.run import options_of  # noqa: PLC0415

    return options_of(load_job(path))


def report(arguments: argparse.Namespace) -> int:
    """Write report.html and the card of the corpus."""
    from tinsach.finish import write_pages  # noqa: PLC0415

    page = write_pages(arguments.corpus)
    _print({"report": str(page)} if arguments.json else f"report  {page}")
    return 0


def check(arguments: argparse.Namespace) -> int:
    """Check the corpus and name what is wrong."""
    from tinsach.check import check_corpus  # noqa: PLC0415

    return check_corpus(arguments.corpus, replay=arguments.replay, as_json=arguments.json)


def compact(arguments: argparse.Namespace) -> int:
    """Merge the small files of the corpus."""
    from tinsach.maintenance import compact_corpus  # noqa: PLC0415

    return compact_corpus(arguments.corpus, as_json=arguments.json)


def rollback(arguments: argparse.Namespace) -> int:
    """Undo a run of the corpus."""
    from tinsach.maintenance import undo_run  # noqa: PLC0415

    return undo_run(arguments.corpus, arguments.run, with_later=arguments.with_later, as_json=arguments.json)


def upgrade(arguments: argparse.Namespace) -> int:
    """Bring files of an older schema version along."""
    from tinsach.maintenance import upgrade_corpus  # noqa: PLC0415

    return upgrade_corpus(arguments.corpus, as_json=arguments.json)


def export(arguments: argparse.Namespace) -> int:
    """Copy a table for other programs."""
    from tinsach.export import export_table  # noqa: PLC0415

    return export_table(arguments)


def sites(arguments: argparse.Namespace) -> int:
    """List the site profiles, or show what one takes from a page."""
    from crawler.sites import profiles  # noqa: PLC0415

    if arguments.check:
        return _check_site(arguments)

    rows = [(p.name, ", ".join(p.hosts), "verified" if p.verified else "unverified") for p in profiles()]
    if arguments.json:
        _print([dict(zip(("name", "hosts", "state"), row, strict=True)) for row in rows])
        return 0
    width = max(len(name) for name, _, _ in rows)
    for name, hosts, state in rows:
        _print(f"{name:<{width}}  {state:<10}  {hosts}")
    return 0


def _check_site(arguments: argparse.Namespace) -> int:
    from crawler.takes import address_of, taken  # noqa: PLC0415

    if not arguments.page:
        raise UsageError("sites check needs an address or a saved page")
    saved = None if "://" in arguments.page else Path(arguments.page).read_text("utf-8", "replace")
    url = arguments.url or (address_of(saved) if saved else arguments.page)
    if not url:
        raise UsageError(f"{arguments.page}: names no address of its own; give --url")
    if not re.match(r"https?://[^/\s]", url):
        raise UsageError(f"{url}: is no http(s) address; such as https://news.example/a-report-123456.html")
    found = taken(url, saved)
    name = found.profile.name if found.profile else None
    told = {"url": url, "profile": name, "kind": found.kind, "parts": found.parts, "missing": found.missing}
    if arguments.json:
        _print(told)
    else:
        kind = str(found.kind or "left out")
        rows = {"address": url, "profile": name or "none: generic rules", "kind": kind}
        rows |= {**found.parts, **dict.fromkeys(found.missing, "nothing found")}
        _print("\n".join(f"{key:<12} {value}" for key, value in rows.items()))
    return EXIT_NOTHING_DONE if found.missing else 0


def schema(arguments: argparse.Namespace) -> int:
    """List the tables, columns, types and meanings."""
    from output.describe import columns, schema_text  # noqa: PLC0415
    from output.schema import TABLES  # noqa: PLC0415

    if arguments.json:
        _print({table: [asdict(column) for column in columns(table)] for table in TABLES})
    else:
        _print(schema_text())
    return 0


def _print(what: object) -> None:
    text = what if isinstance(what, str) else json.dumps(what, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write(text + "\n")
