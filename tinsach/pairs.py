"""Comparing pairs of texts in worker processes: each gets some pairs and reads the texts they name."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from pebble import ProcessPool

from cleaning.dedup.candidates import Pairs, Ranks
from cleaning.dedup.facts import Flags
from cleaning.dedup.frequency import NO_FREQUENCIES, Frequencies
from cleaning.dedup.joins import InProcess
from cleaning.dedup.verify import Related, Similar, Texts, related, verified
from output.memory import give_back
from tinsach.processes import context
from tinsach.shared_texts import Place, SharedTexts

MIN_PAIRS: Final = 1_000
"""Pairs from which it is worth while to start workers; also the fewest that one gets at a time."""

MAX_PAIRS: Final = 2_500
"""Pairs that a worker gets at a time: 5,000 documents at most, some 17 MB of reports and four times that of
hashes."""

TURNS: Final = 4
"""Batches for each worker, where there are enough pairs, so that none waits long for the others."""

WAITING: Final = 1
"""Batches sent to each worker beside the one it has."""

Columns = tuple[npt.NDArray[Any], ...]


class Batch(NamedTuple):
    """Some pairs, and a flag for each."""

    pairs: Pairs
    flags: Flags


class Known(NamedTuple):
    """What all batches share: the texts of their documents, and how common passages are."""

    texts: Texts
    frequencies: Frequencies


Compare = Callable[[Batch, Known], Columns]


@dataclass(frozen=True, slots=True, eq=False)
class InWorkers(InProcess):
    """Pairs are compared in ``workers`` processes, with the answers of one; all else is done in this one.

    Their texts are brought together in a file, each once, in ``folder`` (``None``: where the system keeps
    such): they lie all over the staged ones, and to look there for a batch's texts is to pass all of them.
    """

    workers: int = 1
    folder: Path | None = None
    _place: Place = field(default_factory=Place)

    def verified(self, pairs: Pairs, same_address: Flags) -> Similar:
        """Return the copies."""
        found = self._compared(_verified, pairs, same_address, NO_FREQUENCIES)
        if found is None:
            return InProcess.verified(self, pairs, same_address)
        similar = Similar(*found)
        as_given: list[Any] = [column[_in_order_of(pairs, similar)] for column in similar]
        return Similar(*as_given)

    def related(self, pairs: Pairs, frequencies: Frequencies) -> Related:
        """Return the relatives."""
        flags = np.zeros(len(pairs.worse), dtype=bool)
        found = self._compared(_related, pairs, flags, frequencies)
        return InProcess.related(self, pairs, frequencies) if found is None else _by_rank(Related(*found))

    def _compared(
        self, compare: Compare, pairs: Pairs, flags: Flags, frequencies: Frequencies
    ) -> Columns | None:
        """Return the columns of all batches one after another.

        Nothing when it is not worth while, no worker starts, or there is no room for what they share.
        """
        if len(pairs.worse) < MIN_PAIRS:
            return None
        try:
            shared = _Shared(self._place.folder(self.folder))
            shared.write(pairs, self.texts, frequencies)
            give_back()
            found = self._in_workers(compare, pairs, flags, shared)
        except (BrokenProcessPool, OSError):
            self._place.clear()
            return None
        return _joined(found)

    def _in_workers(self, compare: Compare, pairs: Pairs, flags: Flags, shared: _Shared) -> list[Columns]:
        # No more workers than batches: one still starting when the pool ends leaves a traceback.
        workers = min(self.workers, -(-len(pairs.worse) // self._size(pairs)))
        pool = ProcessPool(workers, initializer=_begin, initargs=(shared,), context=context())
        try:
            sent = (
                _Sent(batch, compare, shared, pool.schedule(_in_worker, args=[compare, batch]))
                for batch in self._batches(pairs, flags)
            )
            found = list(_in_order(sent, workers * (1 + WAITING)))
            pool.close()
        finally:
            pool.stop()
            pool.join()
        return found

    def _batches(self, pairs: Pairs, flags: Flags) -> Iterator[Batch]:
        """Yield the pairs, those of versions of one text together, as far as one look at each tells.

        So most texts are read in one batch only: in order of the better documents they were read in four.
        """
        order = np.lexsort((pairs.worse, pairs.better, _neighbourhoods(pairs)))
        size = self._size(pairs)
        for start in range(0, len(order), size):
            at = order[start : start + size]
            yield Batch(Pairs(pairs.better[at], pairs.worse[at]), flags[at])

    def _size(self, pairs: Pairs) -> int:
        """Return how many pairs a worker gets at a time."""
        return max(MIN_PAIRS, min(MAX_PAIRS, 1 + len(pairs.worse) // (TURNS * self.workers)))


def _neighbourhoods(pairs: Pairs) -> Ranks:
    """Return for each pair the best document that one of its two is paired with, of the two the worse."""
    best = np.arange(int(pairs.worse.max(initial=-1)) + 1)
    np.minimum.at(best, pairs.worse, pairs.better)
    found: Ranks = np.maximum(best[pairs.better], best[pairs.worse])
    return found


def _by_rank(found: Related) -> Related:
    """Return ``found`` in the order of the better, then the worse documents."""
    pair = np.sort(np.stack([found.whole, found.part]), axis=0)
    order = np.lexsort((pair[1], pair[0]))
    return found.only(order)


def _joined(batches: list[Columns]) -> Columns:
    """Return the columns of all batches, one after another; of each, what was joined is let go of."""
    waiting = [list(reversed(columns)) for columns in batches]
    batches.clear()
    return tuple(np.concatenate([columns.pop() for columns in waiting]) for _ in range(len(waiting[0])))


class _Sent(NamedTuple):
    batch: Batch
    compare: Compare
    shared: _Shared
    future: Future[Columns]

    def columns(self) -> Columns:
        """Return what the worker found; what it couldn't, for want of memory, is found here."""
        try:
            return self.future.result()
        except BrokenProcessPool:
            raise
        except Exception:  # noqa: BLE001  # whatever ended the worker
            return self.compare(self.batch, self.shared.known())


