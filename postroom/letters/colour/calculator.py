"""The small calculator of PDF's functions in PostScript."""

import math
import re
from collections.abc import Callable
from typing import Any

from postroom.letters.refusals import Unreadable

MOST_TOKENS = 20_000
_TOKEN = re.compile(rb"[{}]|[^\s{}]+")

Program = list[Any]


def parsed(data: bytes) -> Program:
    """A program: numbers, operators, and programs within."""
    tokens = _TOKEN.findall(re.sub(rb"%[^\r\n]*", b"", data))
    if len(tokens) > MOST_TOKENS:
        raise Unreadable("a function is too long")
    outer: list[Program] = [[]]
    for token in tokens:
        if token == b"{":
            outer.append([])
        elif token == b"}":
            inner = outer.pop()
            outer[-1].append(inner)
        else:
            try:
                outer[-1].append(float(token))
            except ValueError:
                outer[-1].append(token.decode())
    return outer[0][0]


def run(program: Program, stack: list[float]) -> list[float]:
    """Run a program on a stack, and return it."""
    for at, part in enumerate(program):
        if isinstance(part, float):
            stack.append(part)
        elif part == "if":
            if stack.pop():
                run(program[at - 1], stack)
        elif part == "ifelse":
            run(program[at - 2] if stack.pop() else program[at - 1], stack)
        elif isinstance(part, str):
            _apply(part, stack)
        if len(stack) > 200:
            raise Unreadable("a function overflows")
    return stack


def _apply(operator: str, stack: list[float]) -> None:
    if operator in _ONE:
        stack.append(float(_ONE[operator](stack.pop())))
    elif operator in _TWO:
        second, first = stack.pop(), stack.pop()
        stack.append(float(_TWO[operator](first, second)))
    elif operator == "pop":
        stack.pop()
    elif operator == "dup":
        stack.append(stack[-1])
    elif operator == "exch":
        stack[-1], stack[-2] = stack[-2], stack[-1]
    elif operator == "copy":
        count = int(stack.pop())
        stack += stack[len(stack) - count :]
    elif operator == "index":
        stack.append(stack[-1 - int(stack.pop())])
    elif operator == "roll":
        by, count = int(stack.pop()), int(stack.pop())
        if count > 0:
            top = stack[-count:]
            by %= count
            stack[-count:] = top[count - by :] + top[: count - by]
    elif operator in ("true", "false"):
        stack.append(float(operator == "true"))
    else:
        raise Unreadable("a function that nobody knows")


def _shifted(value: float, by: float) -> float:
    by = min(max(int(by), -32), 32)
    return int(value) << by if by >= 0 else int(value) >> -by


_ONE: dict[str, Callable[[float], float]] = {
    "abs": abs,
    "ceiling": math.ceil,
    "cos": lambda x: math.cos(math.radians(x)),
    "cvi": int,
    "cvr": float,
    "floor": math.floor,
    "ln": math.log,
    "log": math.log10,
    "neg": lambda x: -x,
    "not": lambda x: not x,
    "round": lambda x: math.floor(x + 0.5),
    "sin": lambda x: math.sin(math.radians(x)),
    "sqrt": math.sqrt,
    "truncate": int,
}
_TWO: dict[str, Callable[[float, float], float]] = {
    "add": lambda x, y: x + y,
    "and": lambda x, y: int(x) & int(y),
    "atan": lambda x, y: math.degrees(math.atan2(x, y)) % 360,
    "bitshift": _shifted,
    "div": lambda x, y: x / y if y else 0,
    "eq": lambda x, y: x == y,
    "exp": lambda x, y: x**y,
    "ge": lambda x, y: x >= y,
    "gt": lambda x, y: x > y,
    "idiv": lambda x, y: int(x / y),
    "le": lambda x, y: x <= y,
    "lt": lambda x, y: x < y,
    "mod": math.fmod,
    "mul": lambda x, y: x * y,
    "ne": lambda x, y: x != y,
    "or": lambda x, y: int(x) | int(y),
    "sub": lambda x, y: x - y,
    "xor": lambda x, y: int(x) ^ int(y),
}
