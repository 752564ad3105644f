"""Comparing pairs of texts in worker processes: each gets some pairs and the texts they name."""

from __future__ import annotations

import signal
import tempfile
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from pebble import ProcessPool

from cleaning.dedup.candidates import Pairs, Ranks
from cleaning.dedup.facts import Flags
from cleaning.dedup.frequency import NO_FREQUENCIES, Frequencies
from cleaning.dedup.joins import InProcess
from cleaning.dedup.verify import Related, Similar, related, verified
from tinsach.processes import context

MIN_PAIRS: Final = 1_000
"""Pairs from which it is worth while to start workers; also the fewest that one gets at a time."""

MAX_PAIRS: Final = 2_500
"""Pairs that a worker gets at a time: 5,000 documents at most, some 17 MB of reports and four times that of
hashes."""

READ_PAIRS: Final = 20_000
"""Pairs whose texts are read at a time: 40,000 documents at most, some 140 MB. Texts lie all over the staged
ones, so that each reading may pass all of them."""

TURNS: Final = 4
"""Batches for each worker, where there are enough pairs, so that none waits long for the others."""

WAITING: Final = 1
"""Batches sent to each worker beside the one it has."""

Columns = tuple[npt.NDArray[Any], ...]


class Batch(NamedTuple):
    """Some pairs, a flag for each, and the texts of the documents ``ranks`` in UTF-8: half of a ``str``."""

    pairs: Pairs
    flags: Flags
    ranks: list[int]
    texts: list[bytes]

    def read(self, ranks: Collection[int]) -> Iterable[tuple[int, str]]:
        """Return the texts of ``ranks``."""
        texts = dict(zip(self.ranks, self.texts, strict=True))
        return ((rank, texts[rank].decode("utf-8", "surrogatepass")) for rank in ranks)


Compare = Callable[[Batch, Frequencies], Columns]


