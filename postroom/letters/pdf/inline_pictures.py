"""Pictures that stand inside contents: where their data end, and as objects like any other."""

import re
import zlib

import pikepdf

from postroom.letters.refusals import Unreadable

_END = re.compile(rb"[\0\t\n\f\r ]EI(?=[\0\t\n\f\r ]|$)")
_KEYS = {
    b"/BPC": b"/BitsPerComponent",
    b"/CS": b"/ColorSpace",
    b"/D": b"/Decode",
    b"/DP": b"/DecodeParms",
    b"/F": b"/Filter",
    b"/H": b"/Height",
    b"/IM": b"/ImageMask",
    b"/I": b"/Interpolate",
    b"/W": b"/Width",
}
_VALUES = {
    b"/G": b"/DeviceGray",
    b"/RGB": b"/DeviceRGB",
    b"/CMYK": b"/DeviceCMYK",
    b"/I": b"/Indexed",
    b"/AHx": b"/ASCIIHexDecode",
    b"/A85": b"/ASCII85Decode",
    b"/LZW": b"/LZWDecode",
    b"/Fl": b"/FlateDecode",
    b"/RL": b"/RunLengthDecode",
    b"/CCF": b"/CCITTFaxDecode",
    b"/DCT": b"/DCTDecode",
}


def end_of_data(data: bytes, start: int, dictionary: list[bytes]) -> tuple[int, int]:
    """Where the data of a picture end, and where its EI does."""
    if b"/Filter" in dictionary or b"/F" in dictionary:
        least = _end_of_flate(data, start) if {b"/Fl", b"/FlateDecode"} & set(dictionary) else 0
    else:
        least = _plain_length(dictionary)
    position = start + max(least - 1, 0)
    while found := _END.search(data, position):
        # Within data, what looks like the end is not followed by text.
        if all(9 <= byte < 127 or byte == 0 for byte in data[found.end() : found.end() + 12]):
            return found.start(), found.end()
        position = found.start() + 1
    if least and data[start + least : start + least + 2] == b"EI":
        return start + least, start + least + 2
    raise Unreadable("contents end in a picture")


def _end_of_flate(data: bytes, start: int) -> int:
    reader, read = zlib.decompressobj(), 0
    rest = data[start:]
    try:
        while rest and not reader.eof and read < 50_000_000:
            read += len(reader.decompress(rest, 1 << 20))
            rest = reader.unconsumed_tail
    except zlib.error:
        return 0
    return len(data) - start - len(reader.unused_data) if reader.eof else 0


def _plain_length(dictionary: list[bytes]) -> int:
    """The bytes of a picture without filters whose colours are known by name."""
    named = {
        _KEYS.get(key, key): value for key, value in zip(dictionary, dictionary[1:], strict=False)
    }
    space = named.get(b"/ColorSpace", b"")
    components = {b"/DeviceRGB": 3, b"/DeviceCMYK": 4}.get(_VALUES.get(space, space), 1)
    try:
        mask = named.get(b"/ImageMask") == b"true"
        bits = 1 if mask else int(named.get(b"/BitsPerComponent", b"8"))
        width, height = int(named[b"/Width"]), int(named[b"/Height"])
    except (KeyError, ValueError):
        return 0
    return (width * components * bits + 7) // 8 * height


def as_object(pdf: pikepdf.Pdf, tokens: list[bytes], resources: pikepdf.Object) -> pikepdf.Object:
    """The same picture as a stream of its own."""
    *dictionary, data = tokens
    keys = [_KEYS.get(token, token) if depth else token for token, depth in _keys(dictionary)]
    text = b" ".join(keys)
    described = pikepdf.Object.parse(b"<< %s >>" % text)
    picture = pikepdf.Stream(pdf, data)
    for key, value in described.items():
        picture[key] = value
    spaces = resources.get("/ColorSpace", pikepdf.Dictionary())
    space = described.get("/ColorSpace")
    if isinstance(space, pikepdf.Name) and space in spaces:
        picture.ColorSpace = spaces[space]
    picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    return picture


def _keys(dictionary: list[bytes]) -> list[tuple[bytes, bool]]:
    """Tokens spelled out, and whether each is a key of the outermost dictionary."""
    result, depth, is_key = [], 0, True
    for token in dictionary:
        depth -= token in (b"]", b">>")
        outer = depth == 0 and is_key
        result.append((token if outer else _VALUES.get(token, token), outer))
        depth += token in (b"[", b"<<")
        if depth == 0:
            is_key = not is_key
    return result
