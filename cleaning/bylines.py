"""Bylines read strictly: who wrote a report, and for which house, or nothing.

A line counts only when every part of it is accounted for: a label, a name that has the shape of a name, a
task, an office, a house. What one cannot read whole may be a headline, a caption or a button. The words
come from ``cues/bylines.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from cleaning.cues import cues
from cleaning.shape import ends_with_stop, is_name_like, words
from cleaning.text import comparison_key

MAX_BYLINE: Final = 140
"""Characters; four names with their tasks stay below."""

MAX_NAME_TOKENS: Final = 5
"""Vietnamese names have two to four syllables, those of minorities and with a second family name five."""

MIN_SENTENCE: Final = 3
"""Words from which a full stop ends a sentence and not initials."""

MAX_OFFICE_TOKENS: Final = 9
MAX_CREW_TOKENS: Final = 6


@dataclass(frozen=True, slots=True)
class Byline:
    """A byline read: ``author`` as printed (``None`` where only a house or a helper signs), the houses.

    ``labelled`` tells that a label said so; ``helper`` is the translator (``is_translated``), photographer or editor.
    """

    author: str | None = None
    agencies: tuple[str, ...] = ()
    labelled: bool = False
    helper: str | None = None
    is_translated: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    """Comparison keys of the cue words of all languages."""

    author: frozenset[str]
    leading: frozenset[str]
    behind: frozenset[str]
    helper: frozenset[str]
    translator: frozenset[str]
    crew: frozenset[str]
    honorific: frozenset[str]
    post: frozenset[str]
    office: frozenset[str]
    account: frozenset[str]
    agency: frozenset[str]
    house: frozenset[str]
    house_end: frozenset[str]
    surname: frozenset[str]
    department: frozenset[str]
    bureau: frozenset[str]
    conjunction: re.Pattern[str]


@cache
def _words() -> _Words:
    tables = tomllib.loads(files("cleaning").joinpath("cues", "bylines.toml").read_text("utf-8")).values()

    def keys(kind: str) -> frozenset[str]:
        return frozenset(comparison_key(word) for table in tables for word in table[kind])

    between = "|".join(re.escape(word) for table in tables for word in table["and"])
    kinds = (
        *("author", "leading", "behind", "helper", "translator", "crew"),
        *("honorific", "post", "office", "account", "agency", "house"),
        *("house_end", "surname", "department", "bureau"),
    )
    return _Words(*map(keys, kinds), re.compile(rf"\s+(?:{between})\s+|、", re.IGNORECASE))


def read_byline(text: str) -> Byline | None:
    """Return what the line ``text`` says of its author and house, ``None`` unless all of it is a byline."""
    bare = " ".join(text.translate(_FULL_WIDTH).split()).strip(_EDGES)
    if not bare or len(text) > MAX_BYLINE:
        return None
    bare = _unbracketed(bare)
    head, _, rest = bare.partition(" ")
    if rest and comparison_key(head) in cues().credits:  # "Theo Reuters" credits, and has rules of its own
        return None
    return _read(bare)


def closing_byline(text: str) -> Byline | None:
    """Read a line that may sign a report at its end, where a department or an office may stand alone."""
    bare = text.strip(_EDGES)
    if words(text) > MIN_SENTENCE and ends_with_stop(text):
        return None
    if is_department(bare):
        return Byline(author=bare)
    return Byline(agencies=(bare,)) if is_organisation(bare) else read_byline(text)


def is_agency(text: str) -> bool:
    """Tell whether ``text`` names a wire or a paper: a known one, an acronym, an address, "báo ..."."""
    key = comparison_key(text)
    if not key or _is_cue(text):
        return False
    if is_known_agency(text) or _DOMAIN.fullmatch(text):
        return True
    if _ACRONYM.fullmatch(text):
        return key not in _words().crew
    tokens = text.split()
    named = _begins(tokens, _words().house) or comparison_key(tokens[-1]) in _words().house_end
    return len(tokens) > 1 and named and tokens[0][0].isupper() and tokens[-1][0].isupper()


def is_known_agency(text: str) -> bool:
    """Tell whether ``text`` is one of the wires and papers that are credited by their bare names."""
    return comparison_key(text) in _words().agency


def is_account(text: str) -> bool:
    """Tell whether ``text`` is what a content system prints where nobody signed."""
    return comparison_key(text) in _words().account


def is_person(text: str) -> bool:
    """Tell whether ``text`` has the shape of one person's name, initials and pen names among them."""
    if is_account(text) or _is_cue(text):
        return False
    if _HAN_NAME.fullmatch(text):
        return text[0] in _words().surname or text[:2] in _words().surname
    tokens = _without_honorific(text.split())
    named = [token for token in tokens if token not in _PARTICLES]
    shaped = 0 < len(tokens) <= MAX_NAME_TOKENS and all(map(_is_name_token, named))
    other = _words().house | _words().bureau
    return shaped and bool(named) and not _begins(tokens, other) and not is_task(text)


