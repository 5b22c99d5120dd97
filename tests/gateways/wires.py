"""Servers that say exactly what they are told, byte for byte."""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.running import WAIT_S


@contextmanager
def answering(wire: bytes) -> Iterator[str]:
    """A server that answers its first connection with these bytes and closes it."""

    def answer(connection: socket.socket) -> None:
        _read_request(connection)
        connection.sendall(wire)

    with _listening(answer) as port:
        yield f"127.0.0.1:{port}"


@contextmanager
def certificate_of_nobody(folder: Path) -> Iterator[str]:
    """A server whose certificate nobody vouches for."""
    context = tls_context(folder)

    def answer(connection: socket.socket) -> None:
        with contextlib.suppress(ssl.SSLError, ConnectionError):
            context.wrap_socket(connection, server_side=True).close()

    with _listening(answer) as port:
        yield f"https://127.0.0.1:{port}/"


@contextmanager
def saying(*replies: str) -> Iterator[int]:
    """A mail server that says these lines, each after what it was told, and then hangs up."""

    def answer(connection: socket.socket) -> None:
        with connection.makefile("rb") as told, contextlib.suppress(ConnectionError):
            for reply in replies:
                connection.sendall(reply.encode("latin-1") + b"\r\n")
                line = told.readline()
                while reply.startswith("354") and line not in (b".\r\n", b""):
                    line = told.readline()

    with _listening(answer) as port:
        yield port


def tls_context(folder: Path, *hosts: str) -> ssl.SSLContext:
    """For a server of these hosts, with a certificate for which nobody but itself vouches.

    Who trusts `folder / "certificate.pem"` trusts the server.
    """
    _write_certificate(folder, hosts)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context


@contextmanager
def _listening(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            answer(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with listener:
        yield listener.getsockname()[1]
        thread.join(WAIT_S)


def _read_request(connection: socket.socket) -> None:
    """To its end: with bytes unread, closing resets the connection and the answer may be lost."""
    with connection.makefile("rb") as request:
        request.readline()
        headers = http.client.parse_headers(request)
        request.read(int(headers["Content-Length"]))


def _write_certificate(folder: Path, hosts: Iterable[str]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "nobody")])
    now = datetime.now(UTC)
    names = [x509.DNSName(host) for host in hosts]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
