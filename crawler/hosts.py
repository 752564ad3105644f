"""Hosts as a job file spells them. Standard library only: every command reads job files."""

from __future__ import annotations

import re
from urllib.parse import urlsplit


def host_of(address: str) -> str:
    """Return the host of an http(s) address, empty when it is none."""
    try:
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and parts.port != 0
    except ValueError:
        return ""
    return (parts.hostname or "") if usable else ""


def is_this_machine(host: str) -> bool:
    """Return whether ``host`` is one of the usual spellings of this machine."""
    return bool(re.fullmatch(r"localhost|::1|127(\.\d+){3}", host))
