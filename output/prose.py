"""What the dataset card says in prose: how a corpus was made, its limits, whose the texts are."""

from __future__ import annotations

from typing import Final

METHOD: Final = """\
Every line of a page or text gets one role by named rules and, where no rule claims it, by a small
learned model. Body and headings make up `text`; title, date, byline, source, section and captions go to
their columns; related links, page furniture, spam and lines a site repeats are left out. Those are
learned from the corpus itself: lines that a stated share of a site's reports hold, copies not counted;
what was settled before stays as it was. Every piece that is not in `text` is in `removals` with its
rule and its place.

Reports that are too short, in another language, or not on the topic are in `rejected`. Copies are found
by normalised text and by overlap of rare passages; each is in `duplicates` with what was kept instead.
Settings, inputs and fingerprints of every run are in `runs/*.json`; `tinsach check` proves the corpus
from its files."""

LIMITS: Final = """\
- Rules and thresholds make mistakes in both directions; `removals`, `rejected` and `duplicates` are
  there to find them, and `report.html` shows records at the border.
- Roles by the learned model (rules `learned_headline` and `learned_role`) are guesses, each with its
  probability.
- The sites are those that were crawled or given, in the proportions above: no sample of all news. Where
  samples were given, what resembles them was fetched first, and with a minimal relevance only that is
  here.
- `published_at` is null where the page does not state it. `day` precision means midnight is not a time.
- `author`, `agency` and `section` are what the page shows, unchecked and as printed: the office of a
  portal stands in capitals where the page has it so. A paper's own name is no agency on its own site.
- `language` is guessed from the text; short or mixed texts are guessed worse.
- A report that says the same in other words is no copy here; `family` joins only what shares passages.
- Reports name people. Whoever works with them is bound by the law on personal data where they are."""

LICENCE: Final = """\
The texts belong to their publishers; `license: other` says that this set grants no right to them. Check
the law that applies to you (in the European Union, exceptions for text and data mining don't hold where
the publisher reserved its rights) before passing texts on.

Pages that tinsach crawled were allowed by robots.txt when they were fetched, and none is here whose
site opted out by `noarchive`, `noindex`, `noai`, TDM Reservation or a robots.txt against AI crawlers,
unless the job file of whoever made this set shortened that list (`opt_outs`). Texts from dumps were not
checked for any of this. Whoever passes this set on leaves out what a publisher or a person named in it
asks to be left out: `id`, `url` and `site` in all tables but `removals` say which rows those are,
`document_id` there."""
