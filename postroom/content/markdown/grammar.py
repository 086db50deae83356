"""The patterns of the block rules. None repeats ambiguously, so each is linear.

They are matched at the start of a line unless they begin with a newline.
"""

import re

from postroom.content.fitting import fitting
from postroom.content.markdown.tags import INLINE_NAMES

NEWLINE = re.compile(r"\r\n?|\u2424")
BLANK_LINE = re.compile(r"^ ++$", re.MULTILINE)

START = re.compile(r"( *)([^\n])")
match_line = fitting(r"[^\n]*")
match_newlines = fitting(r"\n+")
RULE = re.compile(r" {0,3}[-*_](?: *+[-*_]){2,}+ *+(?:\n+|\Z)")
match_code = fitting(r"(?: {4}[^\n]+\n*)+")
CODE_INDENT = re.compile(r"^ {4}", re.MULTILINE)
FENCE = re.compile(r" *(`{3,}+|~{3,}+)( *+)([^`\s]++)? *+\n")
CLOSING_FENCE = re.compile(r"(`{3,}+|~{3,}+) *+(?:\n+|\Z)")
HEADING = re.compile(r" *(#{1,6}) *([^\n]+)(?:\n+|\Z)")
UNDERLINE = re.compile(r"\n *+[=-]++ *+(?=\n|\Z)")
match_underlined_heading = fitting(r"([^\n]+)\n *[=-]*([=-]) *(?:\n+|\Z)")
INSET = re.compile(r"(?: *\^[^\n]+(?:\n[^\n]+)*\n*)+")
INSET_MARK = re.compile(r"^ *\^ ?", re.MULTILINE)
LIST_MARK = re.compile(r"( *)([•*-]|\d+\.)")
LIST_RULE = re.compile(r"(?:[-*_] *+){3,}+(?:\n|\Z)")
SIMPLE_ITEM = re.compile(r"(?:\A|\n)(?:[•*-]|\d+\.)")
# Where a list may end: at a blank line, a rule or a definition.
LIST_STOP = re.compile(r"\n(?=\n| *+(?:\[|(?:[-*_] *+){3,}+(?:\n|\Z)))")
# The same where no item is indented, without the single blank lines that only part items.
PLAIN_LIST_STOP = re.compile(
    r"\n(?=\n(?!(?:[•]|\d++\.|[*-](?! *+[-*_])) )| *+(?:\[|(?:[-*_] *+){3,}+(?:\n|\Z)))"
)
LIST_GOES_ON = re.compile(r"(?:[•*-]|\d+\.) ")
# A definition from the "]" of its key on.
DEFINED = re.compile(r'\]: *+<?([^\s>]++)>?(?: +["(]([^\n]+)[")])? *+(?:\n+|\Z)')
NOTED = re.compile(r"\]: *+([^\n]*+(?:\n+|\Z)(?: +[^\n]*+(?:\n+|\Z))*+)")
TABLE = re.compile(
    r" *+\|[^\n]++\n *+\| *+[-:]++[-| :]*+\n(?: *+\|[^\n]*+(?:\n|\Z))*+\n*"
    r"| *+\S(?=[^\n]*\|)[^\n]*+\n *+[-:]++ *+\|[-| :]*+\n"
    r"(?:(?=[^\n]*\|)[^\n]*+(?:\n|\Z))*+\n*"
)
TABLE_RULE = re.compile(r"\n *\|? *[-:]+[-| :]*\n")
# A list interrupts a paragraph only with a space after its marker, and "•" never does;
# "+" and ">" end the paragraph although they begin nothing here.
LIST_INTERRUPTS = re.compile(r" *(?:[*+-](?:\d+\.)?|\d+\.) [\s\S]")
QUOTE = re.compile(r" *>[^\n]")
BLOCK_TAG = re.compile(rf"<(?!(?:{'|'.join(sorted(INLINE_NAMES))})\b)\w++(?!:/|[^\w\s@]*@)")

# A line that may end the paragraph before it.
PARAGRAPH_STOP = re.compile(r"\n(?=\n| *+[`~*+\-_#>\[<\d])")

# Most lists: items of one line each that begin no block, so there is nothing to parse.
PLAIN_LIST = re.compile(r"(?:(?:[•*-]|\d++\.) {0,3}+(?:[^\n `~^•*\-_<\d][^\n]*+)?+(?:\n|\Z))++\n*+")
# Most other items: one such line.
PLAIN_ITEM = re.compile(r" {0,3}[^\n `~^•*\-_<\d][^\n]*\n*")

INTERRUPTERS = frozenset("`~*+-_#>[<")
