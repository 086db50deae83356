"""Characters that steer a terminal, a mail header or the direction of text, and show nothing."""

import re

# C0, DEL and C1; the separators of lines and paragraphs; what turns the direction of the text
# around it. Marks that scripts need (joiners, left-to-right mark) are not among them.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
# The same without what divides lines, for texts that may have several.
CONTROL_IN_LINES = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)


def has_control_characters(text: str, lines: bool = False) -> bool:
    """Whether one of them is in a text; with lines, tabs and line ends may be."""
    return bool((CONTROL_IN_LINES if lines else CONTROL).search(text))
