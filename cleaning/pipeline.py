"""THE list of stages, in order, and the function that takes one record through them.

Pure: no network, no clock, no environment. Copies are found afterwards, among all documents
(``cleaning.dedup``), because a copy is a relation and not a property.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from cleaning import assemble
from cleaning.ahead import settled
from cleaning.document import Document, Doubt, Line, Media, Metadata, Outcome, Record, Rejection, VerdictKind
from cleaning.draft import Draft, lines_of
from cleaning.page_kind.kind import NOT_REPORTS, NotAReport
from cleaning.quality import BlankForm, OffTopic, TooShort, WrongLanguage
from cleaning.relevance import UNCERTAIN_TOPIC, Band, TopicModel
from cleaning.remembered import forget_lines
from cleaning.roles import assign
from cleaning.rules import (
    advertised,
    body,
    calls,
    captions,
    doubtful,
    glued,
    head,
    houses,
    injected,
    inserted,
    learned,
    related,
    sources,
    ui,
)
from cleaning.rules.keywords import without_keyword
from cleaning.rules.kit import foreign
from cleaning.spam import BettingPage
from cleaning.stages import Editor, Judge
from cleaning.text import UndecodableError, decode, normalise

BEFORE_HEADLINE: Final[tuple[Editor, ...]] = (
    injected.BracketedKeyword(),
    injected.ForeignCrumb(),
    inserted.ForeignScript(),
    advertised.BettingAd(),
    advertised.BettingPhrases(),
    inserted.InsertedHouse(),
    head.Breadcrumb(),
    head.DateLine(),
    ui.PlayerClock(),
    ui.LetterCrumb(),
    ui.CommentThread(),
    ui.WidgetLabel(),
    ui.CellBar(),
    captions.MarkedCaption(),
)

RULES: Final[tuple[Editor, ...]] = (
    *BEFORE_HEADLINE,
    learned.LearnedHeadline(),
    head.Headline(),
    injected.GluedTitle(),
    houses.AdvertisedHouse(),
    inserted.InsertedPhrase(),
    sources.LabelledByline(),
    sources.DeclaredByline(),
    captions.LabelledCaption(),
    captions.CreditedCaption(),
    ui.OutsideMainContent(),
    ui.Imprint(),
    calls.BackLink(),
    calls.FollowLine(),
    calls.ReaderAppeal(),
    captions.CellCaption(),
    related.DoubledTitleCard(),
    related.RepeatedTitleCard(),
    captions.DoubledCaption(),
    related.LinkLine(),
    sources.SourceCredit(),
    sources.Signature(),
    related.RelatedSection(),
    related.TailAfterEnd(),
    captions.SceneCaption(),
    captions.SetOffCaption(),
    head.HeadCrumb(),
    head.OfficeLine(),
    related.DatedTitles(),
    related.TitleRun(),
    body.RepeatedParagraph(),
    body.CountedHeading(),
    body.Subheading(),
)

EDITORS: Final[tuple[Editor, ...]] = (
    *RULES,
    doubtful.DoubtfulBlock(),
    learned.LearnedRole(),
    sources.HeadByline(),
    sources.ClosingByline(),
    glued.GluedSignature(),
    glued.EndMark(),
)

DEFAULT_LANGUAGES: Final = frozenset({"vi"})
MIN_WORDS: Final = 50
"""Shorter records on betting portals and tag pages are a title line; the shortest real briefs of a wire
have about 60 syllables."""

NOT_A_REPORT: Final = frozenset({"blocked_page", "empty_page", "not_html"})
"""Reasons for which a page that was read without error has no report to give."""


def judges(
    *,
    min_words: int = MIN_WORDS,
    languages: Iterable[str] = DEFAULT_LANGUAGES,
    min_relevance: float | None = None,
) -> tuple[Judge, ...]:
    """Return the judges in order; ``any`` among ``languages`` keeps every language."""
    wanted = frozenset(languages)
    language = () if "any" in wanted else (WrongLanguage(wanted),)
    topic = () if min_relevance is None else (OffTopic(min_relevance),)
    kinds = map(NotAReport, NOT_REPORTS)
    return (*kinds, TooShort(min_words), BlankForm(), BettingPage(), *language, *topic)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The stages one record goes through; ``settings`` of a run are the ``repr`` of these."""

    editors: tuple[Editor, ...] = EDITORS
    judges: tuple[Judge, ...] = field(default_factory=judges)
    topic: TopicModel | None = field(default=None, repr=False)

    def clean(self, record: Record) -> Outcome:
        """Return the document ``record`` becomes, or its rejection; errors of one record stay in it."""
        try:
            return self._judged(self._document(record))
        except UnreadableRecordError as error:
            return Rejection(assemble.blank(record), error.reason, str(error), error.verdict)
        except Exception as error:  # noqa: BLE001  # the one broad handler: a record never stops a run
            evidence = f"{type(error).__name__}: {error}"
            return Rejection(assemble.blank(record), "cleaning_error", evidence, VerdictKind.FAILED)
        finally:
            forget_lines()  # not left to the next record: freeing a long one takes a tenth of its time

    def draft(self, record: Record) -> Draft:
        """Return the settled draft of ``record``: its lines, each with a role (used by explain)."""
        return assign(read(record).draft, self.editors)

    def _document(self, record: Record) -> Document:
        source = read(record)
        draft = assign(source.draft, self.editors)
        document = assemble.assemble(draft, record, flags=source.flags, doubt=source.doubt)
        if self.topic is None:
            return document
        relevance = self.topic.score(f"{document.title}\n{document.text}")
        doubted = self.topic.band(relevance.score) is Band.UNCERTAIN
        flags = tuple(sorted({*document.flags, UNCERTAIN_TOPIC})) if doubted else document.flags
        return replace(
            document, relevance=relevance.score, nearest_sample=relevance.nearest_sample, flags=flags
        )

    def _judged(self, document: Document) -> Outcome:
        for judge in self.judges:
            evidence = judge.objection(document)
            if evidence is not None:
                return Rejection(document, judge.reason, evidence)
        return document


