"""Scrapy settings of the project: polite and safe, each with its reason.

What depends on the job (contact, delay, caps, time limit) is set by the spider from the job file.
Several values only spell out a default: a crawl must not become rude because a default changed.
"""

from __future__ import annotations

from typing import Any

BOT_NAME = "tinsach"
SPIDER_MODULES = ["crawler.spider"]
NEWSPIDER_MODULE = "crawler"
SCHEDULER = "crawler.scheduler.FrontierScheduler"  # Scrapy's own queue is lost on SIGKILL

# --- Manners -------------------------------------------------------------------------------------
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "tinsach"  # the product token sites write into robots.txt
USER_AGENT = "tinsach"  # the spider adds the job's contact, which a job must name
CONCURRENT_REQUESTS = 16  # so many sites at a time ...
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # ... one request at a time each
DOWNLOAD_DELAY = 1.5  # seconds between requests to one site
DOWNLOAD_DELAY_JITTER = 0.3  # no lockstep with other crawlers that start on the hour
AUTOTHROTTLE_ENABLED = True  # a slow answer means a busy server: wait at least as long as it took
AUTOTHROTTLE_START_DELAY = 0.0  # the job's delay is the floor, no separate warm-up
AUTOTHROTTLE_MAX_DELAY = 60.0
RETRY_TIMES = 2
RETRY_HTTP_CODES = [408, 500, 502, 504, 522, 524]  # not 429 and 503: they ask us to stay away
COOKIES_ENABLED = False  # no sessions: every reader sees the page we archive
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
    "Accept-Language": "vi,*;q=0.5",  # some sites choose the edition by it
}

# --- Safety --------------------------------------------------------------------------------------
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
TWISTED_DNS_RESOLVER = "crawler.guard.GuardedResolver"  # refuses private addresses as it connects
TELNETCONSOLE_ENABLED = False  # runs Python inside the crawl for whoever connects
REMOTE_CONTROL_ENABLED = False  # likewise, new in Scrapy 2.19 and on by default
DOWNLOAD_VERIFY_CERTIFICATES = True  # off by default
DOWNLOAD_HANDLERS: dict[str, Any] = {
    **dict.fromkeys(("http", "https"), "crawler.heads.CappedHandler"),  # headers without end fill the memory
    **dict.fromkeys(("file", "ftp", "data", "s3")),  # the web only
}
DOWNLOAD_MAXSIZE = 12 * 1024 * 1024  # bytes, after decompression; news pages stay under 2 MB
DOWNLOAD_WARNSIZE = 0  # a page over the cap is counted as failed, no second line
DOWNLOAD_TIMEOUT = 60  # seconds in total, so that a slow drip ends
REDIRECT_MAX_TIMES = 5  # what RFC 9309 asks to follow; longer chains are loops or ads
METAREFRESH_MAXDELAY = 10  # seconds; a page that waits longer lets its readers read, and so do we
REDIRECT_PRIORITY_ADJUST = 0  # a redirected page is as promising as before
URLLENGTH_LIMIT = 1000  # longer ones are traps
CLOSESPIDER_TIMEOUT = 3600  # seconds; the next run goes on where this one stopped
MEMUSAGE_ENABLED = True
MEMUSAGE_LIMIT_MB = 1024  # ends the crawl in order before the machine ends it without
MEMUSAGE_CHECK_INTERVAL_SECONDS = 10.0

# --- Parts ---------------------------------------------------------------------------------------
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "crawler.guard.GuardMiddleware": 20,  # before all others: nothing may act on a refused address
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # leaks; ours below
    "crawler.politeness.SiteSlots": 30,
    "crawler.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,  # goes round in circles; ours below
    "crawler.redirects.PageRefresh": 580,
}
SPIDER_MIDDLEWARES: dict[str, int | None] = {
    # The spider counts depth itself: to Scrapy the fifth page of a list is five steps deep.
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
}
ITEM_PIPELINES = {"crawler.pipelines.ArchivePipeline": 300}
EXTENSIONS: dict[str, int | None] = {
    "crawler.summary.CrawlSummary": 500,
    "crawler.progress.CrawlProgress": 510,  # silent unless PROGRESS_SECONDS is set
    "scrapy.extensions.memusage.MemoryUsage": None,  # goes by a peak that processes inherit; ours below
    "crawler.memory.CrawlMemory": 520,
    "scrapy.extensions.spiderstate.SpiderState": None,  # pickles; the frontier holds all state
}

# --- Log -----------------------------------------------------------------------------------------
LOG_LEVEL = "WARNING"
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LOG_FORMATTER = "crawler.log.ShortLogFormatter"
LOG_VERSIONS: list[str] = []
STATS_DUMP = False  # crawl.json holds what a person asks for
