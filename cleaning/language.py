"""The language of a text: its script, then the Vietnamese syllables, then langdetect.

Each step covers what the next one gets wrong (measured, shared facts): langdetect raises on Lao and
Khmer, and calls Bahnar and Yoruba Vietnamese with certainty 1. So a script that belongs to one
language decides by itself, and ``vi`` is said when the syllables say so and never otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

from cleaning.characters import BEYOND_LATIN
from cleaning.syllables import shares, shares_of, unmarked_syllables
from cleaning.text import is_latin_line, line_kinds

MIN_LETTERS = 20
"""Below this langdetect answers crumbs with confident nonsense (``aa`` → Somali)."""
MAX_CHARACTERS = 1000
"""Characters langdetect is shown; more cost 4x the time and change no answer (shared facts)."""
MAX_JUDGED = 20_000
"""Characters whose letters and syllables are counted: shares over thousands of words are settled."""
SAMPLES, SAMPLE_CHARACTERS, MIN_SAMPLED = 10, 300, 2
"""Pieces taken evenly from a long text to see whether counting all its syllables is worth while; it is not
sampled where that would save less than half."""
MAX_FOREIGN_VALID, MAX_FOREIGN_MARKED = 0.75, 0.2
"""Shares in the samples under which a text is not Vietnamese, with or without marks: well under the gates
below, so that the sample's chance error does not count."""
MIN_SCRIPT_SHARE = 0.5
"""Share of the letters from which a script decides the language: the text is mostly in it."""
MIN_SCRIPT_LETTERS = 5
"""Letters in a script of one language that are enough: nothing else is written in it."""
MIN_KANA_SHARE = 0.1
"""Share of kana among Han and kana that makes it Japanese; Chinese has none, Japanese prose half."""
MIN_PROBABILITY = 0.5
"""langdetect's certainty below which its answer is a guess among several."""
MIN_TOKENS = 4
"""Words below which the syllables do not decide: a name or a loan (``déjà``) may be legal by chance."""
MIN_UNACCENTED, MIN_UNACCENTED_TOKENS = 0.9, 8
"""Share of words that are syllables without their marks, in a text of so many words, that makes it
Vietnamese typed without marks; English and Indonesian stay under one half."""


@dataclass(frozen=True, slots=True)
class Language:
    """An ISO 639 code (empty: unknown) and how sure it is, 0 to 1.

    The score is the share of letters in the script, of legal syllables, or langdetect's probability.
    ``unaccented`` marks Vietnamese typed without its marks.
    """

    code: str
    score: float
    unaccented: bool = False


UNKNOWN = Language("", 0.0)

_DETECTED = (
    "af ar bg bn ca cs cy da de el en es et fa fi fr gu he hi hr hu id it ja kn ko lt lv mk ml mr ne nl no "
    "pa pl pt ro ru sk sl so sq sv sw ta te th tl tr uk ur vi zh"
)
"""What langdetect 1.0.9 has profiles for, its two for Chinese as one."""


@dataclass(frozen=True, slots=True)
class _Gate:
    """The shares of legal and of marked syllables from which a text is Vietnamese."""

    min_valid: float
    min_marked: float


_DOCUMENT_GATE = _Gate(0.65, 0.45)
_LINE_GATE = _Gate(0.5, 0.3)
"""Thresholds of the shared facts: no document in another language passes, and every Vietnamese one
does; single lines hold more names, so theirs are lower."""

_SCRIPTS: dict[str, str] = {
    "lo": "\u0e80-\u0eff",
    "km": "\u1780-\u17ff",
    "th": "\u0e00-\u0e7f",
    "my": "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f",
    "ko": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
    "ja": "\u3040-\u30ff\u31f0-\u31ff",
    "zh": "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
    "blt": "\uaa80-\uaadf",
    "cjm": "\uaa00-\uaa5f",
    "bo": "\u0f00-\u0fff",
    "el": "\u0370-\u03ff\u1f00-\u1fff",
    "he": "\u0590-\u05ff",
    "hy": "\u0530-\u058f",
    "ka": "\u10a0-\u10ff\u1c90-\u1cbf",
    "am": "\u1200-\u139f",
    "bn": "\u0980-\u09ff",
    "pa": "\u0a00-\u0a7f",
    "gu": "\u0a80-\u0aff",
    "or": "\u0b00-\u0b7f",
    "ta": "\u0b80-\u0bff",
    "te": "\u0c00-\u0c7f",
    "kn": "\u0c80-\u0cff",
    "ml": "\u0d00-\u0d7f",
    "si": "\u0d80-\u0dff",
}
"""Blocks of the scripts that (nearly) one language uses, by its code; the rest is for langdetect."""

KNOWN = frozenset({*_DETECTED.split(), *_SCRIPTS})
"""The codes ``identify`` may give."""

