"""The most memory that a process and its children hold at one moment."""

import threading
import time
from pathlib import Path

_EVERY = 0.2


class Memory:
    """Looks five times a second from when it is made; `peak` is in MB, shared pages counted for each."""

    def __init__(self) -> None:
        self.peak = 0.0
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            self.peak = max(self.peak, _resident("self") + sum(map(_resident, _children("self"))))
            time.sleep(_EVERY)


def _children(process: str) -> list[str]:
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in _read(task).split():
            found += [child, *_children(child)]
    return found


def _resident(process: str) -> float:
    for line in _read(Path(f"/proc/{process}/status")).splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:  # it has ended
        return ""
