"""The invented Vietnamese that the labelled set of copies is made with (``copies_templates.toml``)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

_DATA: Final[dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)

PLACES: Final = _DATA["places"]
PEOPLE: Final = _DATA["people"]
BULLETINS: Final = _DATA["bulletins"]
MOODS: Final = _DATA["moods"]
BOILERPLATE: Final = _DATA["boilerplate"]
CREDITS: Final = _DATA["credits"]
STUBS: Final = _DATA["stubs"]
SUBJECTS: Final = _DATA["subjects"]
DEEDS: Final = _DATA["deeds"]
THINGS: Final = _DATA["things"]
TAILS: Final = _DATA["tails"]
PROGRAMMES: Final = _DATA["programmes"]
ADVICE: Final = _DATA["advice"]
CRIMES: Final = _DATA["crimes"]
EXHIBITS: Final = _DATA["exhibits"]
NOTICE: Final = " ".join(_DATA["notice"])