_SCRIPT_LETTERS = re.compile(f"[{''.join(_SCRIPTS.values())}]+")
"""Finds the few such letters in a long Latin text: a plain class is looked for ten times as fast."""
_SCRIPT_RUN = re.compile("|".join(f"(?P<{code}>[{block}]+)" for code, block in _SCRIPTS.items()))
"""Runs in one of these scripts, named by it."""
_KANA = re.compile(f"[{_SCRIPTS['ja']}]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_BEYOND_LATIN = re.compile(BEYOND_LATIN)


@lru_cache(maxsize=1)
def identify(text: str) -> Language:
    """Return the language most of ``text`` is in; code empty when too short or not recognised.

    Deterministic, also across threads and processes. The last answer is remembered: the date of a report and
    its language are both asked of its text.
    """
    return _identify(text, _DOCUMENT_GATE)


def identify_line(line: str) -> Language:
    """Return the language of one line, which may be Vietnamese with more foreign names in it."""
    return _identify(line, _LINE_GATE)


def _identify(text: str, gate: _Gate) -> Language:
    text = unicodedata.normalize("NFC", text[:MAX_JUDGED])
    found = _by_script(text)
    if not found and not _plainly_foreign(text):
        found = _by_syllables(text, gate) or _unaccented(text)
    return found or _by_langdetect(_excerpt(text))


def _plainly_foreign(text: str) -> bool:
    """Tell whether samples of a long text are so far from Vietnamese that the whole cannot be."""
    step = len(text) // SAMPLES
    if step < MIN_SAMPLED * SAMPLE_CHARACTERS:
        return False
    sample = " ".join(text[at : at + SAMPLE_CHARACTERS] for at in range(0, len(text), step))
    found = shares(sample, unmarked_syllables())
    return found.valid < MAX_FOREIGN_VALID and found.marked < MAX_FOREIGN_MARKED


def _by_script(text: str) -> Language | None:
    """Return the language whose script most letters are in, if that script has one language."""
    if all(map(is_latin_line, text.split("\n"))) or not _BEYOND_LATIN.search(text):
        return None
    found: Counter[str] = Counter()
    for run in _SCRIPT_RUN.finditer(" ".join(_SCRIPT_LETTERS.findall(text))):
        found[run.lastgroup or ""] += len(run.group())
    if found.total() < MIN_SCRIPT_LETTERS:
        return None
    found[""] = _letters(_SCRIPT_LETTERS.sub(" ", text))
    east_asian = found.pop("zh", 0) + found.pop("ja", 0)
    if east_asian:
        kana = sum(map(len, _KANA.findall(text)))
        found["ja" if kana >= MIN_KANA_SHARE * east_asian else "zh"] = east_asian
    code, letters = max(found.items(), key=lambda item: item[1])
    share = letters / found.total()
    return (
        Language(code, share)
        if code and letters >= MIN_SCRIPT_LETTERS and share >= MIN_SCRIPT_SHARE
        else None
    )


def _letters(text: str) -> int:
    return sum(map(len, _LETTERS.findall(text)))


def _by_syllables(text: str, gate: _Gate) -> Language | None:
    """Return Vietnamese if the syllables say so; they do in texts too short for langdetect."""
    found = shares_of("".join(map(line_kinds, text.split("\n"))))
    enough = found.tokens >= MIN_TOKENS
    vietnamese = enough and found.valid >= gate.min_valid and found.marked >= gate.min_marked
    return Language("vi", found.valid) if vietnamese else None


def _unaccented(text: str) -> Language | None:
    """Return Vietnamese when nearly every word is one of its syllables without the marks.

    The score is halved: the letters alone are weaker evidence than marks.
    """
    found = shares(text, unmarked_syllables())
    if found.tokens < MIN_UNACCENTED_TOKENS or found.valid < MIN_UNACCENTED:
        return None
    return Language("vi", found.valid / 2, unaccented=True)


def _excerpt(text: str) -> str:
    """Return some ``MAX_CHARACTERS`` of ``text``: whole lines, taken evenly over its length.

    Evenly, because the head of a page is often a menu and its foot a list in another language.
    """
    if len(text) <= MAX_CHARACTERS:
        return text
    lines = [line for line in text.split("\n") if len(line) >= MIN_LETTERS] or [text]
    step = max(1, sum(map(len, lines)) // MAX_CHARACTERS)
    return "\n".join(_shortened(line) for line in lines[::step])[:MAX_CHARACTERS]


def _shortened(line: str) -> str:
    """Return the middle of a line that would fill the excerpt alone."""
    if len(line) <= MAX_CHARACTERS:
        return line
    start = (len(line) - MAX_CHARACTERS) // 2
    return line[start : start + MAX_CHARACTERS]


_loading = Lock()


def _detectors() -> Any:
    """Return the quick langdetect's factory; loaded once, on first use."""
    with _loading:  # lru_cache alone lets two threads load the profiles at once
        return _load_detectors()


@lru_cache(maxsize=1)
def _load_detectors() -> Any:
    from cleaning.detector import detectors  # noqa: PLC0415 - half a second

    return detectors()


def _langdetect_answers(text: str) -> Iterator[Language]:
    """Yield langdetect's answers, likeliest first."""
    from langdetect.lang_detect_exception import LangDetectException  # noqa: PLC0415 - as above

    detector = _detectors().create()
    detector.append(text)
    try:
        answers = detector.get_probabilities()
    except LangDetectException:  # no letters it knows
        return
    for answer in answers:
        yield Language(answer.lang.partition("-")[0], min(answer.prob, 1.0))


def _by_langdetect(text: str) -> Language:
    """Return langdetect's likeliest answer but ``vi``, which the syllables have ruled out."""
    if _letters(text) < MIN_LETTERS:
        return UNKNOWN
    for answer in _langdetect_answers(text):
        if answer.code != "vi" and answer.score >= MIN_PROBABILITY:
            return answer
    return UNKNOWN
