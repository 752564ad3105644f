"""What is kept of an answer to tell later, cheaply, whether its page has changed.

Validators of HTTP (RFC 9110, section 13) and the digest of the body: a server that knows neither still
spares the archive a second copy.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from scrapy.http import Response

from crawler import clock

NOT_MODIFIED: Final = 304
UNCHANGED: Final = "unchanged"
"""Reason of an outcome: the page is as it was."""

SAME_TEXT: Final = "same_text"
NEW_TEXT: Final = "new_text"
"""What a page that changed says: the same as before, amid other surroundings, or something new."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The last answer with a body. ``digest`` as WARC writes it; ``fetched_at`` in UTC, to the second.

    ``text`` is the digest of a report's title and running text, as the crawler reads them: it tells whether a
    page that changed says anything new, or has other advertisements.
    """

    etag: str = ""
    modified: str = ""
    digest: str = ""
    fetched_at: str = ""
    text: str = ""

    @classmethod
    def of(cls, response: Response, text: str = "") -> Self:
        """Return the stamp of an answer; of a report's with its ``text``."""
        return cls(
            etag=_header(response, "ETag"),
            modified=_header(response, "Last-Modified"),
            digest=payload_digest(response.body),
            fetched_at=f"{clock.now():%Y-%m-%dT%H:%M:%SZ}",
            text=text_digest(text) if text else "",
        )

    @classmethod
    def read(cls, text: str | None) -> Self | None:
        """Return what ``to_json`` wrote; ``None`` for nothing."""
        return None if not text else cls(**json.loads(text))

    def to_json(self) -> str:
        """Return the stamp as the frontier stores it."""
        return json.dumps(asdict(self))

    def change_since(self, before: Self | None) -> str | None:
        """Return whether the text is ``SAME_TEXT`` or ``NEW_TEXT``; ``None`` where it isn't known."""
        if before is None or not before.text:
            return None
        return SAME_TEXT if before.text == self.text else NEW_TEXT

    def conditions(self) -> dict[str, str]:
        """Return the headers that ask for the page only if it has changed."""
        known = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in known.items() if value}


def stamp_of(response: Response) -> Stamp | None:
    """Return the stamp kept of the address before this answer; ``None`` at the first one."""
    return Stamp.read(response.meta.get("stamp"))


def is_unchanged(response: Response) -> bool:
    """Return whether the server says, or the body shows, that nothing has changed since the last answer."""
    before = stamp_of(response)
    if before is None:
        return False
    return response.status == NOT_MODIFIED or before.digest == payload_digest(response.body)


def payload_digest(body: bytes) -> str:
    """Return the digest of a body in the form of WARC-Payload-Digest."""
    return f"sha1:{base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()}"


def text_digest(text: str) -> str:
    """Return the digest by which the text of a report is known again."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _header(response: Response, name: str) -> str:
    value: Any = response.headers.get(name)
    return value.decode("latin-1") if value else ""
