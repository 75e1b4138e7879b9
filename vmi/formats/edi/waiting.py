"""Parts of an interchange that wait for its end: one in memory, more of them in a temporary file."""

import pickle
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

import pyarrow as pa

from vmi.formats.shape import LINE_SCHEMA, RefusedLine

# Most of the columns of a line are empty: packed, they take next to nothing.
_PACKED: Final = pa.ipc.IpcWriteOptions(compression="zstd")


@dataclass(frozen=True)
class Part:
    """Some lines in order; `ends` are pairs of the row where a message ends in `lines`, and its number."""

    lines: pa.RecordBatch
    refused: list[RefusedLine]
    ends: list[tuple[int, int]]


class WaitingParts:
    """Takes parts and gives them back in order, once."""

    def __init__(self) -> None:
        self._held: list[Part] = []
        self._file: IO[bytes] | None = None
        self._written = 0

    def append(self, part: Part) -> None:
        self._held.append(part)
        if len(self._held) > 1:
            self._write()

    def __iter__(self) -> Iterator[Part]:
        if self._file is not None:
            with self._file as file:
                file.seek(0)
                for _number in range(self._written):
                    # Written a moment ago by this process, into a file that has no name.
                    packed, refused, ends = pickle.load(file)  # noqa: S301
                    yield Part(_unpacked(packed), refused, ends)
            self._file = None
        yield from self._held
        self._held = []

    def _write(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it was read
        for part in self._held:
            pickle.dump((_pack(part.lines), part.refused, part.ends), self._file)
            self._written += 1
        self._held = []


def _pack(lines: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, LINE_SCHEMA, options=_PACKED) as writer:
        writer.write_batch(lines)
    return bytes(sink.getvalue())


def _unpacked(packed: bytes) -> pa.RecordBatch:
    with pa.ipc.open_stream(packed) as reader:
        return reader.read_next_batch()
