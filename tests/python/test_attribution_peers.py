"""The attribution models against ChannelAttribution and marketing_attribution_models, on 10 thousand paths."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PYTHON = PROJECT / ".venv-attribution" / "bin" / "python"
sys.path.insert(0, str(PROJECT / "bench"))
import attribution

pytestmark = pytest.mark.skipif(
    not (PYTHON.parents[1] / ".done").exists(),
    reason="the packages are not installed: `make .venv-attribution/.done`, or `make bench-attribution`",
)


@pytest.fixture(scope="module")
def results(demo, tmp_path_factory) -> dict[str, dict]:
    """{contender: {model: {channel: value}}}."""
    touches = tmp_path_factory.mktemp("paths") / "touches.parquet"
    attribution.write_touches(touches, 10_000, short=True)
    manifest = demo.folder / "target" / "manifest.json"
    return {
        name: attribution.measured(name, touches, 1, manifest, PYTHON)["result"]
        for name in attribution.PEERS
    }


def test_packages_give_what_we_give(results):
    """Rules and removal effects to 1e-9, what ChannelAttribution simulates within its own error."""
    assert attribution.disagreements(results) == []


@pytest.mark.parametrize(
    ("contender", "models"),
    [
        ("rules, ChannelAttribution", {"first_touch", "last_touch", "linear"}),
        (
            "rules, marketing_attribution_models",
            {"first_touch", "last_touch", "linear", "u_shaped", "time_decay"},
        ),
        ("Markov, ChannelAttribution", {"share", "removal_effect"}),
        ("Markov, marketing_attribution_models", {"removal_effect"}),
    ],
)
def test_all_that_is_comparable_is_compared(results, contender, models):
    assert set(results[contender]) == models
    assert all(len(by_channel) == 12 for by_channel in results[contender].values())


def test_a_difference_is_seen(results):
    """A millionth of one channel's credit."""
    wrong = dict(results["rules, ChannelAttribution"]["linear"])
    wrong["Email"] *= 1.000001
    changed = {**results, "rules, ChannelAttribution": {"linear": wrong}}
    assert len(attribution.disagreements(changed)) == 1
