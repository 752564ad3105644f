"""Requests as the frontier keeps them, and back."""

from __future__ import annotations

from typing import Any

from scrapy import Request, Spider

from cleaning.address import canonical
from crawler.sites import PageKind
from crawler.stamp import Stamp
from crawler.steps import KEPT_META
from crawler.target import Target


def stored(request: Request, spider: Spider) -> Target:
    """Return what to keep of ``request``; callbacks are methods of the spider, kept by name.

    Raises ``AddressError``, and ``TypeError`` for a callback that is none of the spider's.
    """
    name = request.callback.__name__ if request.callback else "parse"
    if not hasattr(spider, name):
        raise TypeError(f"the callback of {request.url} must be a method of the spider, not {name}")
    meta: dict[str, Any] = {key: request.meta[key] for key in KEPT_META if key in request.meta}
    return Target(
        key=canonical(request.url),
        url=request.url,
        kind=str(meta.get("kind", PageKind.LIST)),
        callback=name,
        priority=request.priority,
        depth=int(meta.get("depth", 0)),
        referrer=meta.get("referrer"),
        meta=meta,
    )


def request_of(target: Target, spider: Spider) -> Request:
    """Return the request for ``target``, asking only for what has changed since its stamp."""
    stamp = Stamp.read(target.stamp)
    return Request(
        target.url,
        headers=stamp.conditions() if stamp else None,
        callback=getattr(spider, target.callback),
        errback=spider.failed,  # type: ignore[attr-defined]  # ours
        priority=target.priority,
        meta={**target.meta, "key": target.key, "stamp": target.stamp, "handle_httpstatus_list": [304]},
    )
