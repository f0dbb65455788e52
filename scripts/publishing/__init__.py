"""How a build's marts become the file that everyone reads; `scripts/publish.py` is the command."""


class RefusedError(Exception):
    """One sentence for whoever ran the command: what is wrong, and what to do next."""
