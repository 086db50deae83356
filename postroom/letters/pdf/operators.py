"""The operators of contents."""

# The operators that draw, or decide how, and how many operands each has.
OPERANDS = {
    operator.encode(): count
    for count, operators in enumerate((
        "q Q h S s f F f* B B* b b* n W W* BT ET T*",
        "w J j M ri i gs Tc Tw Tz TL Tr Ts Tj TJ ' CS cs G g sh Do",
        "d l m Td TD Tf d0",
        '"',
        "re v y K k",
        "",
        "c cm Tm d1",
    ))
    for operator in operators.split()
} | {b"d": 2, b"RG": 3, b"rg": 3, b"SC": 1, b"sc": 1, b"SCN": 1, b"scn": 1}  # fmt: skip
VARIABLE = frozenset((b"TJ", b"d", b"SC", b"sc", b"SCN", b"scn"))
PAINTING = frozenset((b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"))
