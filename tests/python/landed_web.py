"""Web sessions and ads of the demo, recomputed from the landed rows; see landed.py."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from urllib.parse import parse_qs, urlsplit

from landed import Row, channel, config, current, default_currency, host, kept, rates, variable
from landed_campaigns import PAID_MEDIUM, bought, traffic_channel

# Parameters of an address by the click id that they are; only ads carry some of them.
CLICK_IDS = {
    "gclid": "gclid",
    "gbraid": "gclid",
    "wbraid": "gclid",
    "msclkid": "msclkid",
    "li_fat_id": "li_fat_id",
    "fbclid": "fbclid",
    "ttclid": "ttclid",
    "twclid": "twclid",
}
ONLY_ADS = {"gclid", "msclkid", "ttclid", "twclid"}
MANUAL = "collected_traffic_source_manual_"


@dataclass(eq=False)
class Session:
    """A visit of one cookie, as int_sessions and fct_sessions describe it."""

    visitor: str
    events: list[Row]
    source: str = "(direct)"
    medium: str = "(none)"
    campaign: str = ""
    term: str = ""
    content: str = ""
    click_id: str = ""
    referrer: str = ""
    channel: str = field(init=False)

    def __post_init__(self) -> None:
        self.events.sort(key=self._order)
        self._find_source()
        self.channel = traffic_channel(
            source=self.source,
            medium=self.medium,
            campaign=self.campaign,
            click_id=self.click_id,
            referrer=self.referrer,
        )

    @staticmethod
    def _click_id(event: Row) -> str:
        asked = parse_qs(urlsplit(event["param_page_location"] or "").query)
        clicks = [CLICK_IDS[name] for name in CLICK_IDS if name in asked]
        return "gclid" if event["collected_traffic_source_gclid"] else next(iter(clicks), "")

    @classmethod
    def _order(cls, event: Row) -> tuple:
        """Events of one instant: what has tags comes first, then what has a click id."""
        has_tags = event[MANUAL + "source"] or event[MANUAL + "medium"]
        token = hashlib.md5((event["_fivetran_id"] or "").encode()).hexdigest()
        return event["timestamp"], not has_tags, not cls._click_id(event), token

    def _find_source(self) -> None:
        """From the first event that says anything: its tags, else a referrer outside the site."""
        for event in self.events:
            tags = {
                name: (event[MANUAL + name] or "").lower()
                for name in ("source", "medium", "campaign_name", "term", "content")
            }
            click_id = self._click_id(event)
            own = host(event["param_page_location"]) or host(event["event_dimensions_hostname"])
            referrer = host(event["param_page_referrer"])
            if ".".join(referrer.split(".")[-2:]) == ".".join(own.split(".")[-2:]):
                referrer = ""
            if tags["source"] or tags["medium"] or tags["campaign_name"]:
                self.source, self.medium = tags["source"], tags["medium"]
            elif referrer:
                self.source, self.medium = referrer, "referral"
            elif click_id:
                self.source, self.medium = "", ""
            else:
                continue
            self.campaign, self.term = tags["campaign_name"], tags["term"]
            self.content, self.click_id, self.referrer = tags["content"], click_id, referrer
            return

    def named(self, *names: str) -> list[Row]:
        """Events of some names, in order."""
        return [event for event in self.events if event["name"] in names]

    @property
    def started_at(self) -> datetime:
        return self.events[0]["timestamp"]

    @property
    def day(self) -> date:
        return self.started_at.date()

    @property
    def duration(self) -> int:
        """Seconds from the first event to the last."""
        return int((self.events[-1]["timestamp"] - self.started_at).total_seconds())

    @property
    def page_views(self) -> int:
        return len(self.named("page_view"))

    @property
    def lead_forms(self) -> list[Row]:
        return self.named(*variable("lead_events"))

    @property
    def conversions(self) -> list[Row]:
        return self.named(*variable("conversion_events"))

    @property
    def is_engaged(self) -> bool:
        """GA4: ten seconds in the foreground, a second page, or a conversion, or its own flag."""
        foreground = sum(event["param_engagement_time_msec"] or 0 for event in self.events)
        flagged = any(event["param_session_engaged"] for event in self.events)
        return foreground >= 10_000 or self.page_views > 1 or bool(self.conversions) or flagged

    @property
    def is_ad_click(self) -> bool:
        return bool(PAID_MEDIUM.match(self.medium)) or self.click_id in ONLY_ADS

    @property
    def landing_page(self) -> str:
        """Path of the first page."""
        pages = (event["param_page_location"] for event in self.events)
        first = next((page for page in pages if page), None)
        return (urlsplit(first).path or "/") if first else "(none)"

    @property
    def subscriptions(self) -> int:
        """Newsletters and blogs that a conversion is for: by the action, else the form, else its name."""
        actions = {action.lower() for action in variable("subscription_actions")}
        told = {
            (event["param_cta_type"] or event["param_form_id"] or event["name"]).lower()
            for event in self.conversions
        }
        return len(told & actions)

    @property
    def is_shown_subscription(self) -> bool:
        """Whether a call to subscribe was shown."""
        actions = [action.lower() for action in variable("subscription_actions")]
        return any(
            event["param_cta_id"] and (event["param_cta_type"] or "").lower() in actions
            for event in self.named(*variable("cta_shown_events"))
        )

    @property
    def is_offered_subscription(self) -> bool:
        """Whether one was shown or followed, since the site tells of it."""
        shown = self.is_shown_subscription or self.subscriptions > 0
        return shown and self.started_at >= offers_told_from() and is_told("conversions", self)


@cache
def sessions() -> list[Session]:
    """The visits of every cookie; pages without a session id are one visit a day."""
    visits: dict[tuple, list[Row]] = defaultdict(list)
    for event in kept("ga4__event"):
        if event["user_pseudo_id"] and (
            event["param_ga_session_id"] or event["param_page_location"]
        ):
            visit = event["param_ga_session_id"] or event["timestamp"].date()
            visits[event["user_pseudo_id"], visit].append(event)
    return [Session(visitor, events) for (visitor, _), events in visits.items()]


@cache
def told_from(what: str) -> datetime:
    """The first visit of which an event tells that the visitor did something: a kind of event or of conversion."""
    did = {
        "conversions": lambda visit: visit.conversions,
        "subscriptions": lambda visit: visit.subscriptions,
        "leads": lambda visit: visit.lead_forms,
        "logins": lambda visit: visit.named("login"),
    }[what]
    return min((visit.started_at for visit in sessions() if did(visit)), default=datetime.max)


def is_told(what: str, visit: Session) -> bool:
    """Whether a visit without it did not do it; before the first that did, nobody knows."""
    return visit.started_at >= told_from(what)


@cache
def offers_told_from() -> datetime:
    """The first visit in which an event shows a call to subscribe."""
    return min(visit.started_at for visit in sessions() if visit.is_shown_subscription)


def cta_sessions() -> list[tuple[Session, bool]]:
    """Each session and tracked action it was shown or completed, with whether it completed it.

    An action is tracked from the first event that shows it on; who completed one was shown it.
    """
    shown_events = variable("cta_shown_events")
    shown_from: dict[str, datetime] = {}
    for session in sessions():
        for event in session.named(*shown_events):
            if action := event["param_cta_id"]:
                shown_from[action] = min(event["timestamp"], shown_from.get(action, datetime.max))
    pairs = []
    for session in (visit for visit in sessions() if is_told("conversions", visit)):
        shown = {event["param_cta_id"] for event in session.named(*shown_events)}
        done = {
            event["param_cta_id"]
            for event in session.conversions
            if event["timestamp"] >= shown_from.get(event["param_cta_id"], datetime.max)
        }
        pairs += [(session, action in done) for action in (shown | done) & shown_from.keys()]
    return pairs


# --- Ads -----------------------------------------------------------------------------------------


@dataclass
class Delivery:
    """What an ad platform reports of a day, in the grain of fct_ad_performance."""

    day: date
    channel: str
    impressions: int
    clicks: int
    spend: Decimal


def _latest(table: str, name: str, value: str) -> dict[str, str]:
    """A value of each id by its newest version that tells it, be it deleted since."""
    rows = sorted(current(table), key=lambda row: row["_fivetran_synced"])
    return {row[name]: row[value] for row in rows if row[value]}


@cache
def deliveries() -> list[Delivery]:
    """Impressions, clicks and spend of the three platforms, a row an ad, keyword and day."""
    facts: dict[tuple, list] = defaultdict(lambda: [0, 0, Decimal(0)])

    def add(key: tuple, impressions: int | None, clicks: int | None, spend: Decimal | None) -> None:
        fact = facts[key]
        fact[0], fact[1], fact[2] = (
            fact[0] + (impressions or 0),
            fact[1] + (clicks or 0),
            fact[2] + (spend or 0),
        )

    google = _latest("google_ads__account_history", "id", "currency_code")

    def google_key(row: Row, campaign: str, *ad: str | None) -> tuple:
        source, medium, name = bought(campaign)
        found = channel(source=source, medium=medium, campaign=name)
        currency = google.get(row["customer_id"]) or default_currency()
        return row["date"], found, currency, row["customer_id"], campaign, *ad

    of_ads: dict[tuple, list] = defaultdict(lambda: [0, 0, Decimal(0)])
    of_campaigns: dict[tuple, list] = defaultdict(lambda: [0, 0, Decimal(0)])
    for row in kept("google_ads__ad_stats"):
        figures = row["impressions"] or 0, row["clicks"] or 0, (row["cost_micros"] or 0)
        spend = Decimal(figures[2]) / 1_000_000
        # Of its group, a row tells the id or the resource name that ends in it.
        group = row["ad_group_id"] or (row["ad_group"] or "").split("/")[-1]
        ad = group, row["ad_id"], row["keyword_ad_group_criterion"]
        add(google_key(row, row["campaign_id"], *ad), *figures[:2], spend)
        total = of_ads[google_key(row, row["campaign_id"])]
        total[:] = [total[0] + figures[0], total[1] + figures[1], total[2] + spend]
    for row in kept("google_ads__campaign_stats"):
        total = of_campaigns[google_key(row, row["id"])]
        spend = Decimal(row["cost_micros"] or 0) / 1_000_000
        total[0] += row["impressions"] or 0
        total[1] += row["clicks"] or 0
        total[2] += spend
    for key, whole in of_campaigns.items():
        # What a campaign reports beyond its ads, each figure for itself, never negative.
        add(
            key,
            *(max(mine - ads, type(mine)(0)) for mine, ads in zip(whole, of_ads[key], strict=True)),
        )

    linkedin = _latest("linkedin_ads__account_history", "id", "currency")
    accounts = _latest("linkedin_ads__campaign_history", "id", "account_id")
    campaigns = _latest("linkedin_ads__creative_history", "id", "campaign_id")
    social = channel(source="linkedin", medium="cpc")
    for row in kept("linkedin_ads__ad_analytics_by_creative"):
        currency = linkedin.get(accounts.get(campaigns.get(row["creative_id"], ""), ""))
        spend = row["cost_in_local_currency"]
        # Without the account nobody knows the local currency; LinkedIn states dollars besides, or alone.
        if not currency or spend is None:
            currency, spend = None, row["cost_in_usd"]
        key = row["day"], social, currency or "USD", "linkedin", row["creative_id"]
        add(key, row["impressions"], row["clicks"], spend)

    facebook = _latest("facebook_ads__account_history", "id", "currency")
    social = channel(source="facebook", medium="cpc")
    for row in kept("facebook_ads__basic_ad"):
        currency = facebook.get(row["account_id"]) or default_currency()
        key = row["date"], social, currency, "facebook", row["ad_id"]
        add(key, row["impressions"], row["inline_link_clicks"], row["spend"])

    result = []
    for (day, reached, currency, *_), (impressions, clicks, spend) in facts.items():
        dollars = rates().dollars(spend, currency, day)
        if dollars is not None:
            result.append(Delivery(day, reached, impressions, clicks, dollars))
    return result


@cache
def paid_channels() -> set[str]:
    """Channels that somebody is paid for."""
    return {row["channel"] for row in config("channels") if row["is_paid"] == "true"}
