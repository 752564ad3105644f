"""The main job on a real little news web: what the corpus must hold, row by row where it matters."""

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from cleaning.address import canonical
from output.check import check
from output.corpus import Corpus
from output.schema import TABLES, schema
from tests.end_to_end.conftest import DemoRun
from tinsach.demo.truth import Kind, TruePage, truth

pytestmark = pytest.mark.xdist_group("demo")

TRUTH = {canonical(page.url): page for page in truth()}


def true_rows(kind: Kind, *, language: str = "vi") -> list[TruePage]:
    return [page for page in TRUTH.values() if page.kind is kind and page.language in {language, ""}]


def test_demo_ends_well_and_says_where_everything_is(demo: DemoRun) -> None:
    assert demo.code == 0
    assert "documents kept" in demo.said
    assert "tinsach-demo/corpus/report.html" in demo.said
    assert "pandas.read_parquet('tinsach-demo/corpus/documents')" in demo.said


def test_every_original_on_the_subject_is_kept(demo: DemoRun) -> None:
    kept = set(demo.table("documents")["url"])
    wanted = {
        url for url, page in TRUTH.items() if page.kind is Kind.ARTICLE and page.similar and not page.copy
    }
    assert wanted - kept == set()


def test_nothing_off_the_subject_is_kept(demo: DemoRun) -> None:
    kept = {TRUTH[url] for url in demo.table("documents")["url"]}
    assert {page.url for page in kept if not page.similar} == set()


def test_texts_are_the_reports_and_nothing_but_the_reports(demo: DemoRun) -> None:
    rows = demo.table("documents")
    wrong = {
        row.url: row.text
        for row in rows.itertuples()
        if row.text.split("\n\n") != list(TRUTH[row.url].body) and TRUTH[row.url].copy != "mirror"
    }
    assert wrong == {}


def test_titles_times_and_agencies_are_the_true_ones(demo: DemoRun) -> None:
    for row in demo.table("documents").itertuples():
        page = TRUTH[row.url]
        assert row.title == page.title
        if page.published is not None:
            assert row.published_at == page.published, row.url


@pytest.mark.parametrize("kind", ["exact", "light"])
def test_copies_of_kept_reports_are_duplicates_of_the_original(demo: DemoRun, kind: str) -> None:
    duplicates = demo.table("duplicates").set_index("url")
    documents = demo.table("documents").set_index("id")
    copies = {url: page for url, page in TRUTH.items() if page.copy == kind and page.similar}
    assert copies
    for url, page in copies.items():
        assert TRUTH[documents.loc[duplicates.loc[url, "kept_id"], "url"]].original == page.original


def test_hacked_mirror_keeps_no_injected_text_and_is_flagged(demo: DemoRun) -> None:
    tables = [demo.table(name) for name in ("documents", "duplicates")]
    found = [row for table in tables for row in table.itertuples() if TRUTH[row.url].copy == "mirror"]
    assert found
    kept = [row for row in demo.table("documents").itertuples() if TRUTH[row.url].copy == "mirror"]
    assert kept
    assert all("hacked_page" in row.flags for row in kept)
    for row in found:
        injected = [u.text for u in TRUTH[row.url].unwanted if u.role == "spam"]
        assert not [text for text in injected if text in row.text or text in row.title]


def test_what_was_removed_is_recorded_with_its_rule(demo: DemoRun) -> None:
    removals = demo.table("removals")
    documents = demo.table("documents")
    removed = {id_: set(rows["text"]) for id_, rows in removals.groupby("document_id")}
    for row in documents.itertuples():
        for unwanted in TRUTH[row.url].unwanted:
            told = removed[row.id] | {" ".join(removed[row.id])}
            assert any(unwanted.text in text for text in told), (row.url, unwanted)
    assert removals["rule"].str.len().min() > 0


def test_other_language_is_rejected_by_name(demo: DemoRun) -> None:
    rejected = demo.table("rejected").set_index("url")
    english = [url for url, page in TRUTH.items() if page.language == "en" and url in rejected.index]
    assert english
    assert set(rejected.loc[english, "reason"]) == {"wrong_language"}


def test_forbidden_pages_are_never_asked_for(demo: DemoRun) -> None:
    forbidden = {page.url for page in TRUTH.values() if page.kind is Kind.FORBIDDEN}
    assert forbidden
    assert {request.url for request in demo.requests} & forbidden == set()


def test_no_article_is_fetched_twice(demo: DemoRun) -> None:
    articles = {page.url for page in TRUTH.values() if page.kind is Kind.ARTICLE}
    asked = [request.url for request in demo.requests if request.url in articles]
    assert len(asked) == len(set(asked))


def test_reports_on_the_subject_are_fetched_before_the_rest(demo: DemoRun) -> None:
    articles = {page.url: page.similar for page in TRUTH.values() if page.kind is Kind.ARTICLE}
    asked = [articles[request.url] for request in demo.requests if request.url in articles]
    half = len(asked) // 2
    assert sum(asked[:half]) > 1.5 * sum(asked[half:])


def test_corpus_is_sound_and_balanced(demo: DemoRun) -> None:
    report = check(Corpus.existing(demo.corpus))
    assert [str(finding) for finding in report.findings] == []


def test_files_have_exactly_the_designed_schema(demo: DemoRun) -> None:
    for table in TABLES:
        files = sorted((demo.corpus / table).glob("*.parquet"))
        assert files, table
        for file in files:
            assert pq.read_schema(file).equals(schema(table), check_metadata=False)


def test_corpus_loads_alike_in_pandas_polars_and_duckdb(demo: DemoRun) -> None:
    for table in TABLES:
        pattern = str(demo.corpus / table / "*.parquet")
        counted = duckdb.connect().execute(f"select count(*) from '{pattern}'").fetchone()
        assert counted is not None
        assert len(demo.table(table)) == pl.read_parquet(pattern).height == counted[0]


def test_archive_reads_in_another_library_with_every_article_as_fetched(demo: DemoRun) -> None:
    found = set()
    for path in sorted((demo.folder / "archive").glob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
                found.add(canonical(record.headers["WARC-Target-URI"]))
    wanted = {url for url, page in TRUTH.items() if page.kind is Kind.ARTICLE}
    assert wanted - found == set()
