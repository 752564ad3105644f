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
    """The fingerprints of the records in a corpus and of their ids: 32 bytes a row.

    ``loose`` are those of the paragraphs that were taken out because a site repeats them, 16 bytes each.
    """

    known: DigestSet
    taken: Taken
    loose: DigestSet

    @property
    def asked(self) -> DigestSet | None:
        """Return what tells a record that the corpus has already; ``None`` when it has none."""
        return self.loose if len(self.known) else None

    @classmethod
    def read(cls, tables: Tables) -> SettledKeys:
        """Read the corpus part by part: the removed paragraphs first, then every row."""
        loose = DigestSet(_removed_digests(tables))
        keys, documents, others = bytearray(), bytearray(), bytearray()
        for part in tables.parts():
            removed = removed_paragraphs(part)
            for table in ("documents", "duplicates", "rejected"):
                columns = (*_COLUMNS, "reason") if table == "rejected" else _COLUMNS
                ids = documents if table == "documents" else others
                for row in part.rows(table, columns):
                    own = digest(row["id"])
                    keys.extend(known_key(row, loose, removed=removed.get(own, ())))
                    ids.extend(own)
        taken = Taken(DigestSet.packed(documents), DigestSet.packed(others))
        return cls(DigestSet.packed(keys), taken, loose)


def _removed_digests(tables: Tables) -> set[bytes]:
    every = (paragraphs for part in tables.parts() for paragraphs in removed_paragraphs(part).values())
    return {digest(one) for paragraphs in every for one in paragraphs}
