"""Files that lie beside texts and are written for programs: code, settings, logs, told by their names.

By name, not by content: code quotes prose and markup, and prose quotes code.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from cleaning.inputs.item import MEMBER

_PROGRAMS: Final = """
    awk bash bat c cc clj cmd cpp cs cxx dart el erl ex exs fish go gradle groovy h hh hpp hs java jl kt kts
    lua php pl pm ps1 py pyi pyw pyx r rb rs scala sh sql swift vb vim zsh
    cjs css js jsx less mjs sass scss svelte svg ts tsx vue
"""
_SETTINGS: Final = """
    cfg cmake conf config diff ini j2 jinja lock log md5 mk patch properties proto sha1 sha256 sha512
    tf tmpl toml tpl yaml yml
"""
_ENDINGS: Final = frozenset(f".{ending}" for ending in (_PROGRAMS + _SETTINGS).split())

_BARE: Final = """
    cmakelists.txt containerfile dockerfile gemfile gnumakefile jenkinsfile justfile makefile manifest.in
    procfile rakefile requirements.txt robots.txt vagrantfile
"""
_NAMES: Final = frozenset(_BARE.split())
"""What has no ending, or one that says nothing. Prose beside code (README, LICENSE) is judged as any text."""


def for_programs(name: str) -> str | None:
    """Return what in ``name``, without a compression's ending, says that programs read it; else None."""
    path = PurePosixPath(name.rpartition(MEMBER)[2])
    if path.name.lower() in _NAMES:
        return path.name
    return path.suffix if path.suffix.lower() in _ENDINGS else None
