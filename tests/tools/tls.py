"""A proxy that speaks https on one side and http on the other, and keeps all that it is given."""

import datetime
import ipaddress
import socket
import ssl
import threading
from contextlib import contextmanager
from types import SimpleNamespace

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@contextmanager
def proxy(port, folder):
    """.url of the proxy in front of a port of this machine, and .certificate that it shows."""
    certificate, private = issue(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, private)
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=accept, args=(listener, context, int(port)), daemon=True).start()
    try:
        yield SimpleNamespace(
            url=f"https://localhost:{listener.getsockname()[1]}", certificate=str(certificate)
        )
    finally:
        listener.close()


def accept(listener, context, port):
    while True:
        try:
            plain, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=join, args=(plain, context, port), daemon=True).start()


def join(plain, context, port):
    try:
        client = context.wrap_socket(plain, server_side=True)
        api = socket.create_connection(("127.0.0.1", port))
    except OSError:
        return
    threading.Thread(target=pump, args=(client, api), daemon=True).start()
    pump(api, client)


def pump(source, target):
    try:
        while data := source.recv(1 << 16):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def issue(folder):
    """A certificate of localhost's own, and its key, as files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    hosts = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "private.pem"
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, private
