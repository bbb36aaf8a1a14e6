"""The wire between a host and the PostgreSQL server of this machine: a test may stop what goes over it."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from pathlib import Path
from typing import Self
from urllib.parse import quote, urlsplit

import psycopg


class Wire:
    """Passes on what goes between a socket of its own, in ``folder``, and that of the server."""

    def __init__(self, database: str, folder: Path) -> None:
        with psycopg.connect(database) as connection:
            info = connection.info
            address, port = info.host, info.port
            self.url = (
                f"postgres://{quote(info.user)}@{quote(str(folder), safe='')}:{port}"
                f"/{urlsplit(database).path.lstrip('/')}"
            )
        is_socket = address.startswith("/")
        self._server = f"{address}/.s.PGSQL.{port}" if is_socket else (address, port)
        self._family = socket.AF_UNIX if is_socket else socket.AF_INET
        self._flows = threading.Event()
        self._flows.set()
        self._refuses = False
        self._ends: list[socket.socket] = []
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(folder / f".s.PGSQL.{port}"))
        self._door.listen(64)

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *fault) -> None:
        self.refuse()
        self._door.close()

    def hang(self) -> None:
        """Pass nothing on; connections are taken, and stay as they are."""
        self._flows.clear()

    def refuse(self) -> None:
        """Break all connections, and each new one."""
        self._refuses = True
        self._break()

    def flow(self) -> None:
        """Pass on again."""
        self._refuses = False
        self._flows.set()

    def _break(self) -> None:
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._ends.clear()

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self._door.accept()
            except OSError:
                return
            if self._refuses:
                near.close()
                continue
            far = socket.socket(self._family)
            far.connect(self._server)
            self._ends += [near, far]
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=[source, sink], daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self._flows.wait()
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
