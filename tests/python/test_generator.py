"""The demo company is what its generator writes, to the byte."""

from __future__ import annotations

import sys
from pathlib import Path

from conftest import PROJECT

sys.path.insert(0, str(PROJECT / "bench"))


def test_seeds_are_what_the_generator_writes(tmp_path):
    from generate import write_seeds

    write_seeds(tmp_path, seed=1)
    written = {path.relative_to(tmp_path): path for path in tmp_path.rglob("*.csv")}
    seeds = PROJECT / "seeds"
    landing = {path.relative_to(seeds) for path in (seeds / "landing").rglob("*.csv")}
    assert len(landing) == 61
    # The mapping of the demo's campaigns and the exchange rates of its time are generated with it.
    assert set(written) == landing | {
        Path("config/campaign_mapping.csv"),
        Path("config/fx_rates.csv"),
    }
    for name, path in written.items():
        assert path.read_bytes() == (PROJECT / "seeds" / name).read_bytes(), name
