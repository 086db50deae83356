"""PDF's functions: what they give, and tables in their place that give something else."""

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import pikepdf

from postroom.letters.colour import calculator
from postroom.letters.refusals import Unreadable

Function = Callable[[Sequence[float]], list[float]]
# Samples along each input, by the number of inputs.
STEPS = {1: 256, 2: 32, 3: 16, 4: 8, 5: 5, 6: 4, 7: 3, 8: 3}


def evaluator(source: Any) -> Function:
    """A function, or several that give a number each, as one that can be called."""
    if isinstance(source, pikepdf.Array):
        functions = [evaluator(part) for part in source]
        return lambda inputs: [function(inputs)[0] for function in functions]
    domain, span = _pairs(source.get("/Domain")), _pairs(source.get("/Range"))
    make = {0: _sampled, 2: _exponential, 3: _stitched, 4: _calculated}.get(source.FunctionType)
    if make is None or not domain:
        raise Unreadable("a function that nobody knows")
    inner = make(source)

    def function(inputs: Sequence[float]) -> list[float]:
        result = inner([_within(value, *pair) for value, pair in zip(inputs, domain, strict=False)])
        if not span:
            return result
        return [
            _within(value, *pair) for value, pair in zip(result[-len(span) :], span, strict=True)
        ]

    return function


def _pairs(values: Any) -> list[tuple[float, float]]:
    numbers = [float(value) for value in values or ()]
    return list(zip(numbers[::2], numbers[1::2], strict=False))


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _between(value: float, low: float, high: float, to_low: float, to_high: float) -> float:
    if high == low:
        return to_low
    return to_low + (value - low) * (to_high - to_low) / (high - low)


def _exponential(source: pikepdf.Object) -> Function:
    first = [float(value) for value in source.get("/C0", [0])]
    last = [float(value) for value in source.get("/C1", [1])]
    power = float(source.N)

    def function(inputs: Sequence[float]) -> list[float]:
        part = inputs[0] ** power if inputs[0] or power > 0 else 1.0
        return [one + part * (other - one) for one, other in zip(first, last, strict=True)]

    return function


def _stitched(source: pikepdf.Object) -> Function:
    functions = [evaluator(part) for part in source.Functions]
    (low, high), *_ = _pairs(source.Domain)
    edges = [low, *(float(value) for value in source.Bounds), high]
    encode = _pairs(source.Encode)

    def function(inputs: Sequence[float]) -> list[float]:
        at = 0
        while at < len(functions) - 1 and inputs[0] >= edges[at + 1]:
            at += 1
        return functions[at]([_between(inputs[0], edges[at], edges[at + 1], *encode[at])])

    return function


def _calculated(source: pikepdf.Object) -> Function:
    program = calculator.parsed(source.read_bytes())
    return lambda inputs: calculator.run(program, list(inputs))


def _sampled(source: pikepdf.Object) -> Function:
    sizes = [int(size) for size in source.Size]
    bits, span, domain = int(source.BitsPerSample), _pairs(source.Range), _pairs(source.Domain)
    encode = _pairs(source.get("/Encode")) or [(0.0, size - 1.0) for size in sizes]
    decode = _pairs(source.get("/Decode")) or span
    data, most, wide = source.read_bytes(), (1 << bits) - 1, len(span)
    if len(sizes) > 8 or bits not in (1, 2, 4, 8, 12, 16, 24, 32):
        raise Unreadable("a function that nobody knows")

    def sample(number: int) -> int:
        start = number * bits
        held = int.from_bytes(data[start // 8 : (start + bits + 7) // 8], "big")
        return held >> (-(start + bits) % 8) & most

    def corner(place: Sequence[int]) -> list[float]:
        index = 0
        for at, size in zip(reversed(place), reversed(sizes), strict=True):
            index = index * size + at
        return [
            _between(sample(index * wide + number), 0, most, *decode[number])
            for number in range(wide)
        ]

    def function(inputs: Sequence[float]) -> list[float]:
        places = []
        for value, pair, code, size in zip(inputs, domain, encode, sizes, strict=True):
            at = _within(_between(value, *pair, *code), 0, size - 1)
            below = min(int(at), max(size - 2, 0))
            places.append(((below, 1 - (at - below)), (min(below + 1, size - 1), at - below)))
        result = [0.0] * wide
        for choice in itertools.product(*places):
            weight = 1.0
            for _, part in choice:
                weight *= part
            if weight:
                values = corner([at for at, _ in choice])
                result = [sum + weight * one for sum, one in zip(result, values, strict=True)]
        return result

    return function


def table(
    pdf: pikepdf.Pdf, function: Function, domain: Sequence[tuple[float, float]]
) -> pikepdf.Object:
    """A function of samples that gives four inks."""
    steps = STEPS.get(len(domain))
    if steps is None:
        raise Unreadable("a function of too many inputs")
    axes = [[low + (high - low) * at / (steps - 1) for at in range(steps)] for low, high in domain]
    data = bytearray()
    # The first input varies fastest.
    for inputs in itertools.product(*reversed(axes)):
        inks = function(inputs[::-1])
        data += bytes(round(255 * _within(ink, 0, 1)) for ink in inks)
    stream = pikepdf.Stream(pdf, bytes(data))
    stream.FunctionType = 0
    stream.Domain = pikepdf.Array([edge for pair in domain for edge in pair])
    stream.Range = pikepdf.Array([0, 1] * 4)
    stream.Size = pikepdf.Array([steps] * len(domain))
    stream.BitsPerSample = 8
    return stream
