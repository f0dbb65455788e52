"""What a board says, in another language."""

from __future__ import annotations

import csv
import re

from boards import SOURCE, BoardError
from boards.marts import Marts

# The keys of a board whose text people read; in `options` those that end so.
READ = {"title", "subtitle", "text", "label", "x_label", "y_label", "message", "notes"}
READ_OPTION = "_text"
# What is said around a board.
SAID = (
    *("Everything", "By region", "By business unit"),
    *("Data up to", "build", "revision"),
)


class Words:
    """Looks up what a board says in one language."""

    def __init__(self, language: str, marts: Marts):
        self.language = language
        with (SOURCE / "words.csv").open(newline="") as file:
            rows = [*csv.DictReader(file)]
        titles = [dict(zip(("en", "zh", "ru"), title, strict=True)) for title in marts.titles]
        self.words = {row["en"]: row[language] for row in [*titles, *rows]}

    def __call__(self, text: str) -> str:
        says_nothing = not re.search("[a-z]", re.sub("{{.*?}}", "", text))
        if self.language == "en" or says_nothing:
            return text
        if not self.words.get(text):
            raise BoardError(f"dashboards/words.csv lacks “{text}” ({self.language}); add its row.")
        return self.words[text]

    def translate(self, node: object, in_options: bool = False) -> None:
        """Translates in place what people read of a board."""
        if isinstance(node, list):
            for item in node:
                self.translate(item)
        elif isinstance(node, dict):
            for key, value in node.items():
                read = key.endswith(READ_OPTION) if in_options else key in READ
                if read and isinstance(value, str):
                    node[key] = self(value)
                elif key == "field_labels":
                    node[key] = {column: self(label) for column, label in value.items()}
                elif key not in ("queries", "variables"):
                    self.translate(value, key == "options")
