"""Web pages from templates. Everything in them was scraped, so every value is escaped."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def page(template: str, **values: object) -> str:
    """Return the page made from ``output/templates/<template>``."""
    return _environment().get_template(template).render(**values)


def visible(text: str) -> str:
    """Return ``text`` with control characters shown as U+FFFD; a terminal would obey them."""
    return _CONTROL.sub("\ufffd", text)


def web_address(url: str | None) -> str | None:
    """Return ``url`` when a browser may follow it, else ``None``: ``javascript:`` is an address too."""
    if not url:
        return None
    try:
        return url if urlsplit(url).scheme in {"http", "https"} else None
    except ValueError:
        return None


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("output"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"visible": visible, "web_address": web_address, "number": "{:,}".format}
    return made
