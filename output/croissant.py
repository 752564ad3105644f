"""``croissant.json``: the corpus described for machines (Croissant 1.0, a vocabulary on schema.org, JSON-LD).

Format: docs.mlcommons.org/croissant/docs/croissant-spec.html. Paths are relative to the file, so a loader
that is given its path reads the Parquet files beside it.
"""

from __future__ import annotations

import json
from typing import Any, Final

import pyarrow as pa

from output.describe import ABOUT, columns
from output.pages import visible
from output.prose import LICENCE, LIMITS, METHOD
from output.schema import SCHEMA_VERSION, TABLES, schema
from output.statistics import Statistics
from output.tables import Tables

FORMAT: Final = "http://mlcommons.org/croissant/1.0"

_TERMS: Final = (
    *("citeAs", "column", "equivalentProperty", "extract", "field", "fileObject", "fileProperty", "fileSet"),
    *("format", "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet"),
    *("references", "regex", "repeated", "replace", "samplingRate", "separator", "source", "subField"),
    "transform",
)
"""The words of Croissant that are written without their prefix, as its specification has it."""

_CONTEXT: Final[dict[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in _TERMS},
}


def croissant_text(tables: Tables, found: Statistics) -> str:
    """Return the description of ``tables``; ``found`` are their statistics."""
    last = tables.runs[-1] if tables.runs else None
    filled = [table for table in TABLES if tables.files(table)]
    held: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": FORMAT,
        "name": visible(tables.layout.name),
        "description": (
            f"{found.documents} news reports without what is not the report and without copies, "
            "with what was left out and why."
        ),
        "license": _plain(LICENCE),
        "version": f"{SCHEMA_VERSION}.{len(tables.runs)}.0",
        "isLiveDataset": True,
        "inLanguage": sorted(code for code in found.languages if code != "unknown"),
        "keywords": ["news", "deduplicated", "Parquet"],
        "rai:dataCollection": _plain(METHOD),
        "rai:dataLimitations": _plain(LIMITS),
        "distribution": [_files(table) for table in filled],
        "recordSet": [_records(table) for table in filled],
    }
    if last:
        held["datePublished"] = last.finished[: len("2026-02-28")]
        held["identifier"] = last.run
        held["citeAs"] = f"{held['name']}: news reports gathered with tinsach, as of run {last.run}"
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def _plain(prose: str) -> str:
    """Return Markdown as one line of text."""
    return " ".join(prose.replace("`", "").removeprefix("- ").replace("\n- ", "\n").split())


def _files(table: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"{table}-files",
        "name": f"{table}-files",
        "description": f"The Parquet files of the table {table}; runs/*.json has the SHA-256 of each.",
        "encodingFormat": "application/x-parquet",
        "includes": f"{table}/*.parquet",
    }


def _records(table: str) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": f"{ABOUT[table][0].upper()}{ABOUT[table][1:]}.",
        **({"key": {"@id": f"{table}/id"}} if "id" in schema(table).names else {}),
        "field": [_field(table, column.name, column.meaning) for column in columns(table)],
    }


def _field(table: str, name: str, meaning: str) -> dict[str, Any]:
    kind = schema(table).field(name).type
    listed = pa.types.is_list(kind)
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{name}",
        "name": f"{table}/{name}",
        "description": meaning,
        "dataType": _data_type(kind.value_type if listed else kind),
        **({"repeated": True} if listed else {}),
        "source": {"fileSet": {"@id": f"{table}-files"}, "extract": {"column": name}},
    }


def _data_type(kind: pa.DataType) -> str:
    if pa.types.is_timestamp(kind):
        return "sc:DateTime"
    if pa.types.is_integer(kind):
        return "sc:Integer"
    return "sc:Float" if pa.types.is_floating(kind) else "sc:Text"
