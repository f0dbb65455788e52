"""The demo company is what its generator writes, to the byte."""

from __future__ import annotations

import sys

from conftest import PROJECT

sys.path.insert(0, str(PROJECT / "bench"))


def test_seeds_are_what_the_generator_writes(tmp_path):
    from generate import write_seeds

    write_seeds(tmp_path, seed=1)
    written = {path.relative_to(tmp_path): path for path in tmp_path.rglob("*.csv")}
    assert len(written) == 37
    for name, path in written.items():
        assert path.read_bytes() == (PROJECT / "seeds" / name).read_bytes(), name
