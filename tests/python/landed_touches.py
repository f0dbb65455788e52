"""Touches of the buyers before their deals, recomputed from the landed rows; see landed.py."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from functools import cache
from urllib.parse import parse_qs, urlsplit

from landed import channel, config, current, kept, month, start, variable
from landed_campaigns import bought, campaign_of, mapped, slug, tagged
from landed_customers import mrr_by_day
from landed_funnel import Deal, Lead, accounts, deals, leads
from landed_leads import done
from landed_mail import details, events, is_machine, reader
from landed_people import Person, people, person_of
from landed_web import Session, paid_channels

SOCIAL = ("Paid Social", "Organic Social")

# --- Campaigns -----------------------------------------------------------------------------------


@cache
def ad_clicks() -> dict[str, Counter[str]]:
    """{campaign: clicks of its ads by channel}."""
    clicks: dict[str, Counter[str]] = defaultdict(Counter)
    for row in kept("google_ads__campaign_stats"):
        source, medium, name = bought(row["id"])
        found = channel(source=source, medium=medium, campaign=name)
        clicks[campaign_of("google_ads", row["id"])][found] += row["clicks"] or 0
    of_creative = {
        row["id"]: row["campaign_id"] for row in current("linkedin_ads__creative_history")
    }
    for row in kept("linkedin_ads__ad_analytics_by_creative"):
        if row["creative_id"] in of_creative:
            name = campaign_of("linkedin_ads", of_creative[row["creative_id"]])
            clicks[name][channel(source="linkedin", medium="cpc")] += row["clicks"] or 0
    of_ad = {row["id"]: row["campaign_id"] for row in current("facebook_ads__ad_history")}
    for row in kept("facebook_ads__basic_ad"):
        if row["ad_id"] in of_ad:
            name = campaign_of("facebook_ads", of_ad[row["ad_id"]])
            clicks[name][channel(source="facebook", medium="cpc")] += row["inline_link_clicks"] or 0
    return clicks


def _commonest(counts: Counter[str]) -> str:
    """The most frequent, of equals the first by name."""
    return min(counts, key=lambda name: (-counts[name], name), default="Unassigned")


@cache
def campaign_channels() -> dict[str, str]:
    """Channel in which a CRM campaign reaches people: its type, else its ads, else its leads."""
    made: dict[str, Counter[str]] = defaultdict(Counter)
    came = {lead.person: lead for lead in leads()}
    for person, campaign, day, _ in responses():
        lead = came.get(person)
        if lead and lead.lead_at.date() == day:
            made[campaign][lead.channel] += 1
    found = {}
    for row in current("salesforce__campaign"):
        campaign = campaign_of("salesforce", row["id"])
        told = channel(lead_source=row["type"] or "")
        if told in ("Paid Other", "Unassigned"):
            by_ads = _commonest(ad_clicks()[campaign])
            by_leads = _commonest(made[campaign])
            if told == "Paid Other" and by_leads not in paid_channels():
                by_leads = "Unassigned"
            told = next((one for one in (by_ads, by_leads) if one != "Unassigned"), told)
        found[campaign] = told
    return found


@cache
def mail_campaigns() -> dict[str, str]:
    """Campaign of each mail: by the mapping, the tag of most of the links followed, or how its name begins."""
    links: dict[str, Counter[str]] = defaultdict(Counter)
    for row in kept("hubspot__email_event"):
        tags = parse_qs(urlsplit(details().get(row["id"], {}).get("url") or "").query)
        for text in tags.get("utm_campaign", []):
            if slug(text) in tagged():
                links[row["email_campaign_id"]][slug(text)] += 1
    found = {mail: tagged()[_commonest(texts)] for mail, texts in links.items()}
    for row in kept("hubspot__email_campaign"):
        name = slug(row["name"] or "") + "_"
        begins = [text for text in tagged() if text and name.startswith(text + "_")]
        if begins:
            found.setdefault(row["id"], tagged()[max(begins, key=len)])
    return found | {mail: name for (system, mail), name in mapped().items() if system == "hubspot"}


# --- Touches -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Touch:
    """What reached a person, as the system that saw most of it tells it."""

    id: str
    person: Person
    at: datetime
    channel: str
    campaign: str | None
    precedence: int


@cache
def responses() -> list[tuple[Person, str, date, str]]:
    """(person, campaign, day, id) of each response to a campaign of the CRM."""
    known = {row["id"] for row in current("salesforce__campaign")}
    found = []
    for row in kept("salesforce__campaign_member"):
        person = person_of("lead", row["lead_id"]) or person_of("contact", row["contact_id"])
        if person and row["has_responded"] and row["campaign_id"] in known:
            day = row["first_responded_date"] or row["created_date"].date()
            found.append((person, campaign_of("salesforce", row["campaign_id"]), day, row["id"]))
    return sorted(found, key=lambda one: one[3])


def responses_on(person: Person, day: date) -> list[tuple[Person, str, date, str]]:
    """Those of a person and day, by their ids."""
    return [one for one in responses() if one[0] == person and one[2] == day]


@cache
def mail_clicks() -> list[Touch]:
    """The first click of a human in each mail that anybody we know clicked in."""
    found = []
    for message, rows in events().items():
        clicks = [row["created"] for row in rows if row["type"] == "CLICK" and not is_machine(row)]
        person = reader(next((row["recipient"].lower() for row in rows if row["recipient"]), ""))
        if person and clicks:
            mail = min(
                (row["email_campaign_id"] for row in rows if row["email_campaign_id"]), default=""
            )
            campaign = mail_campaigns().get(mail)
            found.append(Touch(f"email:{message}", person, min(clicks), "Email", campaign, 2))
    return found


def campaign_of_visit(visit: Session) -> str | None:
    """Campaign that its tags name."""
    return tagged().get(slug(visit.campaign)) if visit.campaign else None


def mail_visits() -> tuple[dict[Session, str | None], set[Touch]]:
    """Campaigns that clicks in mail tell of the visits they opened, and the clicks that are such a visit.

    A click opened the nearest visit by e-mail within half an hour whose campaign is the same, or of
    which either is unknown; the same campaign goes first.
    """
    opened: dict[Session, list[tuple[timedelta, str, Touch]]] = defaultdict(list)
    for click in mail_clicks():
        near = [
            (campaign_of_visit(visit) != click.campaign or not click.campaign, apart, visit)
            for visit in click.person.visits
            if visit.channel == "Email"
            and (apart := abs(visit.started_at - click.at)) <= timedelta(minutes=30)
            and (not click.campaign or campaign_of_visit(visit) in (None, click.campaign))
        ]
        if near:
            _, apart, visit = min(near, key=lambda one: one[:2])
            opened[visit].append((apart, click.id, click))
    campaigns: dict[Session, str | None] = {}
    same: set[Touch] = set()
    for visit, clicks in opened.items():
        told = [click.campaign for _, _, click in sorted(clicks, key=lambda one: one[:2])]
        campaigns[visit] = campaign_of_visit(visit) or next(filter(None, told), None)
        same |= {click for _, _, click in clicks if click.campaign in (None, campaigns[visit])}
    return campaigns, same


@cache
def touches() -> dict[Person, list[Touch]]:
    """The touches of each person in order; what two systems saw of one event is one."""
    found: list[Touch] = []
    forms: dict[tuple[Person, date], list[int]] = defaultdict(list)
    told_by_mail, visited = mail_visits()
    for person in people().values():
        for visit in person.visits:
            campaign = campaign_of_visit(visit) or told_by_mail.get(visit)
            sent = visit.lead_forms
            if sent:
                forms[person, sent[0]["timestamp"].date()].append(len(found))
            name = f"session:{visit.visitor}:{visit.started_at}"
            found.append(Touch(name, person, visit.started_at, visit.channel, campaign, 1))
    by_form: dict[tuple[Person, date], str] = {}
    for (person, day), sent in forms.items():
        # The form is one response of its day, and its visit takes the campaign if it has none.
        of_day = [one[1] for one in responses_on(person, day)]
        visits = {found[index].campaign for index in sent}
        campaign = next((one for one in of_day if one in visits), next(iter(of_day), None))
        if campaign:
            by_form[person, day] = campaign
            for index in sent:
                if not found[index].campaign:
                    found[index] = replace(found[index], campaign=campaign)
    for person, campaign, day, key in responses():
        if by_form.get((person, day)) == campaign:
            continue
        reached = campaign_channels()[campaign]
        found.append(Touch(f"response:{key}", person, start(day), reached, campaign, 3))
    activities = {row["activity_type"]: row["channel"] for row in config("marketing_activities")}
    for one in done():
        if one.person and one.kind in activities and not one.is_repeated:
            found.append(Touch(one.id, one.person, one.at, activities[one.kind], None, 4))
    found += [click for click in mail_clicks() if click not in visited]
    best: dict[tuple, Touch] = {}
    for touch in sorted(found, key=lambda touch: (touch.at, touch.id)):
        key = touch.person, touch.campaign, touch.at.date()
        if key not in best or touch.precedence < best[key].precedence:
            best[key] = touch
    by_person: dict[Person, list[Touch]] = defaultdict(list)
    for touch in sorted(found, key=lambda touch: (touch.at, touch.id)):
        first = best[touch.person, touch.campaign, touch.at.date()]
        many = touch.precedence == 1 or not touch.campaign
        if not touch.campaign or first is touch or (many and first.precedence == touch.precedence):
            by_person[touch.person].append(touch)
    return by_person


@cache
def touched_from() -> date:
    """The month in which visits begin to land, else clicks in mails, else any touch; before it nobody knows."""
    seen = [touch for of_person in touches().values() for touch in of_person]
    most = min(min(touch.precedence for touch in seen), 3)
    return month(min(touch.at for touch in seen if most in (touch.precedence, 3)).date())


@cache
def buyers() -> dict[str, set[Person]]:
    """{deal: whose touches count for it}: the people of its account and those whom the CRM put on it."""
    of_account: dict[str, set[Person]] = defaultdict(set)
    for person in people().values():
        if person.account:
            of_account[person.account].add(person)
    found = {deal.id: set(of_account[deal.account or ""]) for deal in deals()}
    for row in kept("salesforce__opportunity_contact_role"):
        person = person_of("contact", row["contact_id"])
        if person and person.lead_at and row["opportunity_id"] in found:
            found[row["opportunity_id"]].add(person)
    for row in kept("salesforce__lead"):
        if row["converted_opportunity_id"] in found:
            found[row["converted_opportunity_id"]].add(person_of("lead", row["id"]))
    return found


def touches_of(deal: Deal, since: datetime, until: datetime) -> list[Touch]:
    """Touches of the buyers of a deal from a moment to another, in order."""
    seen = (touch for person in buyers()[deal.id] for touch in touches().get(person, []))
    return sorted(
        (touch for touch in seen if since <= touch.at <= until),
        key=lambda touch: (touch.at, touch.id),
    )


def window(until: datetime) -> datetime:
    """When the window before a moment begins."""
    return until - timedelta(days=variable("attribution_window_days"))


def is_social(lead: Lead) -> bool:
    """Whether the first touch in the window before the lead is a social channel, without one its own."""
    seen = (
        touch.channel
        for touch in touches().get(lead.person, [])
        if window(lead.lead_at) <= touch.at <= lead.lead_at
    )
    return next(seen, lead.channel) in SOCIAL


@cache
def credit_shares(of: str) -> list[tuple[date, Touch | None, Decimal]]:
    """(day, touch, money) of deals `won` or `opened`, in equal parts of whole cents.

    What rounding leaves is with the last touch; a deal may have none. Of a deal before touches begin
    to land nobody knows.
    """
    assert variable("attribution_default_model") == "linear"
    found: list[tuple[date, Touch | None, Decimal]] = []
    for deal in deals():
        if deal.amount is None or (of == "won" and deal.outcome != "won"):
            continue
        at = deal.closed_at if of == "won" else deal.opened_at
        if at.date() < touched_from():
            continue
        reached = touches_of(deal, window(at), deal.closed_by if of == "won" else deal.opened_by)
        cents = (deal.amount / max(len(reached), 1)).quantize(Decimal("0.01"), ROUND_FLOOR)
        found += [(at.date(), touch, cents) for touch in reached[:-1]]
        last = reached[-1] if reached else None
        found.append((at.date(), last, deal.amount - cents * max(len(reached) - 1, 0)))
    return found


def credits(of: str) -> list[tuple[date, str, Decimal]]:
    """The same by the channel of the touch; without one it is `unattributed`."""
    return [
        (day, touch.channel if touch else "unattributed", money)
        for day, touch, money in credit_shares(of)
    ]


@dataclass
class Sourcing:
    """Whether marketing began a deal, and whether it reached the buyers before its opening or close.

    None where nobody knows, since the deal came before touches begin to land.
    """

    deal: Deal
    channel: str
    campaign: str | None
    is_sourced: bool | None
    is_influenced_at_opening: bool | None
    is_influenced: bool | None

    def is_told(self, flag: str, day: str) -> bool | None:
        """Whether the flag holds; None on a day before touches begin to land, though some are seen."""
        at = getattr(self.deal, day)
        return None if at and at < touched_from() else getattr(self, flag)

    def amount_if(self, flag: str, day: str) -> Decimal | None:
        """Amount of the deal if the flag holds, else 0."""
        holds = self.is_told(flag, day)
        return None if holds is None else (self.deal.amount or Decimal(0)) * holds


@cache
def customers_since() -> dict[str, date]:
    """When each account first bought or subscribed."""
    won = {one.id: one.won_on for one in accounts() if one.won_on}
    subscribed = {account: min(steps) for account, steps in mrr_by_day().items() if steps}
    return {
        account: min(of[account] for of in (won, subscribed) if account in of)
        for account in won.keys() | subscribed.keys()
    }


def left_on(account: str) -> date:
    """When an account left for good."""
    steps = mrr_by_day().get(account) or {date.max: Decimal(1)}
    return max(steps) if steps[max(steps)] <= 0 else date.max


def is_marketing(touch: Touch) -> bool:
    """Whether marketing claims a touch: not the direct visits of those who are customers already."""
    marketing = {row["channel"] for row in config("channels") if row["is_marketing"] == "true"}
    account, day = touch.person.account or "", touch.at.date()
    is_customer = customers_since().get(account, date.max) < day <= left_on(account)
    return touch.channel in marketing and not (touch.channel == "Direct" and is_customer)


@cache
def sourcing() -> list[Sourcing]:
    """Each deal with what marketing did for it."""
    found = []
    for deal in deals():
        opened = deal.opened_by
        over = deal.closed_by
        since = window(min(deal.opened_at, deal.closed_at or deal.opened_at))
        before = touches_of(deal, since, min(opened, over or opened))
        until = touches_of(deal, since, over or datetime.max)
        is_known = min(deal.opened, deal.closed or deal.opened) >= touched_from()
        # What was seen to touch it is known all the same.
        unseen = False if is_known else None
        found.append(
            Sourcing(
                deal,
                before[0].channel if before else "unattributed",
                before[0].campaign if before else None,
                (bool(before) and is_marketing(before[0])) or unseen,
                any(is_marketing(touch) for touch in before) or unseen,
                any(is_marketing(touch) for touch in until) or unseen,
            )
        )
    return found
