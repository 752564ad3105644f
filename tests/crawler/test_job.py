from __future__ import annotations

import pytest

from crawler.job import SCHEMA, JobError, load_job

GOOD = """
[job]
name = "doi-ngoai"
samples = "samples"

[crawl]
contact = "we@example.org"
seeds = ["https://bao.example/", "https://tin.example/rss/home.rss"]
"""


@pytest.fixture
def write(tmp_path):
    (tmp_path / "samples").mkdir()

    def write(text: str):
        path = tmp_path / "job.toml"
        path.write_text(text, "utf-8")
        return path

    return write


def complaint(path) -> str:
    with pytest.raises(JobError) as caught:
        load_job(path)
    message = str(caught.value)
    assert str(path) in message
    assert "\n" not in message
    return message


def test_paths_are_relative_to_the_file_and_defaults_are_polite(write, tmp_path):
    job = load_job(write(GOOD))

    assert (job.corpus, job.archive) == (tmp_path / "corpus", tmp_path / "archive")
    assert job.samples == tmp_path / "samples"
    assert job.crawl.seeds == ("https://bao.example/", "https://tin.example/rss/home.rss")
    assert job.crawl.delay >= 1
    assert not job.crawl.allow_loopback
    assert job.clean.only_similar
    assert job.clean.languages == ("vi",)


def test_every_key_of_the_schema_reaches_the_job(write):
    text = GOOD.replace('samples = "samples"', 'samples = "samples"\ncorpus = "c"\narchive = "a"')
    text += """sites = ["bao.vn"]
    max_pages = 5
    max_depth = 2
    delay = 3
    time_limit = 60
    proxy = "http://127.0.0.1:3128"
    allow_loopback = true
    [clean]
    languages = ["vi", "en"]
    workers = 2
    min_words = 30
    only_similar = false
    min_relevance = 0.25
    """
    job = load_job(write(text))

    parts = {"job": job, "crawl": job.crawl, "clean": job.clean}
    given = {"max_pages": 5, "delay": 3, "workers": 2, "min_words": 30, "min_relevance": 0.25, "max_depth": 2}
    assert all(hasattr(parts[section], key) for section, keys in SCHEMA.items() for key in keys)
    assert {k: getattr(parts[s], k) for s, keys in SCHEMA.items() for k in keys if k in given} == given


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("max_page = 5", ["max_page", "'max_pages'", "known keys: contact, seeds"]),
        ("max_pages = 0", ["max_pages", "a whole number from 1", "0"]),
        ("max_pages = true", ["max_pages", "True"]),
        ("delay = '1'", ["delay", "a number", "'1'"]),
        ("delay = 0.2", ["delay", "at least 1.0 seconds"]),
        ("sites = 'bao.vn'", ["sites", "a list of texts"]),
        ("sites = ['https://bao.vn/']", ["sites", "host names"]),
        ("allow_loopback = 1", ["allow_loopback", "true or false"]),
        ("proxy = 'localhost:80'", ["proxy", "http(s) address"]),
        ("proxy = 'http://127.0.0.1:80'", ["proxy", "allow_loopback"]),
        ("time_limit = -1", ["time_limit", "a number from 0"]),
        ("delay = inf", ["delay", "a number from 0"]),
        ("time_limit = nan", ["time_limit", "a number from 0"]),
        ("delay = 0.2\nallow_loopback = true", ["delay", "at least 1.0 seconds"]),
        ("delay = 0\nallow_loopback = true\nproxy = 'http://127.0.0.1.bao.vn/'", ["delay", "at least"]),
        ("[clean]\nmin_relevance = 1.5", ["min_relevance", "from -1 to 1", "1.5"]),
        ("[clean]\nmin_relevance = nan", ["min_relevance", "from -1 to 1"]),
        ("[clean]\nlanguages = []", ["languages", "language codes"]),
        ("[clean]\nlanguages = ['vie', 'VI']", ["languages", "'VI'"]),
        ("[crawler]", ["[crawler]", "'crawl'", "known sections: job, crawl, clean"]),
        ("[clean]\nlanguage = 'vi'", ["language", "known keys: languages"]),
    ],
)
def test_a_wrong_value_is_named_with_what_is_known(write, line, said):
    message = complaint(write(f"{GOOD}{line}\n"))

    assert [words for words in said if words not in message] == []


@pytest.mark.parametrize(
    ("present", "instead", "said"),
    [
        ('name = "doi-ngoai"', "", "[job] name is missing"),
        ('name = "doi-ngoai"', 'name = "a/b"', "[job] name"),
        ('contact = "we@example.org"', "", "[crawl] contact is missing"),
        ('contact = "we@example.org"', 'contact = "me"', "[crawl] contact"),
        ("https://bao.example/", "bao.example", "[crawl] seeds must be http(s) addresses, not 'bao.example'"),
        ('contact = "we@example.org"', 'contact = "we@example.org\\nX: y"', "[crawl] contact"),
        ('samples = "samples"', 'samples = "samples"\ncorpus = "a"\narchive = "b/../a"', "two folders"),
        ('samples = "samples"', "", "samples is missing"),
        ('samples = "samples"', 'samples = "none"', "does not exist"),
        ("[job]", "[job", "at line 2"),
    ],
)
def test_what_is_missing_or_wrong_is_named(write, present, instead, said):
    assert said in complaint(write(GOOD.replace(present, instead)))


def test_a_job_without_samples_may_keep_everything(write):
    job = load_job(write(GOOD.replace('samples = "samples"', "") + "[clean]\nonly_similar = false\n"))

    assert job.samples is None


def test_a_missing_file_is_named(tmp_path):
    assert "can't be read" in complaint(tmp_path / "none.toml")


def test_a_file_that_is_not_utf8_is_named(tmp_path):
    (tmp_path / "job.toml").write_bytes(b"[job]\nname = '\xff'\n")

    assert "UTF-8" in complaint(tmp_path / "job.toml")


@pytest.mark.parametrize(
    ("seed", "more"),
    [("http://127.0.0.1:80/", ""), ("http://bao.example/", 'proxy = "http://localhost:3128"\n')],
)
def test_this_machine_may_be_asked_without_a_delay(write, seed, more):
    text = GOOD.replace("https://bao.example/", seed).replace(', "https://tin.example/rss/home.rss"', "")

    assert load_job(write(f"{text}{more}delay = 0\nallow_loopback = true\n")).crawl.delay == 0


def test_relevance_may_be_negative_and_any_language_be_kept(write):
    clean = load_job(write(f'{GOOD}[clean]\nmin_relevance = -0.5\nlanguages = ["any"]\n')).clean

    assert (clean.min_relevance, clean.languages) == (-0.5, ("any",))
