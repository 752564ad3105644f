from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from output.card import card_text, write_card
from output.corpus import Corpus
from output.schema import SCHEMAS, TABLES
from output.tables import Tables
from tests.output.conftest import Fill, document


def front_matter(card: str) -> list[str]:
    opening, matter, _ = card.split("---\n", 2)
    assert opening == ""
    return matter.splitlines()


def configurations(lines: list[str]) -> list[str]:
    return lines[lines.index("configs:") + 1 : lines.index("dataset_info:")]


def test_the_front_matter_names_language_size_and_one_configuration_a_table(filled: Path) -> None:
    lines = front_matter(card_text(Tables.at(filled)))
    assert lines[lines.index("language:") + 1] == '- "vi"'
    assert lines[lines.index("size_categories:") + 1] == '- "n<1K"'
    assert [line.split(": ")[1] for line in configurations(lines) if "config_name" in line] == list(SCHEMAS)
    assert [line.strip() for line in lines if "data_files" in line] == [
        f"data_files: {table}/*.parquet" for table in SCHEMAS
    ]


def test_every_table_has_a_configuration_from_the_first_run_on(fill: Fill, root: Path) -> None:
    fill([document(1, removals=())])
    lines = front_matter(card_text(Tables.at(root)))
    assert [line for line in configurations(lines) if "config_name" in line] == [
        f"- config_name: {table}" for table in TABLES
    ]


def test_a_folder_name_with_quotes_stays_one_yaml_string(tmp_path: Path) -> None:
    root = tmp_path / 'a"b: c'
    with Corpus(root).run("r") as run:
        run.stage(document(1))
        run.commit()
    (name,) = (line for line in front_matter(card_text(Tables.at(root))) if line.startswith("pretty_name: "))
    assert json.loads(name.removeprefix("pretty_name: ")) == 'a"b: c'


def test_a_hostile_site_name_stays_in_its_cell(fill: Fill, root: Path) -> None:
    fill([document(1, site="x | <b>y</b>\n# z")])
    assert (
        "| x \\| \\<b\\>y\\</b\\> \\# z | 1 | 0 | 0 | 2026-02-02 |" in card_text(Tables.at(root)).splitlines()
    )


def test_every_column_is_in_the_card(filled: Path) -> None:
    card = card_text(Tables.at(filled))
    for schema in SCHEMAS.values():
        for field in schema:
            assert f"| `{field.name}` |" in card


def test_the_load_line_works_in_the_folder_of_the_card(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (python,) = re.findall(r"```python\n(.*?)```", card_text(Tables.at(filled)), re.DOTALL)
    monkeypatch.chdir(filled)
    names: dict[str, Any] = {}
    exec(python, names)
    assert len(names["documents"]) == 12


def test_no_control_that_reorders_text_reaches_the_card(tmp_path: Path) -> None:
    root = tmp_path / "kho\u202etxt"
    with Corpus(root).run("r") as run:
        run.stage(document(1, site="\u2066bao.example\u2069"))
        run.commit()
    assert not set("\u202e\u2066\u2069") & set(card_text(Tables.at(root)))


def test_the_card_is_written_as_readme(filled: Path) -> None:
    assert write_card(Corpus(filled)).name == "README.md"
    assert "12 news reports" in (filled / "README.md").read_text(encoding="utf-8")


def test_the_features_are_those_of_the_schema_and_yaml_reads_them(filled: Path) -> None:
    yaml = pytest.importorskip("yaml")
    held = yaml.safe_load("\n".join(front_matter(card_text(Tables.at(filled)))))
    features = {one["config_name"]: one["features"] for one in held["dataset_info"]}
    assert {table: [one["name"] for one in found] for table, found in features.items()} == {
        table: schema.names for table, schema in SCHEMAS.items()
    }
    kinds = {one["name"]: one for one in features["documents"]}
    assert kinds["captions"] == {"name": "captions", "list": "string"}
    assert kinds["published_at"]["dtype"] == "timestamp[us, tz=Asia/Ho_Chi_Minh]"
    assert kinds["relevance"]["dtype"] == "float32"
    assert (held["license"], held["license_name"]) == ("other", "rights-of-the-publishers")
    assert held["multilinguality"] == ["monolingual"]


def test_datasets_takes_the_features_from_the_card(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    write_card(Corpus(filled))
    for table, schema in SCHEMAS.items():
        loaded = datasets.load_dataset(str(filled), table, split="train", cache_dir=str(tmp_path / "cache"))
        assert loaded.features == datasets.Features.from_arrow_schema(schema)
        assert len(loaded) == sum(pq.read_metadata(path).num_rows for path in (filled / table).iterdir())


def test_a_card_written_before_the_last_run_does_not_keep_datasets_from_loading(
    fill: Fill, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    fill([document(1)])
    write_card(Corpus(root))
    fill([document(2)])
    loaded = datasets.load_dataset(str(root), "documents", split="train", cache_dir=str(tmp_path / "cache"))
    assert len(loaded) == 2


@pytest.mark.parametrize("part", ["Numbers", "Sources", "Method", "Limits", "Licence and opt-out"])
def test_the_card_has_every_part(filled: Path, part: str) -> None:
    body = card_text(Tables.at(filled)).split(f"## {part}\n")[1].split("\n## ")[0]
    assert len(body.split()) > 20


def test_the_card_names_sources_settings_and_opt_outs(filled: Path) -> None:
    card = card_text(Tables.at(filled))
    assert "The last run read kho/tin.jsonl;" in card
    assert "Languages: vi 12." in card
    assert all(word in card for word in ("robots.txt", "noai", "TDM Reservation", "opt_outs"))


def test_the_judges_of_the_last_run_are_in_the_card(root: Path) -> None:
    with Corpus(root).run("r", settings={"judges": ["TooShort(min_words=`50`)"], "samples": ["mẫu"]}) as run:
        run.stage(document(1))
        run.commit()
    card = card_text(Tables.at(root))
    assert "- judges: `TooShort(min_words=50)`" in card
    assert "- samples: `mẫu`" in card
