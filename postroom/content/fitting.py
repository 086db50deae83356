"""Patterns that are matched only where they are known to fit, so that there is a match."""

import re
from collections.abc import Callable
from typing import cast


def fitting(pattern: str) -> Callable[[str, int], re.Match[str]]:
    """The match method of a pattern, for callers who know that it fits there.

    The type of re.Pattern.match cannot say so, hence the cast; it stands here alone.
    """
    return cast(Callable[[str, int], re.Match[str]], re.compile(pattern).match)
