"""``python benchmarks/peer_datatrove.py INPUT FOLDER TASKS [OPTION…]``: datatrove's pipeline over a dump.

Read JSON lines, language (with the fastText model ``--lid``, left out without one), line filters of C4,
MinHash with datatrove's defaults, write. For the Python that has datatrove; nothing of ours is imported, so
that it runs in an environment of its own.

By default C4's filters drop each line that doesn't end with a full stop. A row of this dump is often one
line, so that most of the text is gone before MinHash sees it. ``--keep-lines`` is FineWeb's published
setting: lines without a full stop stay. Without ``--language`` words are split as English's, and sentences
aren't counted, since that needs a model that is a download. With it (``vie``) the steps are told the dump's
language, as FineWeb 2 tells them, and count sentences by default: datatrove's splitter for Vietnamese is
spaCy's over pyvi (datatrove's extra ``multilingual``).
"""

from __future__ import annotations

import argparse
from pathlib import Path

from datatrove.executor.local import LocalPipelineExecutor
from datatrove.pipeline.dedup.minhash import (
    MinhashDedupBuckets,
    MinhashDedupCluster,
    MinhashDedupFilter,
    MinhashDedupSignature,
)
from datatrove.pipeline.filters import C4QualityFilter, LanguageFilter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

BUCKETS = 14


def main() -> None:
    """Run the four steps one after another, as datatrove's own examples do."""
    arguments = _parser().parse_args()
    source, folder, tasks = arguments.source, arguments.folder, arguments.tasks
    read = JsonlReader(str(source.parent), glob_pattern=f"{source.stem}*.jsonl", text_key="body")
    cleaned = JsonlReader(str(folder / "cleaned"))
    words = {"language": arguments.language} if arguments.language else {}
    steps = (
        (tasks, [read, *_filters(arguments), JsonlWriter(str(folder / "cleaned"), compression=None)]),
        (tasks, [cleaned, MinhashDedupSignature(str(folder / "signatures"), **words)]),
        (BUCKETS, [MinhashDedupBuckets(str(folder / "signatures"), str(folder / "buckets"))]),
        (1, [MinhashDedupCluster(str(folder / "buckets"), str(folder / "removed"))]),
        (
            tasks,
            [cleaned, MinhashDedupFilter(str(folder / "removed")), JsonlWriter(str(folder / "out"))],
        ),
    )
    for number, (count, pipeline) in enumerate(steps):
        logs = str(folder / "logs" / str(number))
        LocalPipelineExecutor(pipeline, tasks=count, workers=min(count, tasks), logging_dir=logs).run()


def _filters(arguments: argparse.Namespace) -> list[LanguageFilter | C4QualityFilter]:
    """Return the language filter, where there is a model, and C4's filters of lines."""
    full_stops = not arguments.keep_lines
    if arguments.language:
        lines = C4QualityFilter(filter_no_terminal_punct=full_stops, language=arguments.language)
    else:
        lines = C4QualityFilter(filter_no_terminal_punct=full_stops, min_num_sentences=-1)
    if not arguments.lid:
        return [lines]
    language = LanguageFilter(languages=["vi"])
    language.model.MODEL_URL = arguments.lid  # of the instance: workers get it by pickle
    return [language, lines]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("tasks", type=int)
    parser.add_argument("--lid", metavar="FILE")
    parser.add_argument("--keep-lines", action="store_true")
    parser.add_argument("--language", metavar="CODE")
    return parser


if __name__ == "__main__":
    main()
