"""The processes that answer requests, and their orderly end."""

import gc
import os
import socket
import threading
import time

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

KILL_SECONDS = 10
WATCH_SECONDS = 1.0


class PortTaken(Exception):  # noqa: N818  (a state of the machine, told to whoever starts us)
    """Another program listens on this port."""


def serve(target: str, *, host: str, port: int, workers: int) -> None:
    """Answer requests until SIGINT or SIGTERM; return once every process of ours has ended.

    Args:
        target: `module:function` of an application factory, called in each process.

    Raises:
        PortTaken: nothing was started.
    """
    require_free(host, port)
    Granian(
        target,
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_SECONDS,
    ).serve()


def require_free(host: str, port: int) -> None:
    """Refuse a port that something listens on.

    Raises:
        PortTaken: with what to do, in Indonesian.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as err:
            raise PortTaken(
                f"Port {port} di {host} sudah dipakai program lain. "
                "Pilih yang lain dengan --port atau SANDING_PORT."
            ) from err


def calm_collector() -> None:
    """Let the collector of cycles look at what comes and goes, and seldom at what stays.

    Modules, decoders and cached aggregates live as long as the process; walking them over and
    over costs more than all the cycles that requests ever make.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def end_with_parent() -> None:
    """End this process soon after the one that started it, however that one ended."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(WATCH_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()
