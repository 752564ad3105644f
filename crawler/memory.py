"""Ends a crawl in order when it takes too much memory, by what it holds now."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from scrapy.extensions.memusage import MemoryUsage

STATM: Final = Path("/proc/self/statm")


class CrawlMemory(MemoryUsage):
    """Scrapy's limit on memory, by the resident size of now where the system tells it.

    Scrapy asks for the peak since the process began. On Linux a process inherits it from the one that started
    it, through ``exec`` even: started from a notebook that had once held a gigabyte, a crawl ended at once.
    """

    def get_virtual_size(self) -> int:
        """Return the resident size in bytes."""
        return resident_size() or super().get_virtual_size()


def resident_size() -> int | None:
    """Return the bytes of memory this process holds, ``None`` where the system has no ``/proc``."""
    try:
        pages = int(STATM.read_text("ascii").split()[1])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")
