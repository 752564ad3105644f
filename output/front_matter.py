"""The YAML at the head of a dataset card as the Hugging Face hub reads it: tags, configurations, features."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

import pyarrow as pa

from output.schema import SCHEMAS, TABLES
from output.statistics import Statistics
from output.summary import by_size
from output.tables import Tables

_SIZES: Final = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_LARGER: Final = "1M<n<10M"
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_ARROW_NAMES: Final = {"float": "float32", "double": "float64"}


def front_matter(tables: Tables, found: Statistics, name: str) -> Iterator[str]:
    """Yield the lines; strings are written as JSON, which YAML reads, so that no name can break it.

    Features are given for each table with a file. Numbers of rows are not: the hub's loader would refuse a
    corpus that has grown since the card was written.
    """
    languages = [code for code, _ in by_size(found.languages) if _LANGUAGE.fullmatch(code)]
    yield "---"
    yield f"pretty_name: {json.dumps(name, ensure_ascii=False)}"
    yield from _listed("language", languages)
    yield from _listed("multilinguality", ["multilingual" if len(languages) > 1 else "monolingual"])
    yield "license: other"
    yield "license_name: rights-of-the-publishers"
    yield from _listed("annotations_creators", ["no-annotation"])
    yield from _listed("language_creators", ["found"])
    yield from _listed("source_datasets", ["original"])
    yield from _listed("task_categories", ["text-generation", "text-classification"])
    yield from _listed("tags", ["news", "deduplicated"])
    yield from _listed("size_categories", [_size(found.documents)])
    yield from _configurations([table for table in TABLES if tables.files(table)])
    yield "---"


def _configurations(filled: Sequence[str]) -> Iterator[str]:
    """Yield a configuration for each table: one without files would make the whole set unloadable."""
    if not filled:
        return
    yield "configs:"
    for table in filled:
        yield f"- config_name: {table}"
        if table == "documents":
            yield "  default: true"
        yield f"  data_files: {table}/*.parquet"
    yield "dataset_info:"
    for table in filled:
        yield f"- config_name: {table}"
        yield "  features:"
        for column in SCHEMAS[table]:
            yield f"  - name: {column.name}"
            yield f"    {_feature(column.type)}"


def _feature(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"list: {_dtype(kind.value_type)}"
    return f"dtype: {_dtype(kind)}"


def _dtype(kind: pa.DataType) -> str:
    return json.dumps(_ARROW_NAMES.get(str(kind), str(kind)))


def _listed(key: str, values: list[str]) -> Iterator[str]:
    if values:
        yield f"{key}:"
        yield from (f"- {json.dumps(value)}" for value in values)


def _size(documents: int) -> str:
    return next((name for limit, name in _SIZES if documents < limit), _LARGER)