def _is_name_token(token: str) -> bool:
    return not token[0].islower() and _NAME_TOKEN.fullmatch(token) is not None


_FULL_WIDTH: Final = str.maketrans("：（）／｜【】，；•·◆●▪■✍✎", ":()/|[],;||||||  ")
_EDGES: Final = " ,;|-–—/*."
_SLASH: Final = re.compile(r"\s*/\s*")
_DOMAIN: Final = re.compile(r"(?:https?://)?(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,7}", re.IGNORECASE)
_ACRONYM: Final = re.compile(r"[A-ZĐ]{2,6}\+?")
_HAN_NAME: Final = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,4} [\u3400-\u9fff\u3040-\u30ff]{1,4}")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_LETTER: Final = r"A-Za-z\u00C0-\u024F\u1E00-\u1EFF\u0400-\u04FF\u0370-\u03FF"
_NAME_TOKEN: Final = re.compile(
    rf"[{_LETTER}]+(?:['’.-][{_LETTER}]*)*|[\u0e00-\u0e7f]+|[\uac00-\ud7a3]{{2,4}}"
)
_PARTICLES: Final = frozenset({"de", "da", "do", "dos", "van", "von", "der", "den", "bin", "al", "du", "la", "le", "y"})
_BRACKETED: Final = re.compile(r"(.*?)\s*\(([^()]{1,60})\)")
_LABEL: Final = re.compile(r"(?:^|[-–|,;(\[]|\s)\s*([^:|;,()\[\]–-]{1,30}?)\s*:\s*")
_PARTS: Final = re.compile(r"\s*[,;|]\s*|\s+[-–—]\s+|\s*/\s*")
_DASHED: Final = re.compile(r"\s+[-–—]\s+")


def _unbracketed(text: str) -> str:
    """Return ``text`` without the brackets round all of it."""
    while len(text) > 1 and text[0] + text[-1] in {"()", "[]"} and text[0] not in text[1:]:
        text = text[1:-1].strip(_EDGES)
    return text


def _read(text: str) -> Byline | None:
    segments = _labelled_segments(text)
    if not segments:
        return None
    authors: list[str] = []
    helpers: list[str] = []
    agencies: list[str] = []
    labelled = False
    for segment in segments:
        signed = _names(segment.text, alone=not segment.label and len(segments) == 1)
        if signed is None:
            return None
        (helpers if segment.is_helper else authors).extend([signed.names] if signed.names else [])
        labelled = labelled or signed.has_task
        agencies += () if segment.is_helper else signed.agencies
    if not (authors or helpers or agencies):
        return None
    labelled = labelled or any(segment.label and not segment.is_helper for segment in segments)
    translated = any(segment.label in _words().translator for segment in segments)
    return Byline("; ".join(authors) or None, tuple(agencies), labelled, "; ".join(helpers) or None, translated)


@dataclass(frozen=True, slots=True)
class _Segment:
    """A label (empty: none), what it says, and whether it is that of a helper."""

    label: str
    text: str
    is_helper: bool = False


