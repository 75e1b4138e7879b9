"""Work in other threads, fed and heard from this one, so that this one can say once a second that it lives.

Only this thread touches the database: connections and the scope belong to a thread.
"""

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, Generic, TypeVar

import pyarrow as pa

from vmi.facts.store import AppendResult, fact_store

Item = TypeVar("Item")
_TICK_SECONDS: Final = 0.5
_WAITING_BATCHES: Final = 3


class _End:
    """Nothing more comes; with the reason, if it is one."""

    def __init__(self, problem: BaseException | None = None) -> None:
        self.problem = problem


class _Stopped(Exception):
    """The other side has gone away."""


class ReadAhead(Generic[Item]):
    """The items of `make()`, made in a thread of their own; `tick` is called while none is ready."""

    def __init__(self, make: Callable[[], Iterable[Item]], tick: Callable[[], object]) -> None:
        self._make, self._tick = make, tick
        self._queue: queue.Queue[Item | _End] = queue.Queue(_WAITING_BATCHES)
        self._is_stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="reading")

    def __iter__(self) -> Iterator[Item]:
        self._thread.start()
        try:
            while True:
                item = self._next()
                if isinstance(item, _End):
                    if item.problem is not None:
                        raise item.problem
                    return
                yield item
        finally:
            self._is_stopped.set()
            self._thread.join()

    def _next(self) -> Item | _End:
        while True:
            try:
                return self._queue.get(timeout=_TICK_SECONDS)
            except queue.Empty:
                self._tick()

    def _run(self) -> None:
        try:
            for item in self._make():
                self._put(item)
            self._put(_End())
        except _Stopped:
            return
        except BaseException as problem:  # noqa: BLE001  (it is raised where the items are used)
            self._put_end(_End(problem))

    def _put_end(self, end: _End) -> None:
        try:
            self._put(end)
        except _Stopped:
            return

    def _put(self, item: Item | _End) -> None:
        while not self._is_stopped.is_set():
            try:
                self._queue.put(item, timeout=_TICK_SECONDS)
            except queue.Full:
                continue
            return
        raise _Stopped


class FactWriter:
    """Rows on their way into the facts: one posting, one commit, when `finish` is called and not before."""

    def __init__(self, posting_id: int, partner_id: int, tick: Callable[[], object]) -> None:
        self._ids, self._tick = (posting_id, partner_id), tick
        self._queue: queue.Queue[pa.RecordBatch | _End] = queue.Queue(_WAITING_BATCHES)
        self._thread: threading.Thread | None = None
        self._result: AppendResult | None = None
        self._problem: BaseException | None = None
        self.rows = 0

    def write(self, batch: pa.RecordBatch) -> None:
        if not batch.num_rows:
            return
        self.rows += batch.num_rows
        self._put(batch)

    def finish(self) -> int:
        """Commit what was written and say how many rows there are now."""
        if not self.rows:
            return 0
        self._put(_End())
        self._wait()
        if self._result is None:
            raise RuntimeError("The facts did not say what they wrote.")
        return self._result.rows

    def abandon(self) -> None:
        """Let go of everything written; nothing is committed."""
        if self._thread is None:
            return
        while self._thread.is_alive():
            try:
                self._queue.put(_End(_Stopped()), timeout=_TICK_SECONDS)
            except queue.Full:
                continue
            self._thread.join(_TICK_SECONDS)

    def _put(self, item: pa.RecordBatch | _End) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True, name="facts")
            self._thread.start()
        while True:
            self._raise_problem()
            try:
                self._queue.put(item, timeout=_TICK_SECONDS)
            except queue.Full:
                self._tick()
                continue
            return

    def _wait(self) -> None:
        thread = self._thread
        while thread is not None and thread.is_alive():
            thread.join(_TICK_SECONDS)
            if thread.is_alive():
                self._tick()
        self._raise_problem()

    def _raise_problem(self) -> None:
        if self._problem is not None:
            raise self._problem

    def _run(self) -> None:
        try:
            self._result = fact_store().append_once(*self._ids, self._batches())
        except BaseException as problem:  # noqa: BLE001  (it is raised where the rows come from)
            self._problem = problem

    def _batches(self) -> Iterator[Any]:
        while True:
            item = self._queue.get()
            if isinstance(item, _End):
                if item.problem is not None:
                    raise item.problem
                return
            yield item
