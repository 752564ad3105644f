"""Everything a worker needs, loaded once in the server that workers are forked from.

A worker that starts, or takes the place of one that was ended, would otherwise import trafilatura, read the
weights of the models and fill its tables first, half a second each time; forked, they share time and memory.
"""

from __future__ import annotations

from typing import Final

import cleaning.dedup  # noqa: F401  # loaded for the workers, as the title says
from cleaning.document import Media, Record
from cleaning.pipeline import Pipeline

_TEXT: Final = (
    "Xã mở lại bến đò ngang sau ba tháng sửa chữa, người dân hai bờ đi lại dễ hơn trước, mỗi ngày sáu chuyến."
)
_PAGE: Final = (
    f"<html><body><h1>Bến đò mở lại</h1><article><p>{_TEXT}</p><p>{_TEXT}</p></article></body></html>"
)


def warm_up() -> None:
    """Take a small page through the stages, which load what they need when they first need it."""
    Pipeline().clean(Record("", 0, _PAGE, Media.HTML, url="https://ben-do.example/1"))


warm_up()