def _labelled_segments(text: str) -> list[_Segment]:
    """Split a byline at its labels; empty when a label is none that is known."""
    head, colon, rest = text.partition(":")
    if colon and "," in head and comparison_key(head) in _words().author:  # "Bài, ảnh: ..."
        text = f"{head.replace(',', ' ')}:{rest}"
    found = [m for m in _LABEL.finditer(text) if "//" not in text[m.end() : m.end() + 2]]
    if not found:
        return [_unlabelled(part) for part in re.split(r"\s*;\s*", text)]
    segments = [_unlabelled(text[: found[0].start()].strip(_EDGES))] if found[0].start() else []
    for match, following in zip(found, [*found[1:], None], strict=True):
        label = comparison_key(match[1])
        rest = text[match.end() : following.start() if following else len(text)].strip(_EDGES + "()[]")
        is_helper = label in _words().helper | _words().translator
        if not rest or not (is_helper or label in _words().author or label in cues().bylines):
            return []
        segments.append(_Segment(label, rest, is_helper))
    return segments


def _unlabelled(text: str) -> _Segment:
    """Read a label without a colon: before the names, behind them, or none."""
    if _HAN.match(text):
        return _han_label(text)
    tokens = text.split()
    for size in (3, 2, 1):
        key = comparison_key(" ".join(tokens[:size]))
        if len(tokens) > size and key in _words().helper | _words().translator and not text.istitle():
            return _Segment(key, " ".join(tokens[size:]), is_helper=True)
        if len(tokens) > size and key in _words().leading:
            return _Segment(key, " ".join(tokens[size:]))
        last = " ".join(tokens[-size:])
        if len(tokens) > size and comparison_key(last) in _words().behind and not last.strip("(")[:1].isupper():
            return _Segment(comparison_key(last), " ".join(tokens[:-size]).strip(_EDGES))
    return _Segment("", text)


def _han_label(text: str) -> _Segment:
    """Read labels that touch the names, as scripts without spaces write them: ``記者葉柏勳``."""
    label = ""
    names: list[str] = []
    for token in re.split(r"[\s/,、]+", text):
        if token in _words().author:
            label = token
            continue
        mark = next((word for word in _labels_of_han() if word in token), "")
        label = label or mark
        name = token.rpartition(mark)[2] if mark and not token.endswith(mark) else "" if mark else token
        names += [name] if name else []
    return _Segment(label, "、".join(names) if label and names else text)


@cache
def _labels_of_han() -> tuple[str, ...]:
    labels = (word for word in _words().author | _words().behind if _HAN.match(word) and len(word) > 1)
    return tuple(sorted(labels, key=lambda word: (-len(word), word)))


@dataclass(frozen=True, slots=True)
class _Signed:
    """The names of one segment as printed, the houses beside them, and whether a task stands behind a name."""

    names: str
    agencies: tuple[str, ...] = ()
    has_task: bool = False


def _names(text: str, *, alone: bool) -> _Signed | None:
    """Read names with their houses, tasks and offices; ``None`` when a part is none of these.

    Names ``alone``, without a label, have no comma between them: that is how tags are listed.
    """
    agencies: list[str] = []
    if match := _BRACKETED.fullmatch(text):
        text, inner = match[1], _without_theo(match[2].strip())
        credited = _PARTS.split(inner)
        if all(map(is_agency, credited)) or _is_proper(inner):
            agencies += credited
        elif not _is_aside(inner):
            return None
    name, *house = _SLASH.split(text)
    if len(house) == 1 and _signs(name) and house[0][:1].isupper():
        return _Signed(_spelled(name), (*house, *agencies))
    return _parts(text, agencies, alone=alone)


def _is_proper(text: str) -> bool:
    """Tell whether a bracket behind a name holds the name of a paper: some words, each with a capital."""
    return words(text) > 1 and is_name_like(text) and not _is_aside(text)


def _parts(text: str, agencies: list[str], *, alone: bool) -> _Signed | None:
    people: list[str] = []
    in_office = has_task = False
    for place, part in enumerate(part for part in _PARTS.split(text) if part):
        several = [name for name in _words().conjunction.split(part) if name]
        in_office = in_office or (place > 0 and _is_office(part))
        has_task = has_task or (place > 0 and is_task(part))
        if in_office or (place and is_task(part)):
            continue
        if all(map(_signs, several)):
            people += several
        elif is_agency(part):
            agencies.append(part)
        else:
            return None
    if alone and len(people) + len(agencies) > 1 and ("," in text or "|" in text) and not has_task:
        return None
    if not people and agencies == [text] and _ACRONYM.fullmatch(text) and not is_known_agency(text):
        return None
    return _Signed(_printed(text, people), tuple(agencies), has_task) if people or agencies else None


