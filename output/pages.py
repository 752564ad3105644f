"""Web pages from templates. Everything in them was scraped, so every value is escaped."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from output.wording import counted

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""C0 and C1 controls, and the ones that reorder text: with those, a name can read as another one."""


def page(template: str, **values: object) -> str:
    """Return the page made from ``output/templates/<template>``."""
    return _environment().get_template(template).render(**values)


def visible(text: str) -> str:
    """Return ``text`` with control characters shown as U+FFFD; a terminal or browser would obey them."""
    return _CONTROL.sub("\ufffd", text)


def web_address(url: str | None) -> str | None:
    """Return ``url`` when a browser may follow it, else ``None``: ``javascript:`` is an address too."""
    if not url:
        return None
    try:
        return url if urlsplit(url).scheme in {"http", "https"} else None
    except ValueError:
        return None


def _shown(value: object) -> object:
    """Make every value visible that is no markup of ours, so that no template can forget it."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("output"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"web_address": web_address, "number": "{:,}".format, "counted": counted}
    return made
