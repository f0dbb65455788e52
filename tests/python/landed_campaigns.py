"""Campaigns of the demo by their ids, names and tags, and what Google's bring; see landed.py."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from landed import channel, config, current, is_gone, kept

PLATFORMS = {
    "google_ads": "google_ads__campaign_history",
    "linkedin_ads": "linkedin_ads__campaign_history",
    "facebook_ads": "facebook_ads__campaign_history",
    "salesforce": "salesforce__campaign",
}
PAID_MEDIUM = re.compile(
    r"^(.*cp.*|ppc|retargeting|paid.*|display|banner|expandable|interstitial|cpm)$"
)
# What Google's ads bring by the type of their campaign: source, medium and the word of the rules.
SEARCH_AD = ("google", "cpc", "")
GOOGLE_ADS = {
    "PERFORMANCE_MAX": ("google", "cpc", "cross-network"),
    "DISPLAY": ("google", "display", ""),
    "VIDEO": ("youtube", "cpc", ""),
    "SHOPPING": ("google", "cpc", "shopping"),
}


def slug(text: str) -> str:
    """A name in lower case with `_` between its words."""
    return re.sub(r"[\W_]+", "_", text.lower()).strip("_")


@cache
def mapped() -> dict[tuple[str, str], str]:
    """Campaign of each key that the mapping lists."""
    return {
        (row["source_type"], row["source_value"]): row["campaign"]
        for row in config("campaign_mapping")
    }


def campaign_of(system: str, key: str) -> str:
    """Our id of the campaign of a system."""
    return mapped().get((system, key)) or f"{system}:{key}"


@cache
def tagged() -> dict[str, str]:
    """Campaign that a UTM text names: by the mapping, else an id or any name that one alone has had.

    A name of campaigns that were deleted counts where no other has it.
    """
    named: dict[str, set[str]] = defaultdict(set)
    deleted: dict[str, set[str]] = defaultdict(set)
    for system, table in PLATFORMS.items():
        rows = current(table)
        gone = {row["id"] for row in rows if is_gone(row)}
        for row in rows:
            campaign = campaign_of(system, row["id"])
            named[slug(row["id"])].add(campaign)
            if row["name"]:
                names = deleted if row["id"] in gone else named
                names[slug(row["name"])].add(campaign)
    named = deleted | named
    alone = {text: next(iter(found)) for text, found in named.items() if len(found) == 1}
    return alone | {
        slug(value): campaign for (system, value), campaign in mapped().items() if system == "utm"
    }


@cache
def google_types() -> dict[str, str]:
    """Type of each campaign of Google's by its newest version that tells it."""
    rows = sorted(current("google_ads__campaign_history"), key=lambda row: row["_fivetran_synced"])
    return {
        row["id"]: row["advertising_channel_type"]
        for row in rows
        if row["advertising_channel_type"] not in (None, "UNKNOWN", "UNSPECIFIED")
    }


def bought(google_id: str) -> tuple[str, str, str]:
    """Source, medium and word of what a campaign of Google's brings."""
    return GOOGLE_ADS.get(google_types().get(google_id, ""), SEARCH_AD)


@cache
def told_by_type() -> dict[str, tuple[str, str, str]]:
    """The same by our campaign, where it is of one kind, and no search ads."""
    reported = {row["id"] for row in kept("google_ads__campaign_stats")}
    reported |= {row["campaign_id"] for row in kept("google_ads__ad_stats")}
    kinds: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for google_id in reported:
        kinds[campaign_of("google_ads", google_id)].add(bought(google_id))
    return {
        campaign: next(iter(found))
        for campaign, found in kinds.items()
        if len(found) == 1 and found != {SEARCH_AD}
    }


def is_google_ad(source: str, medium: str, click_id: str) -> bool:
    """By the click id, a source named after the ads, or a paid medium on a site of Google's."""
    own = re.match(r"(google|youtube)([.]|$)", source)
    named = re.fullmatch(r"adwords|google[-_ ]?ads?", source)
    return bool(click_id == "gclid" or named or (own and PAID_MEDIUM.match(medium)))


@cache
def traffic_channel(
    *,
    source: str,
    medium: str,
    campaign: str,
    click_id: str,
    lead_source: str = "",
    referrer: str = "",
) -> str:
    """Channel of a visit or lead: by its own words, of a Google ad's by those of the campaign's type."""
    told = told_by_type().get(tagged().get(slug(campaign), ""))
    if told and is_google_ad(source.lower(), medium.lower(), click_id):
        source, medium, campaign = told
        return channel(source=source, medium=medium, campaign=campaign)
    return channel(
        lead_source=lead_source,
        source=source,
        medium=medium,
        campaign=campaign,
        click_id=click_id,
        referrer=referrer,
    )