class UnreadableRecordError(ValueError):
    """A record that gives no lines: ``reason`` is the stable id, the message the evidence.

    A page that can be read and has nothing to read is rejected; anything else is a failure.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.verdict = VerdictKind.REJECTED if reason in NOT_A_REPORT else VerdictKind.FAILED


@dataclass(frozen=True, slots=True)
class Source:
    """A record as read: its draft with nothing decided, flags of its decoding, the doubt about its page."""

    draft: Draft
    flags: tuple[str, ...] = ()
    doubt: Doubt | None = None


def read(record: Record) -> Source:
    """Decode, normalise and split ``record`` into lines; raises UnreadableRecordError."""
    forget_lines()
    return _read_page(record) if record.media is Media.HTML else _read_text(record)


def _read_text(record: Record) -> Source:
    if (plain := settled(record.content)) is not None:
        return _source(lines_of(plain), record.declared, ())
    try:
        decoded = decode(record.content, record.charset)
    except UndecodableError as error:
        raise UnreadableRecordError("undecodable", str(error)) from error
    return _source(lines_of(normalise(decoded.text)), record.declared, decoded.flags)


def _read_page(record: Record) -> Source:
    from cleaning.extract import ExtractionError, decode_page, extract  # noqa: PLC0415  # 0.7 s of imports

    try:
        content = record.content
        decoded = decode_page(content, record.charset) if isinstance(content, bytes) else decode(content)
        extraction = extract(decoded.text, url=record.url)
    except (UndecodableError, ExtractionError) as error:
        raise UnreadableRecordError(getattr(error, "reason", "undecodable"), str(error)) from error
    declared = _merged(record.declared, extraction.metadata)
    source = _source(extraction.lines, declared, (*decoded.flags, *extraction.flags))
    return replace(source, doubt=extraction.doubt)


def _source(lines: Iterable[Line], declared: Metadata, flags: tuple[str, ...]) -> Source:
    draft = Draft.of(lines, declared=declared)
    if declared.title and foreign(draft):
        title = without_keyword(declared.title, draft)
        if title != declared.title:
            draft = replace(draft, declared=replace(declared, title=title))
    return Source(draft, flags)


def _merged(first: Metadata, second: Metadata) -> Metadata:
    """Return ``first`` with what it lacks taken from ``second``."""
    names = ("title", "author", "agency", "section", "tags", "canonical_url", "modified_at")
    taken = {name: getattr(first, name) or getattr(second, name) for name in names}
    dated = first if first.published_at else second
    return Metadata(**taken, published_at=dated.published_at, published_precision=dated.published_precision)
