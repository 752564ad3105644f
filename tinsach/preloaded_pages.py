"""What a worker needs for pages beyond that: trafilatura and its like, a fifth of a second."""

from __future__ import annotations

from cleaning.document import Media
from tinsach.preloaded import warm_up

warm_up(Media.HTML)
