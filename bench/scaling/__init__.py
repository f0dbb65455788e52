"""The scale benchmark (bench/scale.py): what is measured, and the processes it is measured in."""

from __future__ import annotations

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
BENCH = PROJECT / "bench"
