"""Legal Vietnamese syllables, built from onset x rime x tone, and the shares of them in a text.

Written Vietnamese puts a space between syllables, and only about 20,000 spellings are possible; so
the share of possible ones tells Vietnamese from other languages in the same letters, and the right
legacy encoding from the wrong ones. Source: the phonology of the standard orthography (an onset, a
rime with an optional stop or nasal coda, one of six tones, of which a stop coda allows two).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import filterfalse

from cleaning.remembered import RememberedWords


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_ONSETS = _words("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")
_LABIALS = _words("b m p ph v")
"""After these no rime begins with a glide (``oa``, ``uy``); the loans that break it are listed below."""
_BEFORE_FRONT, _BEFORE_BACK = _words("gh k ngh"), _words("c g ng")
"""Onsets with two spellings each, chosen by the vowel that follows."""
_FRONT = tuple("eêiy")
_Y_ONSETS = _words("h k l m n s t th v x")
"""Onsets written with a bare ``y`` (``kỹ``, ``Mỹ``, ``Thy``) beside the ``i`` that every onset takes."""

_RIMES = _words("""
    a ai ao au ay ac ach am an ang anh ap at  ăc ăm ăn ăng ăp ăt  âu ây âc âm ân âng âp ât
    e eo ec em en eng ep et  ê êu êch êm ên ênh êp êt  i ia iu ich im in inh ip it
    iêu iêc iêm iên iêng iêp iêt  yêu yêm yên yêng yêt  y
    o oi oc om on ong op ot  ooc oong  ô ôi ôc ôm ôn ông ôp ôt  ơ ơi ơm ơn ơp ơt
    u ua ui uc um un ung up ut  uôi uôc uôm uôn uông uôt  ư ưa ưi ưu ưc ưm ưn ưng ưt
    ươi ươu ươc ươm ươn ương ươp ươt
    oa oai oao oay oac oach oam oan oang oanh oap oat  oăc oăm oăn oăng oăt  oe oeo oem oen oet
    uây uân uâng uât  uê uêch uênh  uơ  uy uya uyu uych uynh uyp uyt uyên uyêt
""")
_GLIDE_STARTS = ("oa", "oă", "oe", "uâ", "uê", "uơ", "uy")
_AFTER_QU = _words("""
    a ai ao au ay ac ach am an ang anh ap at  ăc ăm ăn ăng ăp ăt  âu ây ân âng ât
    e eo en et  ê ên êt êch ênh  i it  ơ ơi ơn  ôc  y ych ynh yt yên yêt