def _signs(part: str) -> bool:
    return is_crew(part) or is_department(part) or (is_person(part) and not is_agency(part))


def is_crew(text: str) -> bool:
    """Tell whether a newsroom signs as a whole: ``Nhóm phóng viên``, ``Ban biên tập``."""
    tokens = text.split()
    return 0 < len(tokens) <= MAX_CREW_TOKENS and text[:1].isupper() and _begins(tokens, _words().crew)


def is_department(text: str) -> bool:
    """Tell whether a part of the publishing house signs: ``Phòng Chương trình``, ``Ban Văn hóa - Xã hội``.

    The name after the word for it begins with a capital, which a sentence about one does not.
    """
    tokens = text.split()
    sizes = (n for n in (2, 1) if comparison_key(" ".join(tokens[:n])) in _words().department)
    after = tokens[next(sizes, len(tokens)) :]
    return bool(after) and after[0][0].isupper() and text[0].isupper() and len(tokens) <= MAX_OFFICE_TOKENS


def is_organisation(text: str) -> bool:
    """Tell whether ``text`` is the whole name of an office: ``Điện lực ...``, ending in a proper name."""
    tokens = text.split()
    proper = len(tokens) > 1 and tokens[0][:1].isupper() and tokens[-1][:1].isupper()
    return proper and _is_office(text) and not is_person(text)


def is_task(part: str) -> bool:
    """Tell whether ``part`` says what somebody does: it holds the word for a task."""
    tokens = comparison_key(part).split()
    grams = {" ".join(tokens[i : i + n]) for n in (1, 2, 3) for i in range(len(tokens))}
    return len(tokens) <= MAX_OFFICE_TOKENS and bool(grams & _words().post)


def _is_office(part: str) -> bool:
    tokens = part.split()
    return 0 < len(tokens) <= MAX_OFFICE_TOKENS and _begins(tokens, _words().office)


def _is_aside(text: str) -> bool:
    """Tell whether a bracket behind a name only says where somebody works or lives."""
    first = text.split()[0] if text else ""
    known = comparison_key(text) in _words().behind or bool(_ACRONYM.fullmatch(first))
    return known or _is_office(text) or is_task(text)


def _begins(tokens: Sequence[str], keys: Iterable[str]) -> bool:
    known = frozenset(keys)
    return any(comparison_key(" ".join(tokens[:n])) in known for n in (1, 2, 3))


def _without_honorific(tokens: Sequence[str]) -> Sequence[str]:
    """Return the tokens of a name without the titles before it; titles alone stay."""
    for size in (2, 1, 2, 1):
        if len(tokens) > size and comparison_key(" ".join(tokens[:size])) in _words().honorific:
            tokens = tokens[size:]
    return tokens


def _without_theo(text: str) -> str:
    head, _, rest = text.partition(" ")
    return rest.strip(": ") if rest and comparison_key(head) in cues().credits else text


def _is_cue(text: str) -> bool:
    key = comparison_key(text)
    return key in cues().ui or key in cues().related or key in cues().home or key in cues().comments


def _printed(text: str, people: Sequence[str]) -> str:
    """Return the names in the form of the page where only dashes or commas part them, else one by one."""
    spelled = [_spelled(name) for name in people]
    if len(people) > 1 and _DASHED.sub(", ", text) == ", ".join(people):
        return text if spelled == [*people] else _same_marks(text, spelled)
    return "; ".join(spelled)


def _same_marks(text: str, names: Sequence[str]) -> str:
    marks = [*_PARTS.findall(text), ""]
    return "".join(name + mark for name, mark in zip(names, marks, strict=True))


def _spelled(name: str) -> str:
    """Return a name printed in capitals as names are written, so that one author has one spelling."""
    tokens = name.split()
    shouted = len(tokens) > 1 and all(len(t) > 1 and t.isupper() and "." not in t for t in tokens)
    return name.title() if shouted and not _begins(tokens, _words().crew) else name
