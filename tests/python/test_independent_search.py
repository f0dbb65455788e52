"""Search and social KPIs, recomputed from the landed files without any SQL of the models."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

import pytest
from landed import Row, current, is_test, kept, month
from landed_more import dollars, last_day, months, page_path, sixth
from recomputed import Fact, Registry, Values, assert_agrees, counts, over, sums, uniques

KPIS = Registry()
OWN_DOMAIN = "harrowfen.example"
NETWORKS = {"twitter": "x", "meta": "facebook"}  # what visits call them


def links() -> list[dict]:
    """Links of other domains, a loss before the link was found or last seen taken for none."""
    found = {}
    for row in kept("seo__backlink"):
        host = row["source_url"].split("//")[-1].split("/")[0].removeprefix("www.")
        if host == OWN_DOMAIN or host.endswith("." + OWN_DOMAIN):
            continue
        lost = row["lost_date"]
        seen = max(row["first_seen"], row["last_seen"] or row["first_seen"])
        found[row["source_url"].split("?")[0], row["target_url"]] = {
            "domain": (row["source_domain"] or host).lower().removeprefix("www."),
            "page": page_path(row["target_url"]),
            "found": row["first_seen"],
            "lost": lost if lost and lost >= seen else None,
        }
    return list(found.values())


def alive_links(day) -> list[dict]:
    return [
        link
        for link in links()
        if link["found"] <= day and not (link["lost"] and link["lost"] <= day)
    ]


@KPIS
def inbound_links() -> Values:
    """Links that are there on the last day of the month."""
    return counts(
        (start, link["page"], True) for start in months() for link in alive_links(last_day(start))
    )


@KPIS
def referring_domains() -> Values:
    """Domains with a link on the last day of the month."""
    return uniques(
        (start, None, link["domain"]) for start in months() for link in alive_links(last_day(start))
    )


def positions() -> dict[tuple, Decimal]:
    """{(day, keyword): best position}; a look-up that did not find the site stands for 101.

    One whose price has no exchange rate is in quarantine.
    """
    best: dict[tuple, Decimal] = {}
    for row in kept("seo__keyword_position"):
        price = row["cost_per_click"]
        if price and price > 0 and dollars(price, row["currency"], row["date"]) is None:
            continue
        key = row["date"], row["keyword"].lower()
        found = row["position"] if row["position"] and row["position"] >= 1 else Decimal(101)
        best[key] = min(best.get(key, Decimal(101)), found)
    return best


@KPIS
def keywords_in_top_5() -> Values:
    """Tracked keywords whose mean position over the look-ups of the month is 5 or better."""
    by_keyword = defaultdict(list)
    for (day, keyword), position in positions().items():
        by_keyword[month(day), keyword].append(position)
    return counts(
        (start, None, sum(found) / len(found) <= 5) for (start, _), found in by_keyword.items()
    )


def prices() -> dict[str, list[tuple]]:
    """{keyword: [(day, price of a click)]} in order of days, of two on one day the lower."""
    lowest: dict[tuple, Decimal] = {}
    for row in kept("seo__keyword_position"):
        price = dollars(row["cost_per_click"], row["currency"], row["date"])
        key = row["keyword"].lower(), row["date"]
        if price is not None and price > 0:
            lowest[key] = min(price, lowest.get(key, price))
    by_keyword = defaultdict(list)
    for (keyword, day), price in sorted(lowest.items()):
        by_keyword[keyword].append((day, price))
    return by_keyword


def search_clicks() -> list[dict]:
    """Lines of the Search Console report; where two properties report a page on a day, the domain's."""
    lines = kept("google_search_console__keyword_page_report")
    whole = {(row["date"], row["page"]) for row in lines if row["site"].startswith("sc-domain:")}
    return [
        row
        for row in lines
        if row["site"].startswith("sc-domain:") or (row["date"], row["page"]) not in whole
    ]