""")
_AFTER_G = _words("i im in it iêc iêng iêt")
"""What follows a ``g`` that is both onset and the start of ``gi``: ``gì``, ``giếng``."""

_LOANS = _words("buýt phuy voan moay voọc")
"""Everyday loans outside the scheme; names of minorities' places (``Đắk``) stay out: they would let
the other languages of Vietnam through the gate."""

GRAVE, ACUTE, HOOK, TILDE, DOT_BELOW = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
TONES = ("", GRAVE, HOOK, TILDE, ACUTE, DOT_BELOW)
_STOPPED_TONES = (ACUTE, DOT_BELOW)
_SHAPED_VOWELS = "ăâêôơư"
_VOWELS = "aăâeêioôơuưy"
_STOPS = ("c", "ch", "p", "t")
_MOVABLE = frozenset(("oa", "oe", "uy"))
"""The open rimes whose tone the old spelling puts on the first letter and the new on the second."""


def _tone_index(rime: str, *, new: bool) -> int:
    """Return the index in ``rime`` of the vowel that carries the tone."""
    shaped = max(map(rime.rfind, _SHAPED_VOWELS))
    if shaped >= 0:
        return shaped
    vowels = len(rime) - len(rime.lstrip(_VOWELS))
    if vowels < len(rime):
        return vowels - 1
    if vowels == 3:
        return 1
    return int(new and rime in _MOVABLE)


def _toned(rime: str, tone: str, *, new: bool = False) -> str:
    """Return ``rime`` carrying ``tone`` (a combining mark, or empty)."""
    at = _tone_index(rime, new=new) + 1
    return unicodedata.normalize("NFC", rime[:at] + tone + rime[at:])


def _rimes_after(onset: str) -> frozenset[str]:
    """Return the rimes that the spelling rules let follow ``onset`` (empty: no onset)."""
    if onset == "qu":
        return _AFTER_QU
    if not onset:
        return frozenset(rime for rime in _RIMES if not rime.startswith("iê"))
    rimes = frozenset(rime for rime in _RIMES if rime[0] != "y" or (rime == "y" and onset in _Y_ONSETS))
    front = frozenset(rime for rime in rimes if rime.startswith(_FRONT))
    if onset in _BEFORE_FRONT:
        return front
    if onset in _BEFORE_BACK:
        return rimes - front | (_AFTER_G if onset == "g" else frozenset())
    barred = {"gi": "i"}.get(onset) or (_GLIDE_STARTS if onset in _LABIALS else ())
    return frozenset(rime for rime in rimes if not rime.startswith(barred))


def _syllables() -> Iterator[tuple[str, str]]:
    """Yield every legal syllable in both tone placements, each with its old-placement spelling."""
    for onset in ("", *_ONSETS):
        for rime in _rimes_after(onset):
            for tone in _STOPPED_TONES if rime.endswith(_STOPS) else TONES:
                old = onset + _toned(rime, tone)
                yield old, old
                yield onset + _toned(rime, tone, new=True), old
    for loan in _LOANS:
        yield loan, loan


_OLD_PLACEMENT = dict(_syllables())
SYLLABLES = frozenset(_OLD_PLACEMENT)
"""Every legal syllable, lower case, NFC, tones in the old and the new place."""

_TONE_MARKS = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_MAX_SYLLABLE = 7
"""Letters of the longest syllable, ``nghiêng``."""


def is_syllable(token: str) -> bool:
    """Tell whether ``token`` (any case, NFC) is a legal Vietnamese syllable."""
    return token.lower() in SYLLABLES


def old_tone_placement(syllable: str) -> str:
    """Return a lower-case NFC ``syllable`` with its tone in the old place; anything else unchanged.

    ``hoà`` becomes ``hòa``; a tone on a vowel where neither spelling has it (``tòan``) is moved too.
    """
    known = _OLD_PLACEMENT.get(syllable)
    if known is not None or syllable.isascii() or len(syllable) > _MAX_SYLLABLE:
        return known or syllable
    return _respelled(syllable)


@lru_cache(maxsize=1 << 15)
def _respelled(token: str) -> str:
    """Return the legal syllable with the letters and the one tone of ``token``, or ``token``."""
    pieces = unicodedata.normalize("NFD", token)
    tones = _TONE_MARKS.findall(pieces)
    if len(tones) != 1:
        return token
    bare = unicodedata.normalize("NFC", _TONE_MARKS.sub("", pieces))
    start = len(bare) - len(bare.lstrip("bcdđghklmnpqrstvx"))
    for onset in (bare[:start], bare[: start + 1]):
        if onset in ("", *_ONSETS) and len(onset) < len(bare):
            placed = onset + _toned(bare[len(onset) :], tones[0])
            if placed in SYLLABLES:
                return placed
    return token


def without_marks(text: str) -> str:
    """Return ``text`` in plain letters, as slugs and old keyboards write it."""
    pieces = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(filterfalse(unicodedata.combining, pieces))


@lru_cache(maxsize=1)
def unmarked_syllables() -> frozenset[str]:
    """Return the legal syllables with and without their marks."""
    return SYLLABLES | frozenset(without_marks(" ".join(SYLLABLES)).split(" "))


@dataclass(frozen=True, slots=True)
class SyllableShares:
    """Of ``tokens`` words, the share that are legal syllables, and that are legal and bear a mark."""

    valid: float
    marked: float
    tokens: int


_WORD = re.compile(r"[^\W\d_]+")

EDGES = ",.;:!?\"'()[]…“”‘’–-/%"
"""Signs round a word that say nothing of it: none is part of a word, or composed with a mark behind it."""

MARKED, PLAIN, UNKNOWN = "m", "p", "u"
"""What a word that counts is: a legal syllable with a mark, one in plain letters, or none."""


def shares(text: str, legal: frozenset[str] = SYLLABLES) -> SyllableShares:
    """Return the shares of ``legal`` syllables among the words of ``text`` (NFC)."""
    return shares_of(word_kinds(text, legal))


def shares_of(kinds: str) -> SyllableShares:
    """Return the shares in a text with words of ``kinds``, as ``word_kinds`` gives them."""
    if not kinds:
        return SyllableShares(0.0, 0.0, 0)
    marked = kinds.count(MARKED)
    return SyllableShares(
        (marked + kinds.count(PLAIN)) / len(kinds),
        marked / len(kinds),
        len(kinds),
    )


def word_kinds(text: str, legal: frozenset[str] = SYLLABLES) -> str:
    """Return a letter for each word of ``text`` (NFC) that counts: ``MARKED``, ``PLAIN`` or ``UNKNOWN``.

    Numbers never count; single letters, abbreviations (``UBND``) and foreign names (words of plain
    letters with a capital) count only when legal, so that a report on tennis stays Vietnamese.
    """
    return "".join(map(_kinds(legal).__getitem__, text.split()))


@lru_cache(maxsize=2)
def _kinds(legal: frozenset[str]) -> RememberedWords[str]:
    return RememberedWords(partial(kinds_in, legal=legal))


def kinds_in(token: str, legal: frozenset[str] = SYLLABLES) -> str:
    """Return the kinds of the words in what stands between two spaces."""
    if token.isalpha():
        return _kind(token, legal)
    return "".join([_kind(word, legal) for word in _WORD.findall(token)])


def _kind(word: str, legal: frozenset[str]) -> str:
    if word in legal or word.lower() in legal:
        return PLAIN if word.isascii() else MARKED
    is_name = word.isascii() and (word[0].isupper() or len(word) == 1)
    return "" if is_name else UNKNOWN
