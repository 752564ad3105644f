"""Finding copies: keys, candidates, verification, clusters; the result doesn't depend on any order."""

from cleaning.dedup.clusters import Copy
from cleaning.dedup.frequency import Frequencies
from cleaning.dedup.key_table import KeyTable
from cleaning.dedup.keys import CopyKey, copy_key, copy_keys
from cleaning.dedup.relations import Relations, relate

__all__ = ["Copy", "CopyKey", "Frequencies", "KeyTable", "Relations", "copy_key", "copy_keys", "relate"]