@KPIS
def organic_traffic_value() -> Values:
    """Clicks at what the keyword cost on the day: by the last look-up before, else the first."""
    priced = prices()
    values = []
    for row in search_clicks():
        keyword = row["query"].lower()
        known = priced.get(keyword)
        if known and row["clicks"] is not None:
            price = [price for day, price in known if day <= row["date"]][-1:] or [known[0][1]]
            values.append((row["date"], keyword, row["clicks"] * price[0]))
    return sums(values)


def search_impressions() -> list[tuple]:
    """(day, received, eligible): the searches that a reported share is of, with the rest of the campaign."""
    usable = {}
    for table, campaign in (("keyword_stats", "campaign_id"), ("campaign_stats", "id")):
        received, eligible = defaultdict(Decimal), defaultdict(Decimal)
        for row in kept(f"google_ads__{table}"):
            share = row["search_impression_share"]
            if share is not None and 0 < share <= 1:
                key = row["date"], row["customer_id"], row[campaign]
                received[key] += row["impressions"]
                eligible[key] += sixth(row["impressions"] / share)
        usable[table] = received, eligible
    of_keywords, of_campaigns = usable["keyword_stats"], usable["campaign_stats"]
    counted = [(key[0], of_keywords[0][key], of_keywords[1][key]) for key in of_keywords[0]]
    for key, received in of_campaigns[0].items():
        # The campaign's own report counts, unless it tells of less than its keywords do.
        rest = received - of_keywords[0][key]
        if rest >= 0:
            counted.append((key[0], rest, of_campaigns[1][key] - of_keywords[1][key]))
    return counted


@KPIS
def search_impression_share() -> Values:
    """Search impressions received over those that the ads could have had."""
    found = search_impressions()
    return over(
        sums((day, None, received) for day, received, _ in found),
        sums((day, None, eligible) for day, _, eligible in found),
    )


# --- Social --------------------------------------------------------------------------------------


def of_posts(measure: Callable[[Row], int | None]) -> list[Fact]:
    """A fact of each post and day, by network, which a post that was deleted keeps."""
    network = {
        row["post_id"]: NETWORKS.get(name := row["network"].lower(), name)
        for row in current("organic_social__post")
        if not is_test(row)
    }
    return [
        (row["date"], network.get(row["post_id"], "Unknown"), measure(row))
        for row in kept("organic_social__post_metrics")
    ]


@KPIS
def social_engagements() -> Values:
    """Whatever a network tells of likes, shares, reposts, comments and mentions."""
    kinds = ("likes", "shares", "reposts", "comments", "mentions")

    def together(row: Row) -> int | None:
        told = [row[kind] for kind in kinds if row[kind] is not None]
        return sum(told) if told else None

    return sums(of_posts(together))


@KPIS
def social_reach() -> Values:
    """People reached, summed over posts and days."""
    return sums(of_posts(lambda row: row["reach"]))


@KPIS
def social_engagement_rate() -> Values:
    """Impressions with an engagement over impressions, where the network tells which had one."""

    def engaged(row: Row) -> int | None:
        return row["engaged_impressions"] if row["impressions"] is not None else None

    def measured(row: Row) -> int | None:
        return None if engaged(row) is None else max(row["impressions"], engaged(row))

    return over(sums(of_posts(engaged)), sums(of_posts(measured)))


@KPIS
def content_published() -> Values:
    """Articles by the month they were published in."""
    return counts((row["published_date"], None, True) for row in kept("content__article"))


SEGMENTS = {
    "inbound_links": "landing_page",
    "organic_traffic_value": "keyword",
    "social_engagements": "network",
    "social_reach": "network",
    "social_engagement_rate": "network",
}


@pytest.mark.parametrize("kpi", KPIS)
def test_kpi(demo, kpi):
    assert_agrees(demo, kpi, KPIS[kpi](), SEGMENTS.get(kpi, "channel"))
