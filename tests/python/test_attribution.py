"""The ten attribution models on small paths whose credit is known, and on any paths at all.

The SQL is the models' own, as dbt compiled it for the demo, on tables of the same names in memory.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import combinations, pairwise
from math import comb

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

MODELS = [
    "conversion_touches",
    "attribution_paths",
    "position_credits",
    "touch_credits",
    "path_credits",
    "markov_transitions",
    "markov_removal_effects",
    "markov_channels",
    "markov_credits",
]
NINE_JOURNEYS = ["A", "AB", "ABC", "B", "BA", "BCA", "C", "CA", "CBA"]
CONVERTED_AT = datetime(2025, 6, 1)
CHANNELS = ["Direct", "Email", "Event", "Paid Search"]
paths_of_channels = st.lists(
    st.lists(st.sampled_from(CHANNELS), max_size=6), min_size=1, max_size=6
)
few = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Attribution:
    """The attribution models on paths of one's own: won deals, each a list of its touches' channels.

    Touches are a day apart, the last a day before the conversion.
    """

    def __init__(self, manifest: dict) -> None:
        nodes = {node["name"]: node for node in manifest["nodes"].values()}
        self.sql = {name: nodes[name]["compiled_code"] for name in MODELS}
        self.relation = {name: nodes[name]["relation_name"] for name in nodes}
        self.connection = duckdb.connect()
        database = nodes["fct_conversions"]["database"]
        self.connection.execute(f"attach ':memory:' as {database}")
        for schema in ("core", "intermediate", "attribution", "config"):
            self.connection.execute(f"create schema {database}.{schema}")
        seed = nodes["attribution_models"]
        self.connection.execute(
            f"create table {seed['relation_name']} as select * from"
            f" read_csv('{seed['root_path']}/{seed['original_file_path']}')"
        )

    def run(self, paths, amounts=None, shuffle: int | None = None) -> Attribution:
        """Runs all models; `shuffle` is the seed of another order of the rows."""
        amounts = amounts or [3] * len(paths)
        deals = [(f"deal {n:03}", f"person {n:03}", amount) for n, amount in enumerate(amounts)]
        touches = [
            (
                f"touch {n:03} {position:03}",
                f"person {n:03}",
                channel,
                CONVERTED_AT - timedelta(days=len(path) - position),
            )
            for n, path in enumerate(paths)
            for position, channel in enumerate(path)
        ]
        if shuffle is not None:
            random.Random(shuffle).shuffle(deals)
            random.Random(shuffle).shuffle(touches)
        execute = self.connection.execute
        execute(
            f"create or replace table {self.relation['fct_conversions']}"
            " (conversion_id varchar, entity varchar, conversion_type varchar, person_id varchar,"
            " account_id varchar, opportunity_id varchar, converted_at timestamp, conversion_date date,"
            " lead_at timestamp, sql_at timestamp, pipeline decimal(18, 6), revenue decimal(18, 6))"
        )
        execute(
            f"create or replace table {self.relation['int_deal_people']}"
            " (opportunity_id varchar, person_id varchar)"
        )
        execute(
            f"create or replace table {self.relation['dim_people']}"
            " (person_id varchar, account_id varchar)"
        )
        execute(
            f"create or replace table {self.relation['fct_touchpoints']}"
            " (touchpoint_id varchar, person_id varchar, channel varchar, touched_at timestamp,"
            " touch_order bigint, is_marketing boolean)"
        )
        for deal, person, amount in deals:
            execute(
                f"insert into {self.relation['fct_conversions']} values"
                " (?, 'accounts', 'won', null, null, ?, ?, ?, null, null, 0, ?)",
                [deal, deal, CONVERTED_AT, CONVERTED_AT.date(), amount],
            )
            execute(f"insert into {self.relation['int_deal_people']} values (?, ?)", [deal, person])
        for touch, person, channel, at in touches:
            execute(
                f"insert into {self.relation['fct_touchpoints']} values (?, ?, ?, ?, ?, true)",
                [touch, person, channel, at, int(at.timestamp())],
            )
        for name in MODELS:
            execute(f"create or replace table {self.relation[name]} as {self.sql[name]}")
        return self

    def credits(self) -> list[tuple]:
        """(model, conversion, channel or None, credit, revenue), in order."""
        return self.connection.execute(
            f"""
            select attribution_model, conversion_id, channel, credit, attributed_revenue
            from (
                select * from {self.relation["path_credits"]}
                union all select * from {self.relation["markov_credits"]}
            ) as credits
            left join {self.relation["fct_touchpoints"]} using (touchpoint_id)
            order by attribution_model, conversion_id, credits.touch_order
            """
        ).fetchall()

    def by_channel(self, column: int = 4) -> dict[str, dict[str | None, float]]:
        """{model: {channel: revenue, or what else stands in a column of `credits`}}."""
        found: dict[str, dict] = defaultdict(lambda: defaultdict(float))
        for row in self.credits():
            found[row[0]][row[2]] += float(row[column])
        return found

    def removal_effects(self) -> dict[str, float]:
        """{channel: share of the conversions that is lost without it}."""
        return {
            channel: float(effect)
            for channel, effect in self.connection.execute(
                f"select channel, removal_effect from {self.relation['markov_removal_effects']}"
                " where measure = 'conversions'"
            ).fetchall()
        }


@pytest.fixture(scope="module")
def attribution(demo):
    return Attribution(json.loads((demo.folder / "target" / "manifest.json").read_text()))


@pytest.mark.parametrize(
    ("model", "credit"),
    [
        ("first_touch", (9, 9, 9)),
        ("last_touch", (15, 6, 6)),
        ("last_non_direct", (3, 12, 12)),
        ("linear", (10.5, 9, 7.5)),
        ("u_shaped", (11.1, 8.4, 7.5)),
        ("markov", (10.643154, 8.514523, 7.842324)),
        ("shapley", (10.5, 9, 7.5)),
    ],
)
def test_nine_journeys(attribution, model, credit):
    """Figures that were computed elsewhere: every order of three channels that occurs, each worth 3; A is Direct."""
    names = {"A": "Direct", "B": "Email", "C": "Event"}
    attribution.run([[names[step] for step in journey] for journey in NINE_JOURNEYS])
    found = {channel: 3 * value for channel, value in attribution.by_channel(3)[model].items()}
    assert [found[names[step]] for step in "ABC"] == pytest.approx(credit, abs=1e-6)
    money = attribution.by_channel()[model]
    # Money has cents.
    assert [money[names[step]] for step in "ABC"] == pytest.approx(credit, abs=0.02)
    assert sum(money.values()) == pytest.approx(27, abs=1e-9)


def test_time_decay_halves_every_seven_days(attribution):
    """Touches eight days and one day before the conversion: 1 to 2."""
    attribution.run([["Email", *["Event"] * 7]])
    credit = [row[3] for row in attribution.credits() if row[0] == "time_decay"]
    assert credit[0] * 2 == pytest.approx(credit[-1])


@given(paths=paths_of_channels)
@few
def test_credits_of_a_conversion_are_whole(attribution, paths):
    """In each model that works on paths, with touches or without."""
    totals: dict[tuple, float] = defaultdict(float)
    for model, conversion, _, credit, _ in attribution.run(paths).credits():
        totals[model, conversion] += credit
    of_paths = {key: total for key, total in totals.items() if key[0] != "markov"}
    assert len(of_paths) == 9 * len(paths)
    assert all(total == pytest.approx(1, abs=1e-9) for total in of_paths.values())


@given(
    paths=paths_of_channels,
    cents=st.lists(st.integers(0, 1_000_000), min_size=6, max_size=6),
)
@few
def test_conversions_and_money_are_conserved(attribution, paths, cents):
    """In all ten models, over the channels, money to the cent."""
    amounts = [amount / 100 for amount in cents[: len(paths)]]
    attribution.run(paths, amounts)
    for model, by_channel in attribution.by_channel(3).items():
        assert sum(by_channel.values()) == pytest.approx(len(paths), abs=1e-9), model
    money: dict[str, int] = defaultdict(int)
    for model, *_, revenue in attribution.credits():
        money[model] += round(revenue * 100)
    assert set(money.values()) == {sum(cents[: len(paths)])}
    assert len(money) == 10


@given(paths=paths_of_channels)
@few
def test_repeats_leave_the_chain_as_it_is(attribution, paths):
    """Whoever stays in a channel has not moved."""
    once = attribution.run(paths).removal_effects()
    repeated = [[channel for channel in path for _ in range(2)] for path in paths]
    assert attribution.run(repeated).removal_effects() == pytest.approx(once, abs=1e-9)


def exact_removal_effects(paths) -> dict[str, Fraction]:
    """By elimination of one state after the other from the chain, in fractions."""
    steps: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for path in paths:
        states = ["(start)", *path, "(conversion)"] if path else []
        for state, following in pairwise(states):
            if state != following:
                steps[state][following] += 1
    chain = {
        state: {to: Fraction(n, sum(row.values())) for to, n in row.items()}
        for state, row in steps.items()
    }
    channels = sorted(set(chain) - {"(start)"})
    effects = {}
    for removed in channels:
        left = {
            state: {to: p for to, p in row.items() if to != removed}
            for state, row in chain.items()
            if state != removed
        }
        for gone in [channel for channel in channels if channel != removed]:
            row = left.pop(gone)
            stay = 1 - row.pop(gone, Fraction(0))
            for other in left.values():
                through = other.pop(gone, Fraction(0))
                for to, p in row.items():
                    other[to] = other.get(to, Fraction(0)) + through * p / stay
        effects[removed] = 1 - left["(start)"].get("(conversion)", Fraction(0))
    return effects


@given(paths=paths_of_channels)
@few
def test_the_chain_is_solved_exactly(attribution, paths):
    """Squaring the matrix gives what elimination in fractions does."""
    effects = attribution.run(paths).removal_effects()
    assert effects == pytest.approx(
        {channel: float(effect) for channel, effect in exact_removal_effects(paths).items()},
        abs=1e-9,
    )


@given(paths=paths_of_channels)
@few
def test_shapley_is_fair(attribution, paths):
    """The mean of what each channel adds to a coalition, over all orders; a channel in no path gets nothing."""
    touched = [set(path) for path in paths if path]
    found = attribution.run(paths).by_channel(3)["shapley"]
    for channel in CHANNELS:
        others = [other for other in CHANNELS if other != channel]
        value = Fraction(0)
        for size in range(len(CHANNELS)):
            for coalition in combinations(others, size):
                gain = sum(path <= {*coalition, channel} for path in touched) - sum(
                    path <= set(coalition) for path in touched
                )
                value += Fraction(gain, len(CHANNELS) * comb(len(others), size))
        assert found.get(channel, 0.0) == pytest.approx(float(value), abs=1e-9)


@given(paths=paths_of_channels, seed=st.integers(0, 1000))
@few
def test_the_order_of_rows_does_not_show(attribution, paths, seed):
    amounts = [10.01 * (n + 1) for n in range(len(paths))]
    assert (
        attribution.run(paths, amounts).credits()
        == attribution.run(paths, amounts, shuffle=seed).credits()
    )
