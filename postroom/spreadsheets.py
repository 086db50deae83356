"""Cells of reports that people open in a spreadsheet, which takes some texts for formulas."""

import re

# The characters that OWASP names for CSV injection, with the wide forms that spreadsheets take for
# the same.
FORMULA = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
# A telephone number as people write them: nothing in it that a spreadsheet could run.
TELEPHONE_NUMBER = re.compile(r"\+[0-9][0-9 ().-]{4,30}", re.ASCII)


def cell(text: str) -> str:
    """The text, behind an apostrophe if it would be a formula. Telephone numbers stay."""
    if FORMULA.match(text) and not TELEPHONE_NUMBER.fullmatch(text):
        return f"'{text}"
    return text
