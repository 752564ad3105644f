"""What a worker hands on of a batch: rows ready for staging and keys ready for comparing, no documents.

The main process competes with the workers for the cores, so whatever can be done in them is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cleaning.dedup import KeyTable
from cleaning.inputs import Taken
from output.encoded import Encoded, WithKeys
from output.identity import DigestSet
from tinsach.alike import Told, told_of
from tinsach.worker import Cleaned


@dataclass(frozen=True, slots=True)
class Parcel:
    """What became of some records that follow each other.

    ``keys`` are those of the documents at the places ``keyed``, counted from 0; ``failures`` gives by place
    what to tell a person of a failed record.
    """

    records: int
    rows: Encoded
    keys: KeyTable
    keyed: Sequence[int]
    failures: Mapping[int, Told] = field(default_factory=dict)
    taken: Taken = field(default_factory=Taken)


@dataclass(frozen=True, slots=True, eq=False)
class Packing:
    """Makes parcels for a run, wherever documents are; ``loose`` as in ``Encoded.of``."""

    loose: DigestSet | None = None

    def parcel(self, items: Sequence[Cleaned], taken: Taken | None = None) -> Parcel:
        """Return ``items``, whose keys are of the documents' own texts, as one parcel."""
        keyed = [at for at, item in enumerate(items) if item.key]
        told = ((at, told_of(item.outcome)) for at, item in enumerate(items))
        return Parcel(
            len(items),
            Encoded.of([WithKeys(item.outcome, item.line_keys) for item in items], self.loose),
            KeyTable(item.key for item in items if item.key),
            keyed,
            {at: one for at, one in told if one},
            taken or Taken(),
        )
