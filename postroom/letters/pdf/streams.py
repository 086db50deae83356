"""What streams hold, decoded to their end and within bounds."""

import binascii
import re
import zlib
from typing import Any

import pikepdf

from postroom.letters.pdf import lzw
from postroom.letters.refusals import Unreadable

MOST = 50_000_000
MOST_FILTERS = 10
PICTURE_FILTERS = ("/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode")

_SHORT = {
    "/AHx": "/ASCIIHexDecode",
    "/A85": "/ASCII85Decode",
    "/LZW": "/LZWDecode",
    "/Fl": "/FlateDecode",
    "/RL": "/RunLengthDecode",
    "/CCF": "/CCITTFaxDecode",
    "/DCT": "/DCTDecode",
}


def filters(stream: pikepdf.Object) -> list[tuple[str, Any]]:
    """The filters of a stream and the parameters of each, the outermost first."""
    named, given = stream.get("/Filter"), stream.get("/DecodeParms", stream.get("/DP"))
    names = _listed(named)
    if len(names) > MOST_FILTERS:
        raise Unreadable("too many filters")
    parameters = _listed(given) if isinstance(given, pikepdf.Array) else [given] * len(names)
    parameters += [None] * (len(names) - len(parameters))
    return [
        (_SHORT.get(str(name), str(name)), parameter)
        for name, parameter in zip(names, parameters, strict=False)
    ]


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def decoded(stream: pikepdf.Object, most: int = MOST) -> bytes:
    """All that a stream holds; Unreadable where it breaks off or would be larger."""
    data, rest = undone(stream, most)
    if rest:
        raise Unreadable("a filter that nobody knows")
    return data


def undone(stream: pikepdf.Object, most: int = MOST) -> tuple[bytes, list[tuple[str, Any]]]:
    """Its data without the filters that any stream may have, and the picture's filters left."""
    if not isinstance(stream, pikepdf.Stream):
        raise Unreadable("a stream is missing")
    chain = filters(stream)
    data = stream.read_raw_bytes()
    while chain and chain[0][0] not in PICTURE_FILTERS:
        kind, parameters = chain.pop(0)
        try:
            data = _DECODERS[kind](data, most, parameters)
        except KeyError:
            if kind != "/Crypt":
                raise Unreadable("a filter that nobody knows") from None
        if len(data) > most:
            raise Unreadable("a stream is too large")
    return data, chain


def moved(pdf: pikepdf.Pdf, picture: pikepdf.Object) -> pikepdf.Object:
    """A picture's data as a stream of their own: photographs without other filters around."""
    if any(kind in PICTURE_FILTERS for kind, _ in filters(picture)):
        data, rest = undone(picture)
    else:
        data, rest = picture.read_raw_bytes(), filters(picture)
    stream = pikepdf.Stream(pdf, data)
    if rest:
        stream.Filter = pikepdf.Array([pikepdf.Name(name) for name, _ in rest])
        if any(parameters is not None for _, parameters in rest):
            held = [parameters or pikepdf.Dictionary() for _, parameters in rest]
            stream.DecodeParms = pikepdf.Array(held)
    return stream


def _flate(data: bytes, most: int, parameters: Any) -> bytes:
    if not data:
        # So qpdf writes what is empty.
        return data
    reader = zlib.decompressobj()
    try:
        result = reader.decompress(data, most + 1)
        complete = reader.eof or len(result) > most
    except zlib.error:
        complete = False
    if not complete:
        # Some writers leave the checksum away; what is there and wrong counts.
        reader = zlib.decompressobj(-15)
        try:
            result = reader.decompress(data[2:], most + 1)
        except zlib.error:
            raise Unreadable("a broken stream") from None
        if not reader.eof or len(reader.unused_data.strip()) >= 4:
            raise Unreadable("a stream breaks off")
    return _predicted(result, parameters)


def _predicted(data: bytes, parameters: Any) -> bytes:
    """What differences between neighbours mean; qpdf adds them up."""
    if not isinstance(parameters, pikepdf.Dictionary):
        return data
    if int(parameters.get("/Predictor", 1)) == 1:
        return data
    pdf = pikepdf.new()
    stream = pikepdf.Stream(pdf, zlib.compress(data, 1))
    stream.Filter = pikepdf.Name.FlateDecode
    kept = ("/Predictor", "/Colors", "/BitsPerComponent", "/Columns")
    stream.DecodeParms = pikepdf.Dictionary(
        {key: int(parameters[key]) for key in kept if key in parameters}
    )
    return stream.read_bytes()


def _hexadecimal(data: bytes, most: int, parameters: Any) -> bytes:
    digits = re.sub(rb"[\0\t\n\f\r ]", b"", data.partition(b">")[0])
    try:
        return binascii.unhexlify(digits + b"0" * (len(digits) % 2))
    except binascii.Error:
        raise Unreadable("a broken stream") from None


def _base85(data: bytes, most: int, parameters: Any) -> bytes:
    """By qpdf: Python's own is slow, and some writers put all pictures in this form."""
    pdf = pikepdf.new()
    stream = pikepdf.Stream(pdf, data.strip().removeprefix(b"<~"))
    stream.Filter = pikepdf.Name.ASCII85Decode
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        raise Unreadable("a broken stream") from None


def _run_length(data: bytes, most: int, parameters: Any) -> bytes:
    result, position = bytearray(), 0
    while position < len(data) and data[position] != 128 and len(result) <= most:
        length = data[position]
        if length < 128:
            result += data[position + 1 : position + 2 + length]
            position += length + 2
        else:
            result += data[position + 1 : position + 2] * (257 - length)
            position += 2
    if position > len(data):
        raise Unreadable("a stream breaks off")
    return bytes(result)


def _lzw(data: bytes, most: int, parameters: Any) -> bytes:
    early = 1
    if isinstance(parameters, pikepdf.Dictionary):
        early = int(parameters.get("/EarlyChange", 1))
    return _predicted(lzw.decoded(data, most, early), parameters)


_DECODERS = {
    "/FlateDecode": _flate,
    "/ASCIIHexDecode": _hexadecimal,
    "/ASCII85Decode": _base85,
    "/RunLengthDecode": _run_length,
    "/LZWDecode": _lzw,
}
