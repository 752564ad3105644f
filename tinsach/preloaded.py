"""Everything a worker needs for text, loaded once in the server that workers are forked from.

A worker that starts, or takes the place of one that was ended, would otherwise import the libraries, read the
weights of the models and fill its tables first, half a second each time; forked, they share time and memory.
"""

from __future__ import annotations

from typing import Final

import tinsach.pairs
import tinsach.parcel
import tinsach.worker  # noqa: F401  # loaded for the workers, as the title says
from cleaning.document import Media, Record
from cleaning.pipeline import Pipeline
from output.arrow import leave_pandas_out

_TEXTS: Final = (
    "Xã mở lại bến đò ngang sau ba tháng sửa chữa, người dân hai bờ đi lại dễ hơn trước, ngày sáu chuyến.",
    "The village opened its ferry again after three months of repairs, and both banks use it every day.",
)
"""In Vietnamese, and in a language that it takes the table of all others to tell."""


def warm_up(media: Media) -> None:
    """Take small records through the stages, which load what they need when they first need it."""
    for text in _TEXTS:
        content = f"{text}\n\n{text}"
        if media is Media.HTML:
            content = f"<html><body><h1>1</h1><article><p>{text}</p><p>{text}</p></article></body></html>"
        Pipeline().clean(Record("", 0, content, media, url="https://ben-do.example/1"))


leave_pandas_out()
warm_up(Media.TEXT)
