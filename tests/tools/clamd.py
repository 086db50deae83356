"""A virus scanner for tests: speaks clamd's protocol on a socket of its own."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Clamd(socketserver.StreamRequestHandler):
    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        data = b""
        while size := int.from_bytes(self.rfile.read(4)):
            data += self.rfile.read(size)
        said = self.server.answer(data)
        self.wfile.write(said and b"stream: " + said + b"\0")


@contextmanager
def serving() -> Iterator[socketserver.TCPServer]:
    """A server at .url that says what .answer says of the data; at first that all is well."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        server.url = f"tcp://127.0.0.1:{server.server_address[1]}"
        server.answer = lambda data: b"OK"
        yield server
        server.shutdown()
