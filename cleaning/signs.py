"""The signs of wires and papers, as they print them before their reports: whose they are, where they are own.

The names come from ``cues/datelines.toml`` and ``cues/bylines.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from cleaning.dedup.origin import Origin, origin
from cleaning.names import byline_words, is_domain, is_known_agency
from cleaning.shape import bare
from cleaning.text import comparison_key, line_key

MIN_OWN_SIGN: Final = 3
"""Letters by which a sign is known again in the name of a site; two occur there by chance."""

DOMAIN_END: Final = re.compile(r"(?:\.[a-z]{2,4}){1,2}$", re.IGNORECASE)
UNSPACED: Final = r"\u3040-\u30ff\u3400-\u9fff"
"""Characters of the scripts without spaces, within the brackets of a pattern."""

HAS_UNSPACED: Final = re.compile(f"[{UNSPACED}]")
_INITIALS: Final = re.compile(r"[A-ZĐ&]{2,7}[Oo]?")


def is_wire(house: str) -> bool:
    """Tell whether ``house`` is one whose reports others carry, and no paper that signs what it carries."""
    return sign_key(house) not in signs().all_own


def is_own(house: str, site: str | None) -> bool:
    """Tell whether ``house`` is the sign of the paper whose site (registrable domain) is ``site``.

    A wire's sign tells whose report it is on its own site as well.
    """
    if not site or origin(site, None) is Origin.AGENCY:
        return False
    name, label = bare(DOMAIN_END.sub("", house)), bare(site.partition(".")[0])
    alike = label.startswith(name) or label.endswith(name) or name.startswith(label) or name.endswith(label)
    known = alike and min(len(name), len(label)) >= MIN_OWN_SIGN
    return known or sign_key(house) in signs().own.get(site, ())


def sign_key(name: str) -> str:
    """Return the key of a sign, of ``QĐND Online`` that of ``QĐND`` where it is one without the edition."""
    key = line_key(name)
    shorter = key.removesuffix(f" {_edition_of(key)}")
    return shorter if shorter in signs().all_own else key


def is_paper(name: str) -> bool:
    """Tell whether ``name`` is the sign of a paper, whatever the letters: ``TTO``, ``Dân trí``."""
    return sign_key(name) in signs().all_own


def stands_bare(name: str) -> bool:
    """Tell whether ``name`` signs without a bracket round it.

    Papers do by their initials or an address, and by an ordinary word where the edition stands behind it,
    with capitals throughout: ``Lao Động Online``, but not ``Lao động``.
    """
    if line_key(name) in signs().wires:
        return True
    tokens = name.split()
    edition = len(tokens) > 1 and _edition_of(line_key(name)) and not any(t[0].islower() for t in tokens)
    if is_paper(name) and (edition or _INITIALS.fullmatch(name)):
        return True
    return is_site(name)


def is_site(name: str) -> bool:
    """Tell whether ``name`` is the address of a site; more endings than in bylines, where logins stand."""
    if DOMAIN_END.search(name) is None:
        return False
    return line_key(name) not in byline_words().place and (is_domain(name) or bool(_site().fullmatch(name)))


def is_short_for_else(name: str) -> bool:
    """Tell whether a wire's sign is short for much else, so that a town, a day or a bracket must help."""
    return line_key(name) in signs().short


def is_spoken_of(name: str) -> bool:
    """Tell whether people speak of a house by its sign, as of wires and stations: ``VOV``, not ``TTO``."""
    return is_wire(name) or line_key(name) in signs().spoken


def in_script_without_spaces(name: str) -> str | None:
    """Return the house at the end of ``name`` in a script without spaces, where places are glued to it."""
    return next(filter(name.endswith, unspaced()), None) if HAS_UNSPACED.search(name) else None


def is_known_sign(name: str) -> bool:
    """Tell whether ``name`` is a wire or paper by itself: one that is credited, or a paper's sign."""
    return is_known_agency(name) or (is_paper(name) and not name[:1].islower())


def _edition_of(key: str) -> str:
    return next((word for word in signs().edition if key.endswith(f" {word}")), "")


@dataclass(frozen=True, slots=True)
class Signs:
    """Comparison keys of ``cues/datelines.toml``; ``own`` by site, ``short`` among the ``wires``."""

    wires: frozenset[str]
    short: frozenset[str]
    own: Mapping[str, frozenset[str]]
    all_own: frozenset[str]
    edition: frozenset[str]
    kind: frozenset[str]
    spoken: frozenset[str]


@cache
def table() -> Mapping[str, Any]:
    """Return ``cues/datelines.toml``."""
    return tomllib.loads(files("cleaning").joinpath("cues", "datelines.toml").read_text("utf-8"))


@cache
def signs() -> Signs:
    """Return the signs of ``cues/datelines.toml`` by their keys."""
    said = table()
    names = ("bare", "short", "edition", "kind", "spoken")
    keys = {name: frozenset(map(comparison_key, said[name])) for name in names}
    own = {site: frozenset(map(comparison_key, printed)) for site, printed in said["own"].items()}
    return Signs(
        wires=keys["bare"] | keys["short"],
        short=keys["short"],
        own=own,
        all_own=frozenset().union(*own.values()),
        edition=keys["edition"],
        kind=keys["kind"],
        spoken=keys["spoken"],
    )


@cache
def unspaced() -> tuple[str, ...]:
    """Return the houses of scripts without spaces, long ones first."""
    names = (name for name in {*signs().wires, *byline_words().agency} if HAS_UNSPACED.search(name))
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


@cache
def _site() -> re.Pattern[str]:
    endings = "|".join(table()["endings"])
    return re.compile(rf"[a-z][a-z0-9-]{{2,}}(?:\.(?:com?|net|org))?\.(?:{endings})", re.IGNORECASE)
