"""``tinsach init`` leaves a job file that is valid once it is filled in, and says what to do."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from crawler.job import SCHEMA, load_job
from tinsach.cli import main
from tinsach.job_keys import KEYS, default_of

SEED = "https://bao.example/"


def begin(folder: Path, *more: str) -> int:
    return main(["init", str(folder), *more])


def test_the_keys_in_words_are_the_keys_the_parser_knows() -> None:
    assert {section: [key.name for key in keys] for section, keys in KEYS.items()} == {
        section: list(known) for section, known in SCHEMA.items()
    }


def test_every_example_is_a_value_its_key_takes() -> None:
    for section, keys in KEYS.items():
        for key in keys:
            value = tomllib.loads(f"it = {key.example}")["it"]
            assert SCHEMA[section][key.name].accepts(value), key


def test_the_file_with_address_and_seed_is_a_valid_job(tmp_path: Path) -> None:
    assert begin(tmp_path / "tin tức", "--contact", "ai@bao.example", "--seed", SEED) == 0
    job = load_job(tmp_path / "tin tức" / "job.toml")
    assert (job.name, job.crawl.contact, job.crawl.seeds) == ("tin-tức", "ai@bao.example", (SEED,))
    assert (tmp_path / "tin tức" / "samples").is_dir()


def test_the_file_without_them_names_each_key_to_fill_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert begin(tmp_path) == 0
    assert "Fill in contact and seeds in" in capsys.readouterr().out
    job = tmp_path / "job.toml"
    assert main(["run", str(job)]) == 2
    assert "[crawl] contact" in capsys.readouterr().err
    job.write_text(job.read_text("utf-8").replace('contact = ""', 'contact = "ai@bao.example"'), "utf-8")
    assert main(["run", str(job)]) == 2
    assert "[crawl] seeds" in capsys.readouterr().err


def test_every_key_stands_in_the_file_and_a_comment_uncommented_is_valid(tmp_path: Path) -> None:
    begin(tmp_path, "--contact", "ai@bao.example", "--seed", SEED)
    job = tmp_path / "job.toml"
    text = job.read_text("utf-8")
    for section, keys in SCHEMA.items():
        for key in keys:
            assert re.search(rf"^(# )?{key} = ", text, re.MULTILINE), (section, key)
    job.write_text(re.sub(r"^# (\w+ = )", r"\1", text, flags=re.MULTILINE), "utf-8")
    (tmp_path / "addresses.txt").touch()
    assert load_job(job).crawl.max_depth == 4


def test_the_defaults_told_are_those_of_a_job_without_the_key(tmp_path: Path) -> None:
    begin(tmp_path, "--contact", "ai@bao.example", "--seed", SEED)
    job = load_job(tmp_path / "job.toml")
    assert default_of("crawl", "delay") == f"{job.crawl.delay:g}"
    assert default_of("crawl", "time_limit") == f"{job.crawl.time_limit:g}"
    assert default_of("clean", "only_similar") == str(job.clean.only_similar).lower()


def test_a_job_file_that_is_there_is_never_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "job.toml").write_text("mine", "utf-8")
    assert begin(tmp_path) == 2
    assert (tmp_path / "job.toml").read_text("utf-8") == "mine"
    assert "is there already; give another folder" in capsys.readouterr().err


def test_a_wrong_seed_is_refused_and_leaves_no_job_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert begin(tmp_path, "--contact", "ai@bao.example", "--seed", "bao.example") == 2
    assert "seeds must be http(s) addresses, not 'bao.example'" in capsys.readouterr().err
    assert not (tmp_path / "job.toml").exists()


def test_quotes_in_what_is_given_do_not_break_the_file(tmp_path: Path) -> None:
    seed = 'https://bao.example/?q="a\\b"'
    begin(tmp_path, "--seed", seed)
    assert tomllib.loads((tmp_path / "job.toml").read_text("utf-8"))["crawl"]["seeds"] == [seed]


def test_as_json_it_names_the_files_and_the_steps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert begin(tmp_path, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert Path(told["job"]).is_file()
    assert any("tinsach doctor" in step for step in told["next"])