@dataclass(frozen=True, slots=True, eq=False)
class InWorkers(InProcess):
    """Pairs are compared in ``workers`` processes, with the answers of one; all else is done in this one."""

    workers: int = 1

    def verified(self, pairs: Pairs, same_address: Flags) -> Similar:
        """Return the copies."""
        if not self._is_worth_while(pairs):
            return InProcess.verified(self, pairs, same_address)
        found = Similar(*self._compared(_verified, pairs, same_address, NO_FREQUENCIES))
        as_given: list[Any] = [column[_in_order_of(pairs, found)] for column in found]
        return Similar(*as_given)

    def related(self, pairs: Pairs, frequencies: Frequencies) -> Related:
        """Return the relatives."""
        if not self._is_worth_while(pairs):
            return InProcess.related(self, pairs, frequencies)
        flags = np.zeros(len(pairs.worse), dtype=bool)
        return Related(*self._compared(_related, pairs, flags, frequencies))

    def _is_worth_while(self, pairs: Pairs) -> bool:
        return self.workers > 1 and len(pairs.worse) >= MIN_PAIRS

    def _compared(self, compare: Compare, pairs: Pairs, flags: Flags, frequencies: Frequencies) -> Columns:
        """Return the columns of all batches one after another: in the order of better and worse documents."""
        try:
            found = self._in_workers(compare, pairs, flags, frequencies)
        except (BrokenProcessPool, OSError):  # no worker starts, or no room for what they share: work on here
            found = [compare(batch, frequencies) for batch in self._batches(pairs, flags)]
        return tuple(np.concatenate(columns) for columns in zip(*found, strict=True))

    def _in_workers(
        self, compare: Compare, pairs: Pairs, flags: Flags, frequencies: Frequencies
    ) -> list[Columns]:
        # No more workers than batches: one still starting when the pool ends leaves a traceback.
        workers = min(self.workers, -(-len(pairs.worse) // self._size(pairs)))
        with tempfile.TemporaryDirectory(prefix="tinsach-") as folder:
            known = _Known(Path(folder) / "keys.npy", Path(folder) / "documents.npy")
            known.write(frequencies)
            pool = ProcessPool(workers, initializer=_begin, initargs=(known,), context=context())
            try:
                sent = (
                    _Sent(batch, compare, frequencies, pool.schedule(_in_worker, args=[compare, batch]))
                    for batch in self._batches(pairs, flags)
                )
                found = list(_in_order(sent, workers * (1 + WAITING)))
                pool.close()
            finally:
                pool.stop()
                pool.join()
        return found

    def _size(self, pairs: Pairs) -> int:
        """Return how many pairs a worker gets at a time."""
        return max(MIN_PAIRS, min(MAX_PAIRS, 1 + len(pairs.worse) // (TURNS * self.workers)))

    def _batches(self, pairs: Pairs, flags: Flags) -> Iterator[Batch]:
        """Yield the pairs with their texts, those of one better document together."""
        order = np.lexsort((pairs.worse, pairs.better))
        size = self._size(pairs)
        for start in range(0, len(order), READ_PAIRS):
            held = order[start : start + READ_PAIRS]
            texts = dict(self._encoded(_named(pairs, held)))
            for at in np.split(held, range(size, len(held), size)):
                ranks = _named(pairs, at)
                some = Pairs(pairs.better[at], pairs.worse[at])
                yield Batch(some, flags[at], ranks, [texts[rank] for rank in ranks])

    def _encoded(self, ranks: list[int]) -> Iterator[tuple[int, bytes]]:
        return ((rank, text.encode("utf-8", "surrogatepass")) for rank, text in self.texts(ranks))


def _named(pairs: Pairs, at: Ranks) -> list[int]:
    """Return the documents of the pairs ``at``, in order."""
    found: list[int] = np.unique(np.concatenate([pairs.better[at], pairs.worse[at]])).tolist()
    return found


class _Sent(NamedTuple):
    batch: Batch
    compare: Compare
    frequencies: Frequencies
    future: Future[Columns]

    def columns(self) -> Columns:
        """Return what the worker found; what it couldn't, for want of memory, is found here."""
        try:
            return self.future.result()
        except BrokenProcessPool:
            raise
        except Exception:  # noqa: BLE001  # whatever ended the worker
            return self.compare(self.batch, self.frequencies)


def _in_order(batches: Iterable[_Sent], most: int) -> Iterator[Columns]:
    """Send batches as long as few wait, and yield the columns of the oldest."""
    waiting: deque[_Sent] = deque()
    for sent in batches:
        waiting.append(sent)
        while len(waiting) >= most:
            yield waiting.popleft().columns()
    while waiting:
        yield waiting.popleft().columns()


class _Known(NamedTuple):
    """Files of frequencies: workers map them, so that all share one copy."""

    keys: Path
    documents: Path

    def write(self, frequencies: Frequencies) -> None:
        np.save(self.keys, frequencies.keys)
        np.save(self.documents, frequencies.documents)

    def frequencies(self) -> Frequencies:
        return Frequencies(*(np.load(path, mmap_mode="r") for path in self))


_frequencies: Frequencies = NO_FREQUENCIES


def _begin(known: _Known) -> None:
    """Start a worker: map what it must know."""
    global _frequencies  # noqa: PLW0603  # one worker process, one comparison
    _frequencies = known.frequencies()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends the workers


def _in_worker(compare: Compare, batch: Batch) -> Columns:
    return compare(batch, _frequencies)


def _verified(batch: Batch, _frequencies: Frequencies) -> Columns:
    return verified(batch.pairs, batch.flags, batch.read)


def _related(batch: Batch, frequencies: Frequencies) -> Columns:
    return related(batch.pairs, frequencies, batch.read)


def _in_order_of(pairs: Pairs, found: Similar) -> Ranks:
    """Return the order that brings what was ``found`` among ``pairs`` into theirs."""
    count = int(pairs.worse.max()) + 1
    codes = pairs.better * count + pairs.worse
    order = np.argsort(codes)
    places = order[np.searchsorted(codes[order], found.better * count + found.worse)]
    in_order: Ranks = np.argsort(places)
    return in_order
