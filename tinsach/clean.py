"""The cleaning of inputs into a corpus: read, clean in workers, find copies, commit."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from cleaning.document import Failure, Rejection
from cleaning.inputs import InputOptions, Taken, read
from cleaning.language import KNOWN
from cleaning.pipeline import DEFAULT_LANGUAGES, MIN_WORDS, Pipeline, judges
from cleaning.quality import TooShort
from cleaning.relevance import TopicModel, TopicModelError
from cleaning.repeats import RepeatedOnSite
from output.corpus import Corpus
from output.layout import Layout
from output.run import RunSummary
from tinsach import __version__
from tinsach.at_work import at_work
from tinsach.engine import ONE_MACHINE, Engine, Work
from tinsach.errors import EXIT_FAILED_RECORDS, EXIT_NOTHING_DONE, UsageError
from tinsach.parcel import Packing
from tinsach.pool import Limits
from tinsach.progress import Progress
from tinsach.source import STARTED_IN, readers, started_in

CORPUS_JUDGE: Final = RepeatedOnSite()


@dataclass(frozen=True, slots=True)
class CleanOptions:
    """How to clean: which languages stay, from how many words, and what is similar enough.

    ``only_similar`` rejects what scores below ``min_relevance`` or, without one, below the threshold
    learned from the samples. ``record_seconds`` is the time limit of one record.
    """

    languages: frozenset[str] = DEFAULT_LANGUAGES
    min_words: int = MIN_WORDS
    samples: Path | None = None
    only_similar: bool = False
    min_relevance: float | None = None
    limits: Limits = field(default_factory=lambda: Limits.for_workers(None))
    inputs: InputOptions = field(default_factory=InputOptions)

    def __post_init__(self) -> None:
        """Refuse what would silently reject everything or nothing; raises UsageError."""
        for language in self.languages:
            if not re.fullmatch(r"[a-z]{2,3}|any", language):
                raise UsageError(f"language {language!r}: use codes such as vi or en, or any")
            if language not in KNOWN | {"any"}:
                known = ", ".join(sorted(KNOWN))
                raise UsageError(
                    f"language {language!r} is none that can be told (Vietnamese is vi); these can: {known}"
                )
        if self.only_similar and self.samples is None:
            raise UsageError("only similar reports: similar to what? give --samples DIR")
        if self.min_relevance is not None and not -1 <= self.min_relevance <= 1:
            raise UsageError(f"minimum relevance {self.min_relevance:g}: it lies between -1 and 1")
        if self.min_words < 0:
            raise UsageError(f"minimum words {self.min_words}: a whole number from 0 on")
        if self.limits.record_seconds <= 0:
            raise UsageError(f"{self.limits.record_seconds:g} seconds a record: more than 0")

    def pipeline(self) -> Pipeline:
        """Return the stages these options ask for; raises UsageError when the samples can't be used."""
        topic = fit_topic(self.samples) if self.samples else None
        floor = self.min_relevance
        if self.only_similar and floor is None and topic:
            floor = topic.threshold
        if floor is not None and topic is None:
            raise UsageError("a minimum relevance needs samples: give --samples DIR")
        chosen = judges(min_words=self.min_words, languages=self.languages, min_relevance=floor)
        return Pipeline(judges=chosen, topic=topic)


def fit_topic(samples: Path) -> TopicModel:
    """Learn the topic from the documents in folder ``samples``, cleaned as any other input."""
    texts = {Path(name).stem: text for name, text in sample_texts(samples)}
    try:
        return TopicModel.fit(texts)
    except TopicModelError as error:
        raise UsageError(f"{samples}: {error}; a sample is a text or HTML file of one report") from error


def sample_texts(samples: Path) -> Iterator[tuple[str, str]]:
    """Yield the path and the cleaned text, headline first, of each sample."""
    pipeline = Pipeline(judges=())
    for item in read([str(samples)], InputOptions()):
        if isinstance(item, Failure):
            raise UsageError(f"{item.evidence} (samples)")
        outcome = pipeline.clean(item)
        if isinstance(outcome, Rejection):
            raise UsageError(f"{item.source_path}: {outcome.evidence} (samples)")
        yield item.source_path, f"{outcome.title}\n{outcome.text}"


