"""Group commit: commands that come in while another one is being written share the next write.

A log has one writer at a time, and each commit waits for the disk. With sixteen clients, sixteen
commits in a row would each pay that wait; so whoever finds the log busy queues up, and the next
writer takes the whole queue along in one transaction. A lone client pays nothing for this.
"""

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar, cast

A = TypeVar("A")
R = TypeVar("R")


class _Ticket(Generic[A, R]):
    """One waiting thread. `gate` opens when its result is there or it is its turn to lead."""

    __slots__ = ("arguments", "error", "gate", "is_done", "result")

    def __init__(self, arguments: A) -> None:
        self.arguments = arguments
        self.result: R | None = None
        self.error: BaseException | None = None
        self.is_done = False
        self.gate = Lock()
        self.gate.acquire()


class Groups(Generic[A, R]):
    """Lets one thread at a time write, on behalf of all that wait.

    Args:
        write: takes arguments in order and returns as many results in the same order. If it
            raises, every member of the group gets that error.
        most: members of a group.
    """

    def __init__(self, write: Callable[[Sequence[A]], Sequence[R]], *, most: int = 64) -> None:
        self._write = write
        self._most = most
        self._mutex = Lock()
        self._queue: deque[_Ticket[A, R]] = deque()
        self._is_busy = False

    def submit(self, arguments: A) -> R:
        """Have `arguments` written, in this thread's or another one's group; return its result."""
        ticket: _Ticket[A, R] = _Ticket(arguments)
        with self._mutex:
            self._queue.append(ticket)
            leads = not self._is_busy
            self._is_busy = True
        if not leads:
            ticket.gate.acquire()
        if not ticket.is_done:
            self._lead()  # at the head of the queue, so it is in the group it leads
        if ticket.error is not None:
            raise ticket.error
        return cast("R", ticket.result)

    def _lead(self) -> None:
        with self._mutex:
            group = [self._queue.popleft() for _ in range(min(self._most, len(self._queue)))]
        try:
            results = self._write([ticket.arguments for ticket in group])
            for ticket, result in zip(group, results, strict=True):
                ticket.result = result
        except BaseException as err:  # noqa: BLE001  (every waiting thread raises it)
            for ticket in group:
                ticket.error = err
        with self._mutex:
            if self._queue:
                self._queue[0].gate.release()
            else:
                self._is_busy = False
        for ticket in group:
            ticket.is_done = True
            ticket.gate.release()
