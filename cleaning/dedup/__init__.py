"""Finding copies: keys, candidates, verification, clusters; the result doesn't depend on any order."""

from cleaning.dedup.clusters import Copy, families, find_copies
from cleaning.dedup.keys import CopyKey, KeyTable, copy_key

__all__ = ["Copy", "CopyKey", "KeyTable", "copy_key", "families", "find_copies"]
