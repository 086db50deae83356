"""Answers of other people's servers: never more of one in memory than it may have."""

import aiohttp

# Bytes. None of those that we ask has more to say.
LARGEST = 65536
# Headers of a session with auto_decompress=False that asks for no compression: an answer that
# comes compressed may be a thousand times as large.
UNCOMPRESSED = {"Accept-Encoding": "identity"}


async def read(answer: aiohttp.ClientResponse) -> bytes | None:
    """The body, or None if it is larger; then the connection is closed with the rest in it."""
    length = answer.content_length
    if length is not None and length <= LARGEST:
        return await answer.read()
    body = bytearray()
    if length is None:
        async for part in answer.content.iter_any():
            body += part
            if len(body) > LARGEST:
                break
        else:
            return bytes(body)
    answer.close()
    return None
