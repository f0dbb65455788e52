"""Credit for the deals won by all ten attribution models, recomputed from the landed rows without SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from functools import cache
from itertools import groupby, pairwise

import pytest
from landed import by_then, is_demo
from landed_funnel import Deal, accounts, deals, leads
from landed_touches import Touch, touches_of, window

Journey = tuple[Deal, list[Touch]]


@cache
def journeys() -> list[Journey]:
    """Each deal won, with the touches of its buyers in the window."""
    won = [deal for deal in deals() if deal.outcome == "won"]
    return [(deal, touches_of(deal, window(deal.closed_at), deal.closed_by)) for deal in won]


@cache
def lead_moments() -> dict[str, datetime]:
    """When each account that came as a lead did."""
    came: dict[str, datetime] = {}
    for lead in leads():
        if lead.account:
            came[lead.account] = min(lead.lead_at, came.get(lead.account, lead.lead_at))
    return {one.id: came[one.id] for one in accounts() if one.lead_on}


def milestone(journey: Journey, at: datetime | None) -> int | None:
    """Place of the last touch up to a moment that is not after the conversion."""
    deal, path = journey
    if at is None or at > deal.closed_by:
        return None
    until = by_then(at)
    return max((place for place, touch in enumerate(path) if touch.at <= until), default=None)


def lead_touch(journey: Journey) -> int | None:
    return milestone(journey, lead_moments().get(journey[0].account or ""))


def sql_touch(journey: Journey) -> int | None:
    return milestone(journey, journey[0].opened_at)


def in_places(journey: Journey, weights: dict[Callable, float], others: float) -> list[float]:
    """Weights for places, and `others` for the rest together, in proportion if any is missing."""
    shares = [0.0] * len(journey[1])
    for place, weight in weights.items():
        if (found := place(journey)) is not None:
            shares[found] += weight
    free = [n for n, share in enumerate(shares) if not share]
    for n in free:
        shares[n] = others / len(free)
    return [share / sum(shares) for share in shares]


def first(journey: Journey) -> int:
    return 0


def last(journey: Journey) -> int:
    return len(journey[1]) - 1


def last_non_direct(journey: Journey) -> int:
    places = [n for n, touch in enumerate(journey[1]) if touch.channel != "Direct"]
    return max(places, default=last(journey))


def time_decay(journey: Journey) -> list[float]:
    deal, path = journey
    ages = [max((deal.closed_at - touch.at).total_seconds() / 86400, 0) for touch in path]
    weights = [0.5 ** (age / 7) for age in ages]
    return [weight / sum(weights) for weight in weights]


def shapley(journey: Journey) -> list[float]:
    channels = [touch.channel for touch in journey[1]]
    return [1 / len(set(channels)) / channels.count(channel) for channel in channels]


RULES: dict[str, Callable[[Journey], list[float]]] = {
    "first_touch": lambda journey: in_places(journey, {first: 1}, 0),
    "last_touch": lambda journey: in_places(journey, {last: 1}, 0),
    "last_non_direct": lambda journey: in_places(journey, {last_non_direct: 1}, 0),
    "linear": lambda journey: in_places(journey, {}, 1),
    "u_shaped": lambda journey: in_places(journey, {first: 0.4, last: 0.4}, 0.2),
    "w_shaped": lambda journey: in_places(
        journey, {first: 0.3, lead_touch: 0.3, sql_touch: 0.3}, 0.1
    ),
    "full_path": lambda journey: in_places(
        journey, {first: 0.225, lead_touch: 0.225, sql_touch: 0.225, last: 0.225}, 0.1
    ),
    "time_decay": time_decay,
    "shapley": shapley,
}


def by_channel(model: str, worth: Callable[[Deal], float]) -> dict[str, float]:
    """{channel: what a model credits it with}, `unattributed` among them."""
    total: dict[str, float] = defaultdict(float)
    for journey in journeys():
        deal, path = journey
        for touch, share in zip(path, RULES[model](journey) if path else [], strict=True):
            total[touch.channel] += share * worth(deal)
        if not path:
            total["unattributed"] += worth(deal)
    return total


def markov(worth: Callable[[Deal], float]) -> dict[str, float]:
    """The same by what is lost without each channel, from a chain that is solved by elimination."""
    steps: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    attributable = unattributed = 0.0
    for deal, path in journeys():
        if not path:
            unattributed += worth(deal)
            continue
        attributable += worth(deal)
        visited = [channel for channel, _ in groupby(touch.channel for touch in path)]
        for one, following in pairwise(["(start)", *visited, "(conversion)"]):
            steps[one][following] += worth(deal)
    effects = {
        channel: 1 - arrival(steps, without=channel)
        for channel in steps
        if channel != "(start)" and sum(steps[channel].values()) > 0
    }
    shares = {
        channel: effect * attributable / sum(effects.values())
        for channel, effect in effects.items()
    }
    return shares | {"unattributed": unattributed}


def arrival(steps: dict[str, dict[str, float]], without: str) -> float:
    """How probable a conversion is from the start when one channel leads nowhere."""
    states = [state for state in steps if state != without and sum(steps[state].values()) > 0]
    rows = []
    for state in states:
        leaving = sum(steps[state].values())
        rows.append(
            [float(state == other) - steps[state][other] / leaving for other in states]
            + [steps[state]["(conversion)"] / leaving]
        )
    for pivot in range(len(rows)):
        best = max(range(pivot, len(rows)), key=lambda n: abs(rows[n][pivot]))
        rows[pivot], rows[best] = rows[best], rows[pivot]
        for n, row in enumerate(rows):
            if n != pivot and row[pivot]:
                factor = row[pivot] / rows[pivot][pivot]
                rows[n] = [a - factor * b for a, b in zip(row, rows[pivot], strict=True)]
    place = states.index("(start)")
    return rows[place][-1] / rows[place][place]


def figures(demo, model: str, measure: str) -> dict[str, float]:
    return {
        channel: float(value)
        for channel, value in demo.query(
            f"select channel, {measure} from attribution.attribution_comparison"
            " where entity = 'accounts' and conversion_type = 'won'"
            f" and attribution_model = '{model}'"
        )
        if value
    }


def expected(model: str, worth: Callable[[Deal], float]) -> dict[str, float]:
    credited = markov(worth) if model == "markov" else by_channel(model, worth)
    return {channel: value for channel, value in credited.items() if value}


@pytest.mark.parametrize("model", [*RULES, "markov"])
def test_conversions_by_channel(demo, model):
    assert len(journeys()) > 50 or not is_demo()
    if not journeys():
        pytest.skip("the company won no deal")
    assert figures(demo, model, "conversions") == pytest.approx(
        expected(model, lambda deal: 1), abs=1e-9
    )


@pytest.mark.parametrize("model", [*RULES, "markov"])
def test_revenue_by_channel(demo, model):
    """Each touch's part is rounded to the cent, so a channel may be a cent a deal off."""
    assert figures(demo, model, "revenue") == pytest.approx(
        expected(model, lambda deal: float(deal.amount or 0)), abs=0.01 * len(journeys())
    )
