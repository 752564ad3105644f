"""Where the spider's pages go: into the archive."""

from __future__ import annotations

import logging
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from crawler.archive import WarcArchive, recover
from crawler.visit import Visit

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.job import Job

logger = logging.getLogger(__name__)


class ArchivePipeline:
    """Writes the page of each visit to the job's archive."""

    def __init__(self, crawler: Crawler, job: Job) -> None:
        self._crawler = crawler
        self._folder = job.archive
        self._archive = WarcArchive(job.archive, job.name, info=_description(crawler, job))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchivePipeline:
        """Take place and name from the spider's job."""
        return cls(crawler, crawler.spider.job)  # type: ignore[union-attr]  # the only spider here has one

    def open_spider(self) -> None:
        """Complete what a killed crawl left open; the frontier, opened before, keeps others out."""
        for path in recover(self._folder):
            logger.warning("recovered %s from an interrupted crawl", path.name)

    def process_item(self, item: object) -> object:
        """Archive the page of a visit that has one."""
        if isinstance(item, Visit) and item.page is not None:
            self._archive.write(item.page)
        return item

    def close_spider(self) -> None:
        """Complete the current file and tell the summary the files of this run."""
        self._archive.close()
        self._crawler.stats.set_value("archive/files", [path.name for path in self._archive.files])


def _description(crawler: Crawler, job: Job) -> dict[str, str]:
    """Return the fields of the warcinfo record."""
    return {
        "software": f"tinsach/{_version()}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "isPartOf": job.name,
        "operator": job.crawl.contact,
        "robots": "obey" if crawler.settings.getbool("ROBOTSTXT_OBEY") else "ignore",
        "http-header-user-agent": str(crawler.settings["USER_AGENT"]),
    }


def _version() -> str:
    try:
        return version("tinsach")
    except PackageNotFoundError:
        return "0"
