"""The docs are true: what they take from the code is fresh, what they name is there, their commands run."""

import os
import re
import runpy
import shlex
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from cleaning.cues import LANGUAGES, _load
from cleaning.pipeline import EDITORS, judges
from cleaning.rules.base import rule_id
from crawler.job import SCHEMA, load_job
from crawler.sites import read_profile
from output.schema import SCHEMA_VERSION, SCHEMAS
from tinsach.cli import parser
from tinsach.completion import commands_of

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"

pytestmark = pytest.mark.skipif(not DOCS.is_dir(), reason="tests of the wheel have no docs")

PAGES = [*sorted(DOCS.glob("*.md")), ROOT / "README.md"]


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text("utf-8")


@pytest.fixture(scope="module")
def generate() -> SimpleNamespace:
    return SimpleNamespace(**runpy.run_path(str(DOCS / "generate.py")))


def test_what_the_docs_take_from_the_code_is_fresh(generate: SimpleNamespace) -> None:
    assert list(generate.stale()) == [], "python docs/generate.py"


def test_every_part_of_the_generator_stands_in_a_page(generate: SimpleNamespace) -> None:
    found = re.findall(r"<!-- from the code: ([\w-]+) -->", "".join(map(page, (p.stem for p in PAGES[:-1]))))
    assert sorted(found) == sorted(generate.PARTS)


def test_a_stale_part_would_be_noticed(generate: SimpleNamespace) -> None:
    text = page("corpus-format").replace("canonical address", "any address")
    assert generate.renewed(text) == page("corpus-format")


def test_every_rule_and_every_judge_is_told_with_its_reason() -> None:
    text = page("rules")
    for editor in EDITORS:
        assert f"### `{rule_id(type(editor))}`" in text
    for judge in judges(min_relevance=0.1):
        assert f"### `{judge.reason}`" in text
    assert text.count("*Why:*") >= len(EDITORS)


def test_the_corpus_format_lists_exactly_the_columns_of_the_schema() -> None:
    for table, schema in SCHEMAS.items():
        section = page("corpus-format").partition(f"### {table}: ")[2].partition("###")[0]
        listed = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
        assert listed == schema.names


def test_the_last_schema_version_told_is_the_one_written() -> None:
    versions = re.findall(r"^\| (\d+) \|", page("corpus-format"), re.MULTILINE)
    assert versions == [str(n) for n in range(1, int(SCHEMA_VERSION) + 1)]


def test_the_job_file_page_lists_exactly_the_keys_the_parser_knows() -> None:
    sections = re.split(r"^## \[(\w+)\]$", page("job-file"), flags=re.MULTILINE)[1:]
    listed = {
        name: re.findall(r"^\| `(\w+)` \|", body.partition("## Opt-outs")[0], re.MULTILINE)
        for name, body in zip(sections[::2], sections[1::2], strict=True)
    }
    assert listed == {section: list(keys) for section, keys in SCHEMA.items()}


def test_the_job_file_of_the_page_is_valid(tmp_path: Path) -> None:
    (tmp_path / "samples").mkdir()
    (toml,) = re.findall(r"```toml\n(.*?)```", page("job-file"), re.DOTALL)
    (tmp_path / "job.toml").write_text(toml, "utf-8")
    assert load_job(tmp_path / "job.toml").name == "doi-ngoai"


def test_every_command_and_option_is_told() -> None:
    text = page("commands")
    for command in commands_of(parser()):
        section = text.partition(f"## tinsach {command.name}\n")[2].partition("\n## ")[0]
        for option in command.options:
            assert "--help" in option.names or all(name in section for name in option.names)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[\w-]+)?\)", path.read_text("utf-8")):
        assert "://" in target or (path.parent / target).exists(), target


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_into_a_page_meets_a_heading(path: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#\s]*)#([\w-]+)\)", path.read_text("utf-8")):
        text = (path.parent / target).read_text("utf-8") if target else path.read_text("utf-8")
        headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        slugs = {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}
        assert anchor in slugs, f"{target}#{anchor}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_file_that_is_named_exists(path: Path) -> None:
    named = r"`((?:crawler|cleaning|output|tinsach|benchmarks|tests|docs|deploy)/[\w./-]*)`"
    for found in re.findall(named, path.read_text("utf-8")):
        assert (ROOT / found).exists() or "NAME" in found or "CODE" in found, found


def test_the_modules_and_names_of_the_architecture_exist() -> None:
    for name in re.findall(
        r"`((?:cleaning|output|tinsach)(?:\.\w+)+)`", page("architecture") + page("how-to-add")
    ):
        module, _, attribute = name.rpartition(".")
        done = subprocess.run(
            [sys.executable, "-c", f"import {module}; from {module} import {attribute}"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_the_commands_of_the_docs_run_or_name_a_target(tmp_path: Path) -> None:
    blocks = [
        block
        for path in PAGES[:-1]
        for block in re.findall(r"```sh\n(.*?)```", path.read_text("utf-8"), re.S)
    ]
    lines = [
        line.partition("#")[0].strip() for block in blocks for line in block.splitlines() if line.strip()
    ]
    assert lines
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for line in lines:
        first, *rest = shlex.split(line)
        if first == "make":
            assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in rest), line
            continue
        command = [sys.executable, "-m", first, *rest]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, line


def test_a_profile_made_as_told_is_taken() -> None:
    text = (
        (ROOT / "crawler/sites/baotintuc.vn.toml").read_text("utf-8").replace("baotintuc.vn", "moi.example")
    )
    assert read_profile("moi.example", text).article_examples


def test_a_table_of_cues_has_every_key_in_every_language() -> None:
    first, *others = ({(part, key) for part, keys in _load(one).items() for key in keys} for one in LANGUAGES)
    assert all(first == other for other in others)
