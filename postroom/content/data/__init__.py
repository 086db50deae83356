"""Facts kept as data files, read once when first needed. Each file names its source."""

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> Any:
    """The content of data file `name`, without ".json". Shared: do not change it."""
    return json.loads((files(__package__) / f"{name}.json").read_text("utf-8"))
