"""Listening, in one process or several, until a signal says that it is enough.

The first signal (SIGTERM, or Ctrl-C) lets go of the address and gives what is under way its grace;
the second one ends everything there and then. Nothing is lost by that either: what was being
analysed is taken up again by whoever runs next.
"""

import ipaddress
import os
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from types import FrameType

import uvicorn
from uvicorn.supervisors import Multiprocess

from keyquestions.errors import BindRefused
from keyquestions.rest.protocol import Impatient

APPLICATION = "keyquestions.serving:rest_app"
SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Where prometheus_client looks for the folder that processes count into."""

KEEP_ALIVE = 65
"""Seconds: longer than the usual proxy keeps a connection, so that none is closed under it."""

START_SECONDS = 60.0
_BACKLOG = 2048
_KILLED = 128
_LOGS = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"plain": {"()": "keyquestions.rest.complaints.Complaints"}},
    "loggers": {"uvicorn": {"handlers": ["plain"], "level": "WARNING", "propagate": False}},
}


@dataclass(frozen=True, slots=True)
class Serving:
    """How to serve: `grace` in seconds; `application` makes the ASGI application."""

    workers: int = 1
    grace: float = 20.0
    application: str = APPLICATION


def bind(host: str, port: int, *, with_keys: bool) -> socket.socket:
    """A socket at that address; port 0 is any that is free.

    Raises:
        BindRefused: others could reach it and there are no keys, or it cannot be had.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        if not (with_keys or ipaddress.ip_address(address[0]).is_loopback):
            raise BindRefused(
                f"{host} can be reached from other machines, and there are no API keys yet; make "
                "one with keyquestions keys create, or listen at 127.0.0.1."
            )
        listening = socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "no such address"
        raise BindRefused(f"The service cannot listen at {host}, port {port}: {reason}.") from None
    listening.set_inheritable(True)
    # Every connection has it from here: asyncio sets it only on sockets that were made with the
    # protocol's number. Without it a response's body waits for its headers to be acknowledged,
    # which a client puts off for up to 40 milliseconds.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def url_of(listening: socket.socket) -> str:
    """Where it can be called."""
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def serve(listening: socket.socket, serving: Serving, started: Callable[[], None]) -> bool:
    """Serve until told to stop; False where it could not start."""
    config = uvicorn.Config(
        serving.application,
        factory=True,
        workers=serving.workers,
        http=Impatient,
        ws="none",
        lifespan="on",
        log_config=_LOGS,
        access_log=False,  # ours has no paths and no addresses
        proxy_headers=False,  # nothing here believes them
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        # Half of the grace for those who wait for an answer, half for what is being analysed.
        timeout_graceful_shutdown=max(1, round(serving.grace / 2)),
    )
    if serving.workers == 1:
        server = _Server(config, started)
        server.run([listening])
        return server.started
    with TemporaryDirectory(prefix="keyquestions-") as shared:
        os.environ[SHARED] = shared
        workers = _Workers(config, listening, started)
        workers.run()
        return workers.started


class _Server(uvicorn.Server):
    """One process; it ends with its own exit code, not by the signal that it obeyed."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say so."""
        await super().startup(sockets)
        if self.started:
            self._tell()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop, or end at once."""
        del frame
        if self.should_exit:
            os._exit(_KILLED + sig)
        self.should_exit = True


class _Workers(Multiprocess):
    """Several processes, and this one to look after them."""

    def __init__(
        self, config: uvicorn.Config, listening: socket.socket, started: Callable[[], None]
    ) -> None:
        super().__init__(config, [listening])
        self._tell = started
        self.started = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)

    def init_processes(self) -> None:
        """Start them, and say so once all of them answer."""
        super().init_processes()
        self.started = all(
            each.wait_until_ready(START_SECONDS, self.should_exit) for each in self.processes
        )
        if self.started:
            self._tell()
        else:
            self.should_exit.set()

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        if self.should_exit.is_set():
            for each in self.processes:
                each.process.kill()
            os._exit(_KILLED + number)
        self.should_exit.set()
