"""The simulator's own HTTP server: a thread per connection, kept alive, and able to drop one.

Why not another server: a sender must see a connection that closes without an answer, and no
WSGI server offers that. It is for one machine: no TLS, no chunked requests, no time-outs but one.
"""

import contextlib
import io
import logging
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from flask import Flask

from webapp.simulator.app import BODY_MAX_BYTES
from webapp.simulator.wire import DROP_HEADER

IDLE_S = 75

_log = logging.getLogger(__name__)


class SimulatorServer:
    """Serves a simulator on loopback from threads of its own."""

    def __init__(self, app: Flask, port: int = 0, host: str = "127.0.0.1") -> None:
        """Listens at once; port 0 takes a free one. Raises OSError when the port is taken."""
        self.app = app
        self._http = _Server((host, port), _Handler)
        self._http.app = app
        self._thread: threading.Thread | None = None

    @property
    def host(self) -> str:
        """`127.0.0.1:PORT`, as VONAGE_API_HOST takes it."""
        name, port = self._http.server_address[:2]
        return f"{name!s}:{port}"

    @property
    def connections(self) -> int:
        """How many connections it has accepted so far."""
        return self._http.accepted

    def start(self) -> "SimulatorServer":
        """Serve in the background until `close`."""
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop listening, close every connection, and post nothing more."""
        if self._thread is not None:
            self._http.shutdown()
            self._thread.join()
        self._http.server_close()
        self._http.close_connections()
        self.app.extensions["postman"].close()

    def serve_forever(self) -> None:
        """Serve in this thread until it is interrupted, then close."""
        try:
            self._http.serve_forever()
        finally:
            self.close()


class _Server(ThreadingHTTPServer):
    app: Any
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, *args: Any) -> None:
        self.accepted = 0
        self._open: set[socket.socket] = set()
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.accepted += 1
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            _log.exception("A request to the simulator failed")


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = IDLE_S
    wbufsize = -1
    disable_nagle_algorithm = True

    def serve(self) -> None:
        """Answer one request through the WSGI application."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > BODY_MAX_BYTES:
            self.send_error(413)
            self.close_connection = True
            return
        body = self.rfile.read(int(length))
        started: list[Any] = []
        chunks = self.server.app(self._environ(body), lambda *call: started.extend(call))
        content = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
        self._answer(started[0], started[1], content)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = serve  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: paths hold telephone numbers."""

    def _answer(self, status: str, headers: list[tuple[str, str]], content: bytes) -> None:
        names = {name.lower() for name, _ in headers}
        if DROP_HEADER.lower() in names:
            self.close_connection = True
            return
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        for name, value in headers:
            self.send_header(name, value)
        if "content-length" not in names and int(code) not in (204, 304):
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _environ(self, body: bytes) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        host, port = self.server.server_address[:2]
        environ = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(path, "latin-1"),
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": str(host),
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in self.headers.items():
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
        return environ
