"""Why the line model speaks against a line, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from cleaning.line_model.committee import Pull
from cleaning.line_model.features import NAMES, Matrix
from cleaning.line_model.lexicon import FIRST, LAST
from cleaning.line_model.phrases import MAX_ALIKE, PHRASES

MAX_REASONS: Final = 3
MAX_QUOTED: Final = 2
"""Words named as one reason."""
BY_NEIGHBOURS: Final = "by the lines around it"
_OF_PAGE: Final = [
    NAMES.index(name)
    for name in (
        "lines_of_record",
        "paragraphs_of_one_sentence",
        "short_paragraphs",
        "words_of_paragraphs",
    )
]


def reasons(seen: Matrix, pull: Pull) -> Iterator[list[str]]:
    """Yield for each line what about it speaks most against it, strongest first, in words.

    ``seen`` are the features of the lines (n × features), ``pull`` what they and the words do to the scores.
    What is not there explains little. Where nothing of its own speaks against a line, its neighbours do.
    """
    against = np.where(seen > 0, np.minimum(pull.features, 0), 0)
    against[:, _OF_PAGE] = 0  # alike for every line, so no reason for one
    strongest = np.argsort(against, axis=1, kind="stable")[:, : MAX_REASONS * MAX_ALIKE]
    pulls = np.take_along_axis(against, strongest, 1)
    for signs, strength, words_pull in zip(strongest.tolist(), pulls.tolist(), pull.words, strict=True):
        weighed = [
            *zip(strength, (PHRASES[NAMES[sign]] for sign in signs), strict=True),
            _wording(words_pull),
        ]
        said = dict.fromkeys(phrase for strong, phrase in sorted(weighed) if strong < 0)
        yield list(said)[:MAX_REASONS] or [BY_NEIGHBOURS]


def _wording(pull: Mapping[str, float]) -> tuple[float, str]:
    """Return how much all words of a line together speak against it, and those that do most."""
    most = sorted((strength, term.strip(FIRST + LAST)) for term, strength in pull.items() if strength < 0)
    quoted = list(dict.fromkeys(f"«{term}»" for _, term in most))[:MAX_QUOTED]
    return min(sum(pull.values()), 0.0), f"words like {' and '.join(quoted)}"
