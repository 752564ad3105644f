"""The files that are derived from a record's documents: which there should be, and which are left over.

``index/<record>.parquet`` and ``keys/<record>.parquet`` belong to a record that holds rows: a run, or a
rewriting whose files took their place. When its rows move on or are undone, they go too.
"""

from __future__ import annotations

from output.errors import CorpusError
from output.layout import Layout, derived_names, record_name
from output.tables import Tables


def forget_orphans(layout: Layout) -> None:
    """Remove the derived files of records that hold no rows any more; call it with the lock held.

    What no record ever was named after was put there by others and stays: ``tinsach check`` names it. So does
    everything while a record can't be read, since nobody knows then whose rows count.
    """
    try:
        wanted = {name for record in Tables.at(layout.root).holding for name in derived_names(record.run)}
    except CorpusError:
        return
    for folder in (layout.index, layout.keys):
        for path in folder.glob("*.parquet"):
            name = str(path.relative_to(layout.root))
            if name not in wanted and (layout.root / record_name(path.stem)).exists():
                path.unlink()
