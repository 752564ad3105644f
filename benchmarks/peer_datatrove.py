"""``python benchmarks/peer_datatrove.py INPUT FOLDER TASKS [LID]``: datatrove's whole pipeline over a dump.

Read JSON lines, language (with the fastText model in file LID, left out without one), line filters of C4,
MinHash with datatrove's defaults, write. For the Python that has datatrove; nothing of ours is imported, so
that it runs in an environment of its own. Its word splitter is English's: it has none for Vietnamese that
needs no further package, and any splitter by spaces costs the same.
"""

from __future__ import annotations

import sys
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
    source, folder, tasks = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    language = []
    if len(sys.argv) > 4:
        language = [LanguageFilter(languages=["vi"])]
        language[0].model.MODEL_URL = sys.argv[4]  # of the instance: workers get it by pickle
    clean = C4QualityFilter(min_num_sentences=-1)  # counting sentences would need a model of English
    read = JsonlReader(str(source.parent), glob_pattern=f"{source.stem}*.jsonl", text_key="body")
    cleaned = JsonlReader(str(folder / "cleaned"))
    steps = (
        (tasks, [read, *language, clean, JsonlWriter(str(folder / "cleaned"), compression=None)]),
        (tasks, [cleaned, MinhashDedupSignature(str(folder / "signatures"))]),
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


if __name__ == "__main__":
    main()
