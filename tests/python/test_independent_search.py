"""Search and social KPIs, recomputed from the landed files without any SQL of the models."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest
from landed import kept, month
from landed_more import assert_agrees, dollars, last_day, months, page_path, quotient, sixth, sums

OWN_DOMAIN = "harrowfen.example"


def links() -> list[dict]:
    """Links of other domains, a loss before the finding taken for none."""
    found = {}
    for row in kept("seo__backlink"):
        host = row["source_url"].split("//")[-1].split("/")[0].removeprefix("www.")
        if host == OWN_DOMAIN or host.endswith("." + OWN_DOMAIN):
            continue
        lost = row["lost_date"]
        found[row["source_url"].split("?")[0], row["target_url"]] = {
            "domain": row["source_domain"] or host,
            "page": page_path(row["target_url"]),
            "found": row["first_seen"],
            "lost": lost if lost and lost >= row["first_seen"] else None,
        }
    return list(found.values())


def alive_links(day) -> list[dict]:
    return [
        link
        for link in links()
        if link["found"] <= day and not (link["lost"] and link["lost"] <= day)
    ]


def inbound_links() -> dict:
    """Links that are there on the last day of the month."""
    return {start: len(alive_links(last_day(start))) for start in months()}


def inbound_links_by_page() -> dict:
    return sums(
        ((start, link["page"]), 1) for start in months() for link in alive_links(last_day(start))
    )


def referring_domains() -> dict:
    """Domains with a link on the last day of the month."""
    return {
        start: len({link["domain"] for link in alive_links(last_day(start))}) for start in months()
    }


def positions() -> dict[tuple, Decimal]:
    """{(day, keyword): best position}; a look-up that did not find the site stands for 101."""
    best: dict[tuple, Decimal] = {}
    for row in kept("seo__keyword_position"):
        key = row["date"], row["keyword"].lower()
        best[key] = min(best.get(key, Decimal(101)), row["position"] or Decimal(101))
    return best


def keywords_in_top_5() -> dict:
    """Tracked keywords whose mean position over the look-ups of the month is 5 or better."""
    by_keyword = defaultdict(list)
    for (day, keyword), position in positions().items():
        by_keyword[month(day), keyword].append(position)
    return sums(
        (start, 1) for (start, _), found in by_keyword.items() if sum(found) / len(found) <= 5
    )


def prices() -> dict[str, list[tuple]]:
    """{keyword: [(day, price of a click)]} in order of days, of two on one day the lower."""
    lowest: dict[tuple, Decimal] = {}
    for row in kept("seo__keyword_position"):
        price = dollars(row["cost_per_click"], row["currency"], row["date"])
        key = row["keyword"].lower(), row["date"]
        if price is not None:
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


def traffic_values(*names: str) -> dict:
    """Clicks at the price that the keyword had on the day: that of the last look-up before, else the first."""
    priced = prices()
    values = []
    for row in search_clicks():
        known = priced.get(row["query"].lower())
        if known and row["clicks"] is not None:
            price = [price for day, price in known if day <= row["date"]][-1:] or [known[0][1]]
            key = {"keyword": row["query"].lower(), "landing_page": page_path(row["page"])}
            values.append(
                ((month(row["date"]), *(key[name] for name in names)), row["clicks"] * price[0])
            )
    return sums(values)


def organic_traffic_value() -> dict:
    return {start: value for (start,), value in traffic_values().items()}


def organic_traffic_value_by_keyword() -> dict:
    return traffic_values("keyword")


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
        rest = received - of_keywords[0][key]
        if rest > 0:
            counted.append((key[0], rest, max(rest, of_campaigns[1][key] - of_keywords[1][key])))
    return counted


def search_impression_share() -> dict:
    """Search impressions received over those that the ads could have had."""
    found = search_impressions()
    return quotient(
        sums((month(day), received) for day, received, _ in found),
        sums((month(day), eligible) for day, _, eligible in found),
    )


ENGAGEMENTS = ("likes", "shares", "reposts", "comments", "mentions")


def networks() -> dict[str, str]:
    return {row["post_id"]: row["network"].lower() for row in kept("organic_social__post")}


def of_posts(measure, by_network: bool = False) -> dict:
    network = networks()
    return sums(
        (
            (month(row["date"]), network.get(row["post_id"], "Unknown"))
            if by_network
            else month(row["date"]),
            measure(row),
        )
        for row in kept("organic_social__post_metrics")
    )


def engagements(row: dict) -> int | None:
    told = [row[name] for name in ENGAGEMENTS if row[name] is not None]
    return sum(told) if told else None


def social_engagements() -> dict:
    return of_posts(engagements)


def social_engagements_by_network() -> dict:
    return of_posts(engagements, by_network=True)


def social_reach() -> dict:
    return of_posts(lambda row: row["reach"])


def social_reach_by_network() -> dict:
    return of_posts(lambda row: row["reach"], by_network=True)


def _engaged(row: dict) -> int | None:
    return row["engaged_impressions"] if row["impressions"] is not None else None


def _measured(row: dict) -> int | None:
    engaged = _engaged(row)
    return None if engaged is None else max(row["impressions"], engaged)


def social_engagement_rate() -> dict:
    """Impressions with an engagement over impressions, where the network tells which had one."""
    return quotient(of_posts(_engaged), of_posts(_measured))


def social_engagement_rate_by_network() -> dict:
    return quotient(of_posts(_engaged, by_network=True), of_posts(_measured, by_network=True))


def content_published() -> dict:
    """Articles by the month they were published in."""
    return sums((month(row["published_date"]), 1) for row in kept("content__article"))


TOTALS = [
    inbound_links,
    referring_domains,
    keywords_in_top_5,
    organic_traffic_value,
    search_impression_share,
    social_engagements,
    social_reach,
    social_engagement_rate,
    content_published,
]
SEGMENTS = [
    (inbound_links_by_page, "inbound_links", "landing_page"),
    (organic_traffic_value_by_keyword, "organic_traffic_value", "keyword"),
    (social_engagements_by_network, "social_engagements", "network"),
    (social_reach_by_network, "social_reach", "network"),
    (social_engagement_rate_by_network, "social_engagement_rate", "network"),
]


@pytest.mark.parametrize("kpi", TOTALS, ids=lambda kpi: kpi.__name__)
def test_kpi(demo, kpi):
    assert_agrees(demo, kpi.__name__, kpi())


@pytest.mark.parametrize(("recomputed", "kpi", "segment"), SEGMENTS)
def test_kpi_by_segment(demo, recomputed, kpi, segment):
    assert_agrees(demo, kpi, recomputed(), segment)
