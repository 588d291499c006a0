"""A connection that breaks when told to: a proxy in front of PostgreSQL's Unix socket.

    client ── proxy ── server

A cut happens on the message that carries a given command id, which only the append (and, later,
the question what became of it) carries.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Literal, TypeAlias
from uuid import UUID

from psycopg.conninfo import conninfo_to_dict, make_conninfo

Cut: TypeAlias = Literal["unsent", "unread", "unanswered"]
"""Where the connection breaks: before the append reaches the server; after it was sent, whatever
the server is doing with it; or after it was committed, before its answer is seen."""

_SOCKET = ".s.PGSQL.5432"
_READY = b"Z\x00\x00\x00\x05I"  # ReadyForQuery, idle: whatever was asked is committed
_CHUNK = 65536


class Proxy:
    """Forwards connections until `cut` is called, and then breaks one of them."""

    def __init__(self, server: Path, folder: Path) -> None:
        self.cuts = 0
        self._server = server
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / _SOCKET))
        self._listener.listen()
        self._where: Cut = "unsent"
        self._marks: tuple[bytes, ...] = ()
        self._open: list[socket.socket] = []
        self._threads = [Thread(target=self._accept)]
        self._threads[0].start()

    def cut(self, command: UUID, where: Cut) -> None:
        """Break the next connection that sends this command, once."""
        self._where = where
        self._marks = (command.bytes, command.hex.encode(), str(command).encode())

    def close(self) -> None:
        """Stop, and break every connection."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._open:
            _break(each)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(self._server))
            self._open += [client, server]
            answered = Event()
            for pump in (self._to_server, self._to_client):
                thread = Thread(target=pump, args=(client, server, answered))
                self._threads.append(thread)
                thread.start()

    def _to_server(self, client: socket.socket, server: socket.socket, doomed: Event) -> None:
        with suppress(OSError):
            while sent := client.recv(_CHUNK):
                is_marked = self._is_marked(sent)
                if is_marked and self._where == "unsent":
                    break
                if is_marked and self._where == "unanswered":
                    doomed.set()
                server.sendall(sent)
                if is_marked and self._where == "unread":
                    break
        _break(client)
        _break(server)

    def _to_client(self, client: socket.socket, server: socket.socket, doomed: Event) -> None:
        with suppress(OSError):
            withheld = b""
            while answer := server.recv(_CHUNK):
                if not doomed.is_set():
                    client.sendall(answer)
                    continue
                withheld += answer
                if withheld.endswith(_READY):
                    break
        _break(client)
        _break(server)

    def _is_marked(self, sent: bytes) -> bool:
        if not any(mark in sent for mark in self._marks):
            return False
        self._marks = ()
        self.cuts += 1
        return True


@contextmanager
def breakable(url: str, folder: Path) -> Iterator[tuple[Proxy, str]]:
    """Give a proxy before a server, and the address that leads through it."""
    address = conninfo_to_dict(url)
    proxy = Proxy(Path(str(address["host"])) / f".s.PGSQL.{address['port']}", folder)
    try:
        yield proxy, make_conninfo(url, host=str(folder), port=5432)
    finally:
        proxy.close()


def _break(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
