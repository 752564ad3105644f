"""Spam as a property of a whole record: pages of betting portals, and reports on a hacked page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cleaning.betting import Pitch, is_house_shaped, may_be_product, measure
from cleaning.betting_words import Kind
from cleaning.document import Document, Role
from cleaning.draft import Draft, asked_once

HACKED_PAGE: Final = "hacked_page"

MAX_WORD: Final = 40
"""Letters of the longest words; looking at all before each name would take the square of a text."""

_SIGNATURE: Final = re.compile(
    r"(?:^|(?<=[^\W_]\s)|(?<=[.!?…:|]\s))([a-z]{2,8}\d{2,3}|\d{1,3}[a-z]{3,8})\s+(\w)", re.M
)

SHOWN_WORDS: Final = 3
"""So many of the most frequent words of each signal are shown as evidence."""


@asked_once
def is_hacked(draft: Draft) -> bool:
    """Tell whether anything in ``draft`` was injected by a link seller."""
    decided = any(decision and decision.role is Role.SPAM for decision in draft.decided)
    return decided or any(cut.role is Role.SPAM for cuts in draft.spans.values() for cut in cuts)


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason to take a text for a pitch, or (with negative points) for a report.

    ``deal`` marks what only those say who want the reader to play.
    ``density`` words of ``kinds`` in 100 words of the text make one point; ``max_points`` keeps one
    reason from deciding alone.
    """

    name: str
    kinds: tuple[Kind, ...]
    density: float
    max_points: float
    sign: int = 1
    deal: bool = False

    def points(self, pitch: Pitch) -> float:
        """Return the points of ``pitch``: at most ``max_points``, negative for what speaks for a report."""
        return self.sign * min(self.max_points, pitch.per_hundred(*self.kinds) / self.density)


GOODS: Final = Signal("goods", (Kind.OFFER, Kind.GAME), 1.5, 2.0)
SIGNALS: Final = (
    GOODS,
    Signal("house", (Kind.HOUSE,), 0.7, 2.0, deal=True),
    Signal("money", (Kind.MONEY,), 0.8, 2.0, deal=True),
    Signal("calls", (Kind.CALL,), 0.5, 2.0, deal=True),
    Signal("praise", (Kind.PRAISE,), 0.8, 2.0),
    Signal("reader", (Kind.READER,), 1.2, 1.5),
    Signal("advice", (Kind.ADVICE,), 0.8, 2.0, deal=True),
    Signal("reporting", (Kind.REPORTING, Kind.VICE), 0.3, 10.0, -1),
    Signal("match", (Kind.MATCH,), 1.5, 3.0, -1),
)
"""The densities at which portals and news part, seen on the texts of ``benchmarks/spam.py`` and
``tests/cleaning/betting_pages.toml``: news on betting names the goods as often as a portal does, and
hardly has one point of anything else; what it quotes of a portal's promises, its own words outweigh."""

MIN_SILENT_SPREAD: Final = 0.7
"""A text that sells in so many of its parts, and in which nobody reports, warns or plays a match, need not
do all that portals do: a cashier's page or a house's word about itself. Of 8,893 news no text on betting
is as silent in more than half of its parts."""

MIN_SIGNED_GOODS: Final = 3
"""A report that a house only signs names what it sells less often than this."""

MIN_POINTS: Final = 0.5
"""A signal with fewer points is noise and is not counted among the reasons."""


@dataclass(frozen=True, slots=True)
class BettingPage:
    """Objects to texts that sell betting: ``min_reasons`` signals that together make ``min_score`` points.

    A portal names its goods and itself, speaks of deposits and bonuses, tells the reader what to do,
    praises the house and advises how to win: few pages do all of it, and none does only one of it. News on
    betting, lotteries and odds names the goods; news on betting crime quotes the rest of it as well, but
    police, courts and speakers weigh against that; a traveller praises a casino, and offers no deal.

    A report re-hosted among advertisements is judged as a report: only what the line rules left counts,
    and the pitch must be in ``min_spread`` of the ten parts of the text, as it is where the text is the
    advertisement.

    A house that writes the preview itself praises and promises little, but signs it: such a text is its own
    when it names the goods ``MIN_SIGNED_GOODS`` times and nobody in it reports or warns.
    """

    min_score: float = 3.7
    min_reasons: int = 3
    min_spread: float = 0.5
    reason: str = "betting_page"

    def objection(self, document: Document) -> str | None:
        """Return the score and the signals it is made of, each with its most frequent words."""
        text = f"{document.title}\n{document.text}"
        pitch = measure(text)
        return (self._pitched(pitch) or _signed(text, pitch, _cut(document))) if pitch else None

    def _pitched(self, pitch: Pitch) -> str | None:
        if pitch.spread < self.min_spread:
            return None
        points = {signal: signal.points(pitch) for signal in SIGNALS}
        reasons = [signal for signal in SIGNALS if points[signal] >= MIN_POINTS]
        score = sum(points.values())
        if score < self.min_score or not (_is_silent(pitch, reasons) or self._is_deal(reasons)):
            return None
        shown = "; ".join(f"{signal.name} {_shown(pitch.said(*signal.kinds))}" for signal in reasons)
        return f"{score:.1f} points for a pitch: {shown}"

    def _is_deal(self, reasons: Sequence[Signal]) -> bool:
        return len(reasons) >= self.min_reasons and any(signal.deal for signal in reasons)


def _is_silent(pitch: Pitch, reasons: Sequence[Signal]) -> bool:
    """Tell whether the goods are offered throughout a text without a word of reporting."""
    throughout = pitch.spread >= MIN_SILENT_SPREAD
    return throughout and GOODS in reasons and not pitch.said(Kind.REPORTING, Kind.VICE, Kind.MATCH)


def _cut(document: Document) -> Counter[str]:
    """Return the houses' names that were cut out of ``document``: they sign it no less."""
    cut = (removal.text.strip().casefold() for removal in document.removals if removal.role is Role.SPAM)
    return Counter(name for name in cut if is_house_shaped(name) and not may_be_product(name))


def _signed(text: str, pitch: Pitch, cut: Counter[str]) -> str | None:
    offered = pitch.said(Kind.OFFER)
    if offered.total() < MIN_SIGNED_GOODS or pitch.said(Kind.REPORTING, Kind.VICE):
        return None
    houses = signatures(text) + cut
    return f"signed by the house {_shown(houses)}; it offers {_shown(offered)}" if houses else None


def signatures(text: str) -> Counter[str]:
    """Return the houses that sign ``text``: names in small letters where a capital goes on after them.

    ``Bờ Nam gặp Bờ Bắc kubo88 Kèo nhà cái`` is signed, ``nhà cái kubo88 đặt cửa dưới`` is not.
    """
    signed: Counter[str] = Counter()
    for match in _SIGNATURE.finditer(text):
        # Only the last word before the name matters; a longer one is cut, and still tells its case.
        before = text[max(0, match.start() - MAX_WORD) : match.start()].split()[-1:]
        inside = before and before[0][0].islower() and before[0][-1].isalnum()
        if match[2].isupper() and not inside and is_house_shaped(match[1]) and not may_be_product(match[1]):
            signed[match[1]] += 1
    return signed


def _shown(found: Counter[str]) -> str:
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"«{word}» {times}×" for word, times in ranked[:SHOWN_WORDS])