def run_id(now: datetime) -> str:
    """Return the name of a run that begins at ``now``: sortable, to the millisecond."""
    return now.astimezone(UTC).strftime("%Y%m%dT%H%M%S") + f"{now.microsecond // 1000:03d}Z"


@dataclass(frozen=True, slots=True)
class Cleaning:
    """How a cleaning ended: what the run came to, and how many records of this input failed.

    ``failed`` counts failures that the corpus already knew too: they are still there to be mended.
    ``taken`` are the columns of rows, and the dates in them that could not be read; ``inputs`` is how they
    were to be read.
    """

    summary: RunSummary
    failed: int = 0
    taken: Taken = field(default_factory=Taken)
    inputs: InputOptions = field(default_factory=InputOptions)

    @property
    def still_failing(self) -> int:
        """Return how many records failed that an earlier run has told of."""
        return self.failed - sum(self.summary.counts.failed.values())

    @property
    def exit_code(self) -> int:
        """Return 0 when all went well, 1 with failed records, 3 when nothing but failures came in."""
        if self.failed and self.failed == self.summary.counts.records_in:
            return EXIT_NOTHING_DONE
        return EXIT_FAILED_RECORDS if self.failed else 0


def clean(
    sources: Sequence[str],
    corpus: Path,
    *,
    options: CleanOptions,
    progress: Progress,
    engine: Engine = ONE_MACHINE,
) -> Cleaning:
    """Clean ``sources`` into the corpus at ``corpus`` as one run, all or nothing, and say what came of it.

    Raises CorpusError (BusyError when another run is at work) and UsageError; a bad record raises
    nothing. ``progress`` is closed by whoever opened it.
    """
    _refuse_corpora(sources)
    _refuse(engine.absent(sources))
    pipeline = options.pipeline()
    name = run_id(datetime.now(UTC))
    settings = _settings(pipeline) | {STARTED_IN: started_in(corpus)}
    at_work(corpus, name)
    with Corpus(corpus).run(name, settings=settings, inputs=sources, tool_version=__version__) as run:
        comparison = engine.comparison(run, options.limits)
        failed, taken = 0, Taken()
        packing = Packing(run.loose)
        work = Work(sources, pipeline, options.inputs, options.limits, comparison.own, packing, taken)
        parcels = engine.cleaned(work, progress)
        with contextlib.closing(parcels):
            for parcel in parcels:
                comparison.add(parcel, run.stage_some(parcel.rows))
                failed += len(parcel.failures)
                taken.add(parcel.taken)
                for at in range(parcel.records):
                    progress.done(parcel.failures.get(at))
        progress.phase("comparing for copies")
        found = comparison.found()
        if comparison.remove_repeats(found, CORPUS_JUDGE, TooShort(max(1, options.min_words))):
            found = comparison.found()
        comparison.forget()
        return Cleaning(run.commit(found.copies, found.families), failed, taken, options.inputs)


def _settings(pipeline: Pipeline) -> dict[str, Any]:
    return {
        "editors": [repr(stage) for stage in pipeline.editors],
        "judges": [repr(stage) for stage in pipeline.judges],
        "corpus_judges": [repr(CORPUS_JUDGE)],
        "samples": list(pipeline.topic.names) if pipeline.topic else [],
        "readers": readers(),
    }


def _refuse_corpora(sources: Sequence[str]) -> None:
    """A corpus is no input: its report, card and removed pieces would be taken for reports."""
    for source in sources:
        if is_corpus(Path(source)):
            raise UsageError(f"{source}: is a corpus; to clean its reports again give {source}/documents")


def _refuse(missing: Sequence[str]) -> None:
    """A source that names nothing is a slip of the hand: no run may come of it."""
    if missing:
        more = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
        raise UsageError(f"{missing[0] or repr('')}: no such file or folder{more}; nothing was cleaned")


def is_corpus(path: Path) -> bool:
    """Return whether ``path`` is the folder of a corpus, as far as one can look into it."""
    try:
        return Layout(path).exists()
    except OSError:  # closed to us; reading names it as one failed input
        return False
