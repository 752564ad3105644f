# %% [markdown]
# Five questions to a corpus of foreign-affairs news, each answered with a table and a plot.
#
# As a script: `python docs/questions.py CORPUS plots` (needs `pip install matplotlib`); in VS Code or Jupyter
# (with jupytext) it opens as a notebook. Change `PLACES` to what you follow.

# %%
"""Answers five questions to a corpus: prints a table for each and writes a plot of it."""

import sys
from pathlib import Path

import duckdb
import matplotlib as mpl
import pandas as pd

mpl.use("Agg")
from matplotlib import pyplot as plt

CORPUS = Path(sys.argv[1] if len(sys.argv) > 1 else "tinsach-demo/corpus")
PLOTS = Path(sys.argv[2] if len(sys.argv) > 2 else "plots")
PLACES = [
    "Trung Quốc",
    "Hoa Kỳ",
    "Nga",
    "Nhật Bản",
    "Hàn Quốc",
    "Ấn Độ",
    "Lào",
    "Campuchia",
    "ASEAN",
    "Liên hợp quốc",
]

PLOTS.mkdir(parents=True, exist_ok=True)
for table in ("documents", "duplicates", "rejected", "removals"):
    duckdb.sql(f"create or replace view {table} as from '{CORPUS / table}/*.parquet'")
duckdb.sql("set timezone = 'Asia/Ho_Chi_Minh'")  # months are those of the papers


def answer(number: int, question: str, found: pd.DataFrame, **plot: object) -> None:
    """Print the table and write its plot; a corpus that has nothing to say gets no plot."""
    print(f"\n{number}. {question}\n\n{found.to_string() if len(found) else 'nothing'}")
    numbers = found.select_dtypes("number")
    if numbers.size:
        axes = numbers.plot(figsize=(9, 4.5), title=question, **plot)
        axes.set_xlabel("")
        axes.set_ylabel("")
        if axes.get_legend():
            axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
        axes.figure.tight_layout()
        axes.figure.savefig(PLOTS / f"{number}.png", dpi=150)
        plt.close(axes.figure)


# %% 1. How much was reported, month by month, and by whom?
found = duckdb.sql("""
    select strftime(published_at, '%Y-%m') as month, coalesce(site, 'no address') as site, count(*) as reports
    from documents where published_at is not null group by all
""").df()
answer(
    1,
    "Reports a month, by site",
    found.pivot_table(index="month", columns="site", values="reports", fill_value=0).astype(int),
    kind="bar",
    stacked=True,
)

# %% 2. Of which countries and organisations do the reports speak, and how does that change?
spoken = duckdb.sql(
    r"""
    select strftime(published_at, '%Y-%m') as month, place, count(*) as reports
    from documents, (select unnest($places) as place)
    where published_at is not null  -- a whole word: Nga is no part of ngang
      and regexp_matches(title || ' ' || text, '(^|[^\p{L}])' || place || '($|[^\p{L}])') group by all
""",
    params={"places": PLACES},
).df()
answer(
    2,
    "Reports that name a country or organisation, by month",
    spoken.pivot_table(index="month", columns="place", values="reports", fill_value=0).astype(int),
    marker="o",
)

# %% 3. Whose reports do the papers carry? Copies count too: they were published.
found = duckdb.sql("""
    with carried as (
        select site, agency from documents
        union all
        select c.site, coalesce(c.agency, k.agency) as agency
        from duplicates c join documents k on k.id = c.kept_id
        where c.kind <> 'revision'
    )
    select coalesce(site, 'no address') as site, coalesce(agency, 'own or not credited') as agency,
           count(*) as reports
    from carried group by all
""").df()
answer(
    3,
    "Reports by the agency or paper credited, by site",
    found.pivot_table(index="site", columns="agency", values="reports", fill_value=0).astype(int),
    kind="barh",
    stacked=True,
)

# %% 4. How fast does a report travel from the first paper to the others?
found = duckdb.sql("""
    select date_diff('minute', k.published_at, c.published_at) // 60 as hours, count(*) as copies
    from duplicates c join documents k on k.id = c.kept_id
    where c.published_at >= k.published_at and c.site is distinct from k.site
      and coalesce(k.published_precision, '') = 'minute' group by all order by hours
""").df()
answer(4, "Hours until another site carried a report", found.set_index("hours"), kind="bar", legend=False)

# %% 5. Which stories went on? A family joins a report with its later versions and follow-ups.
found = duckdb.sql("""
    select any_value(first.title) as story, count(*) as reports, count(distinct d.site) as sites,
           min(d.published_at)::date as since, max(d.published_at)::date as until
    from documents d join documents first on first.id = d.family
    group by d.family having count(*) > 1 order by reports desc, since limit 15
""").df()
answer(5, "Stories with follow-ups", found.set_index("story"), kind="barh")