def _in_order(batches: Iterable[_Sent], most: int) -> Iterator[Columns]:
    """Send batches as long as few wait, and yield the columns of the oldest."""
    waiting: deque[_Sent] = deque()
    for sent in batches:
        waiting.append(sent)
        while len(waiting) >= most:
            yield waiting.popleft().columns()
    while waiting:
        yield waiting.popleft().columns()


class _Shared(NamedTuple):
    """Files of what is known: workers map or read them, so that all share one copy."""

    folder: Path

    def write(self, pairs: Pairs, texts: Texts, frequencies: Frequencies) -> None:
        held = SharedTexts(self.folder)
        held.add(texts(held.missing(np.unique(np.concatenate(pairs))).tolist()))
        np.save(self.folder / "keys.npy", frequencies.keys)
        np.save(self.folder / "documents.npy", frequencies.documents)

    def known(self) -> Known:
        held = (np.load(self.folder / name, mmap_mode="r") for name in ("keys.npy", "documents.npy"))
        return Known(SharedTexts(self.folder).read, Frequencies(*held))


_known: Known | None = None


def _begin(shared: _Shared) -> None:
    """Start a worker: map what it must know."""
    global _known  # noqa: PLW0603  # one worker process, one comparison
    _known = shared.known()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends the workers


def _in_worker(compare: Compare, batch: Batch) -> Columns:
    assert _known is not None  # noqa: S101  # the initialiser ran
    return compare(batch, _known)


def _verified(batch: Batch, known: Known) -> Columns:
    return verified(batch.pairs, batch.flags, known.texts)


def _related(batch: Batch, known: Known) -> Columns:
    return related(batch.pairs, known.frequencies, known.texts)


def _in_order_of(pairs: Pairs, found: Similar) -> Ranks:
    """Return the order that brings what was ``found`` among ``pairs`` into theirs."""
    count = int(pairs.worse.max()) + 1
    codes = pairs.better * count + pairs.worse
    order = np.argsort(codes)
    places = order[np.searchsorted(codes[order], found.better * count + found.worse)]
    in_order: Ranks = np.argsort(places)
    return in_order
