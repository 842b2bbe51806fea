"""The process that reads files for others. It holds itself to limits, so that a file can only harm this process.

Started by `pool`, never by hand. It is told a file on each line of its input and writes what it reads to its
output, in `frames`. It ends when its input does.
"""

import json
import os
import resource
import signal
import sys
from io import BufferedWriter
from pathlib import Path
from typing import BinaryIO

from documents import frames
from documents.model import CannotRead, Cut, Limits
from documents.reading import read_pages

_SPARE_SECONDS = 5  # the reader ends by itself between two pages; this is for one page that never ends
_NEEDS_MEMORY = "This file needs more memory to read than we give to one file. Save it in a smaller form."
_ODD = "This file could not be read: something in it is not as it should be. Save it anew and try again."


def main() -> None:
    """Read file after file until there is nothing more to read."""
    output = _only_output()
    _never_write_files()
    for line in sys.stdin.buffer:
        told = json.loads(line)
        _read(Path(told["path"]), str(told["kind"]), Limits(**told["limits"]), output)


def _only_output() -> BufferedWriter:
    """The pipe to our parent. Whatever else a library prints goes nowhere."""
    pipe = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when this ends
    return pipe


def _never_write_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _hold_to(limits: Limits) -> None:
    """From here on so much memory and so much more processor time, or the system ends this process."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, resource.RLIM_INFINITY))
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + limits.seconds + _SPARE_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def _read(path: Path, kind: str, limits: Limits, output: BinaryIO) -> None:
    _hold_to(limits)
    try:
        for piece in read_pages(path, kind, limits):
            if isinstance(piece, Cut):
                output.write(frames.pack(frames.CUT, piece.reason))
            else:
                output.write(frames.pack(frames.PAGE, piece))
        output.write(frames.pack(frames.DONE))
    except CannotRead as problem:
        output.write(frames.pack(frames.REFUSED, str(problem)))
    except MemoryError:
        output.write(frames.pack(frames.REFUSED, _NEEDS_MEMORY))
    except BrokenPipeError:
        raise
    except Exception:
        output.write(frames.pack(frames.REFUSED, _ODD))
    output.flush()
