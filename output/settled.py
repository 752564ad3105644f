"""What a run must know of the corpus before it begins: which records are known, which ids are taken."""

from __future__ import annotations

from dataclasses import dataclass

from output.identity import DigestSet, digest, known_key
from output.plan import Taken
from output.restored import removed_paragraphs
from output.tables import Tables

_COLUMNS = ("id", "url", "source_path", "source_record", "text")


@dataclass(frozen=True, slots=True)
class SettledKeys:
    """The fingerprints of the records in a corpus and of their ids: 32 bytes a row."""

    known: DigestSet
    taken: Taken

    @classmethod
    def read(cls, tables: Tables) -> SettledKeys:
        """Read the corpus once, run by run."""
        keys, documents, others = bytearray(), bytearray(), bytearray()
        for record in tables.records:
            run = Tables(tables.layout, (record,))
            removed = removed_paragraphs(run)
            for table in ("documents", "duplicates", "rejected"):
                columns = (*_COLUMNS, "reason") if table == "rejected" else _COLUMNS
                ids = documents if table == "documents" else others
                for row in run.rows(table, columns):
                    own = digest(row["id"])
                    keys.extend(known_key(row, removed.get(own)))
                    ids.extend(own)
        return cls(DigestSet.packed(keys), Taken(DigestSet.packed(documents), DigestSet.packed(others)))
