"""Two companies that share a marketing department and nobody else are twice one company.

No number of the demo is known here: what is compared is the demo with the demo and its twin, whose people, accounts,
deals, visits and bills have names of their own. Whatever joins, ranks or caps across them is no longer twice as much.
"""

from __future__ import annotations

import csv
import re

import pytest
from conftest import BUILD_WITHOUT_TESTS, PROJECT, dbt

# What the two share: the site, campaigns, ads, prices and sales reps, and what finance and planning know.
SHARED = re.compile(
    "facebook|google|linkedin|content|finance|planning|seo|organic|salesforce__(campaign|user)$"
    "|email_campaign|stripe__(price|product)"
)
IDS = {
    "ga4": ["_fivetran_id", "user_pseudo_id", "user_id"],
    "salesforce": ["ga_client_id_c", "user_id_c"],
    "hubspot": ["id", "sent_by_id", "caused_by_id"],
    "stripe": ["id", "customer_id", "invoice_id", "subscription_id", "number"],
    "surveys": ["response_id"],
    "zendesk": ["id", "ticket_id", "requester_id", "organization_id"],
}
# Ids of the CRM, wherever they stand, but those of campaigns and users; companies' own mail and web domains, and
# people at free-mail domains.
TWINS = [
    (re.compile(r"\b(?!701|005)(\w{3}[HCM])f(?=[0-9A-Z]{13}\b)"), r"\1g"),
    (re.compile(r"@(?=[\w-]+[.]example\b)", re.IGNORECASE), "@twin-"),
    (re.compile(r"([\w.]+)(?=@(?:gmail|gmx|outlook|yahoo)[.])", re.IGNORECASE), r"twin.\1"),
]
WEBSITE = re.compile(r"^((?:https?://)?(?:www[.])?)", re.IGNORECASE)
MARTS = [
    "funnel.funnel_daily",
    "funnel.funnel_cohorts",
    "core.fct_leads",
    "core.fct_lead_responses",
    "core.fct_email_messages",
    "attribution.fct_deal_touches",
    "attribution.attribution_credits",
    "sales.pipeline_periods",
    "sales.growth_periods",
    "value.customer_periods",
    "value.mrr_periods",
]
SHARED_IDS = {"campaign_id", "email_campaign_id", "owner_id"}
# What the shared department reports and spends.
ONCE = {
    "impressions",
    "clicks",
    "spend",
    "marketing_cost",
    "marketing_outlay",
    "acquisition_cost",
    "full_cost",
    "sales_cost",
    "cost_to_serve",
    "spread_cost",
}


def twin(connector: str, row: dict[str, str]) -> dict[str, str]:
    """The same row of the other company."""
    other = dict(row)
    for column, value in row.items():
        if value and column in IDS[connector]:
            other[column] = f"7{value}"
        elif value and column == "website":
            other[column] = WEBSITE.sub(r"\1twin-", value)
        elif value:
            for known, own in TWINS:
                other[column] = known.sub(own, other[column])
    return other


@pytest.fixture(scope="module")
def twins(demo, tmp_path_factory):
    """The marts of both companies in one landing, beside those of the first."""
    folder = tmp_path_factory.mktemp("twins")
    for seed in (PROJECT / "seeds" / "landing").glob("*/*.csv"):
        connector, table = seed.stem.split("__", 1)
        with seed.open(newline="") as file:
            rows = list(csv.DictReader(file))
        if not SHARED.search(seed.stem):
            rows += [twin(connector, row) for row in rows]
        target = folder / "landing" / connector / f"{table}.csv"
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    models = [f"+{mart.split('.')[1]}" for mart in MARTS]
    build = dbt(folder, *BUILD_WITHOUT_TESTS, "--select", *models, landing=folder / "landing")
    assert build.returncode == 0, build.output
    with build.connection() as connection:
        connection.execute(f"attach '{demo.folder}/warehouse.duckdb' as one (read_only)")
        yield connection


@pytest.mark.parametrize("mart", MARTS)
def test_twins_are_twice_one(twins, mart):
    """In every combination of dates and segments: counts and money twice, rates and medians the same."""
    kinds = {name: kind for name, kind, *_ in twins.sql(f"describe {mart}").fetchall()}
    # What two sold less what it cost one is neither.
    kinds.pop("gross_margin", None)
    own = {name for name in kinds if re.search("_(id|key)$", name)} - SHARED_IDS
    numbers = {name for name in kinds if re.match("BIGINT|DECIMAL|DOUBLE", kinds[name])}
    keys = ", ".join(kinds.keys() - own - numbers)
    measures = {name: (f"sum({name})", 1 if name in ONCE else 2) for name in numbers}
    measures |= {name: (f"avg({name})", 1) for name in numbers if kinds[name] == "DOUBLE"}
    measures |= {"rows": ("count(*)", 2)} if own else {}
    values = ", ".join(f"{sql} as {name}" for name, (sql, _) in measures.items())
    # Money is shared out in cents, and what one has none of may be no row; a rate is exact, and 0 is not unknown.
    off = {
        name: f"coalesce(abs(two.{name} - one.{name}) > 1e-9, one.{name} is distinct from two.{name})"
        if kinds.get(name) == "DOUBLE"
        else f"abs(coalesce(two.{name}, 0) - {times} * coalesce(one.{name}, 0)) > 0.02"
        for name, (_, times) in measures.items()
    }
    wrong = ", ".join(f"count(*) filter (where {sql}) as {name}" for name, sql in off.items())
    # The Markov credit of a deal is a result over all of them, and its cents fall on one.
    where = "where attribution_model <> 'markov'" if "attribution_model" in kinds else ""
    counts = twins.sql(
        f"with one as (select {keys}, {values} from one.{mart} {where} group by {keys}),"
        f" two as (select {keys}, {values} from {mart} {where} group by {keys})"
        f" select {wrong} from one full join two"
        f" on {' and '.join(f'one.{key} is not distinct from two.{key}' for key in keys.split(', '))}"
    )
    assert {
        name: rows for name, rows in zip(measures, counts.fetchone(), strict=True) if rows
    } == {}
