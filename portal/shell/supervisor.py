"""Runs several long-lived functions as processes of one program: they start, live and end together."""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from types import FrameType

# How long a process may finish what it is doing after it was asked to stop.
PATIENCE_SECONDS = 10.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """Processes forked from this one, so that what is imported once serves them all.

    Close database connections before `start`: a connection must not be shared by two processes.
    """

    def __init__(self) -> None:
        self._names: dict[int, str] = {}
        self._asked_to_stop = False

    def catch_signals(self) -> None:
        """From now on Ctrl-C and SIGTERM ask for an orderly end."""
        for number in STOP_SIGNALS:
            signal.signal(number, self._ask_to_stop)

    def start(self, name: str, run: Callable[[], None]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        child = os.fork()
        if child == 0:
            self._become(run)
        self._names[child] = name

    def wait_until(self, is_ready: Callable[[], bool], *, seconds: float) -> bool:
        """Whether all processes live and the claim came true in time."""
        deadline = time.monotonic() + seconds
        while not self._asked_to_stop and time.monotonic() < deadline:
            if self._first_ended() is not None:
                return False
            if is_ready():
                return True
            time.sleep(0.05)
        return False

    def wait(self) -> str | None:
        """Wait for the end; the name of the process that ended by itself, None when asked to stop."""
        while not self._asked_to_stop:
            ended = self._first_ended()
            if ended is not None:
                return ended
            time.sleep(0.2)
        return None

    @property
    def was_asked_to_stop(self) -> bool:
        return self._asked_to_stop

    def stop(self) -> None:
        """End every process: politely, then again, then by force. None is left when this returns."""
        for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL):
            self._signal_all(number)
            deadline = time.monotonic() + PATIENCE_SECONDS
            while self._names and time.monotonic() < deadline:
                self._first_ended()
                time.sleep(0.02)

    def _become(self, run: Callable[[], None]) -> None:
        """The life of a child: its own session, so that Ctrl-C in the terminal reaches only the parent."""
        code = 1
        try:
            os.setsid()
            for number in STOP_SIGNALS:
                signal.signal(number, signal.SIG_DFL)
            run()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        except BaseException:  # noqa: BLE001 - a child must never fall back into the parent's code
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._asked_to_stop = True

    def _first_ended(self) -> str | None:
        for child, name in list(self._names.items()):
            if os.waitpid(child, os.WNOHANG)[0] != 0:
                # What it started itself lives in its session; nothing of that may stay behind.
                self._signal(child, signal.SIGKILL)
                del self._names[child]
                return name
        return None

    def _signal_all(self, number: signal.Signals) -> None:
        for child in self._names:
            if number is signal.SIGKILL:
                self._signal(child, number)
            else:
                # Only the leader: a web server stops its own workers, with requests still answered.
                os.kill(child, number)

    @staticmethod
    def _signal(child: int, number: signal.Signals) -> None:
        try:
            os.killpg(child, number)
        except ProcessLookupError:
            return
