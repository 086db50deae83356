"""Whose addresses are a public body's: the pattern is the database's, read from its function."""

import re
from pathlib import Path

from postroom.content.email_addresses import normalise

FUNCTION = Path("sql/functions/api/people/internal/is_government_address.sql")
# A pattern of several parts stands in the brackets after the operator.
PARTS = re.compile(r"~ \((.*?)\n    \)", re.DOTALL)


def is_government(address: str) -> bool:
    parts = re.findall(r"'([^']*)'", PARTS.search(FUNCTION.read_text())[1])
    return bool(re.search("".join(parts), normalise(address)))
