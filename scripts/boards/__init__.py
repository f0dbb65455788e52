"""Draws the boards in dashboards/ (scripts/dashboards.py)."""

from __future__ import annotations

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SOURCE = PROJECT / "dashboards"
# In the order of the navigation.
BOARDS = (
    *("executive", "funnel", "channels", "attribution"),
    *("customers", "web", "sales", "health"),
)
# The name of a language, and its way to write numbers and dates.
LANGUAGES = {"en": ("English", "en-US"), "zh": ("中文", "zh-CN"), "ru": ("Русский", "ru-RU")}


class BoardError(Exception):
    """A board can't be built; the message says why and what to do next."""
