"""Ids in texts. Python and PostgreSQL disagree on what a UUID may look like."""

import re
from uuid import UUID

# A uuid as PostgreSQL reads it: in braces or not, a hyphen after any four digits or none.
# Python's UUID() takes all of it and more: urn:uuid:, hyphens anywhere, 0x, underscores.
STORED_FORM = re.compile(r"(\{)?[0-9a-fA-F]{4}(?:-?[0-9a-fA-F]{4}){7}(?(1)\})", re.ASCII)


def read(text: str) -> UUID | None:
    """The id in a text that is one for Python; None where PostgreSQL would refuse it.

    The wire has two answers, so there are two faults: what is no id for Python is a value of
    the wrong form, what is none for PostgreSQL is the id of nothing. Raises ValueError.
    """
    id = UUID(text)
    return id if STORED_FORM.fullmatch(text) else None
