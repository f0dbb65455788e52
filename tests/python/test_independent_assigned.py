"""Money and time by what they are assigned to: campaign, program, region and business unit."""

from __future__ import annotations

import landed_funnel as funnel
import pytest
from landed import config, kept
from landed_campaigns import PLATFORMS, campaign_of, mapped, slug, tagged
from landed_costs import NONE, cost_group, is_known, is_platform_bill
from landed_more import dollars
from landed_people import company
from landed_touches import credit_shares, sourcing
from recomputed import Fact, assert_agrees, over, sums


def campaign_named(text: str | None) -> str | None:
    """Campaign that people name by our id of it, or by whatever a UTM text may name it."""
    known = {
        campaign_of(system, row["id"]) for system, table in PLATFORMS.items() for row in kept(table)
    }
    known |= {campaign for (system, _), campaign in mapped().items() if system != "utm"}
    ours = {slug(campaign): campaign for campaign in known}
    return (tagged() | ours).get(slug(text)) if text else None


def of_mapping(column: str) -> dict[str, str]:
    """What the mapping tells of each campaign."""
    return {row["campaign"]: row[column] for row in config("campaign_mapping") if row[column]}


def of_ledger(group: str, segment: str) -> list[Fact]:
    """A fact of each entry of the ledger of a group, by region or business unit."""
    regions = {row["region"].lower(): row["region"] for row in config("countries")}
    found = []
    for row in kept("finance__cost_ledger"):
        amount = dollars(row["amount"], row["currency"], row["entry_date"])
        if cost_group(row) != group or amount is None or is_platform_bill(row):
            continue
        if not is_known(row["entry_date"], group):
            continue
        named = row["business_unit"]
        if segment == "region":
            named = regions.get((row["region"] or "").lower())
            named = named or of_mapping("region").get(campaign_named(row["campaign"]) or "")
        found.append((row["entry_date"], named or NONE, amount))
    return found


@pytest.mark.parametrize("segment", ["region", "business_unit"])
def test_sales_cost(demo, segment):
    assert_agrees(demo, "sales_cost", sums(of_ledger("sales", segment)), segment)


def test_cost_of_sale(demo):
    billed = [
        (one.day, company(one.account).region or "Unknown", one.revenue)
        for one in funnel.purchases()
    ]
    assert_agrees(
        demo, "cost_of_sale", over(sums(of_ledger("sales", "region")), sums(billed)), "region"
    )


@pytest.mark.parametrize("segment", ["campaign", "program"])
def test_team_hours(demo, segment):
    programs = {name.lower(): name for name in of_mapping("program").values()}
    worked = []
    for row in kept("planning__team_hours"):
        named = campaign_named(row["campaign"])
        if segment == "program":
            told = row["program"] or "(none)"
            named = of_mapping("program").get(named or "") or programs.get(told.lower(), told)
        worked.append((row["work_date"], named or "(none)", row["hours"]))
    assert_agrees(demo, "team_hours", sums(worked), segment)


@pytest.mark.parametrize(
    ("kpi", "of"), [("attributed_revenue", "won"), ("attributed_pipeline", "opened")]
)
def test_attribution(demo, kpi, of):
    shares = [
        (day, (touch and touch.campaign) or "(none)", money)
        for day, touch, money in credit_shares(of)
    ]
    assert_agrees(demo, kpi, sums(shares), "campaign")


def test_sourced_revenue(demo):
    won = [
        (one.deal.closed, one.campaign or "(none)", one.amount_if("is_sourced", "closed"))
        for one in sourcing()
        if one.deal.outcome == "won"
    ]
    assert_agrees(demo, "marketing_sourced_revenue", sums(won), "campaign")


def test_sourced_revenue_by_business_unit(demo):
    units = {row["id"]: row["division"] for row in kept("salesforce__user")}
    won = [
        (
            one.deal.closed,
            units.get(one.deal.row["owner_id"]) or "Unknown",
            one.amount_if("is_sourced", "closed"),
        )
        for one in sourcing()
        if one.deal.outcome == "won"
    ]
    assert_agrees(demo, "marketing_sourced_revenue", sums(won), "business_unit")
