"""RESULTS.md has a part for each driver; each writes its own and leaves the others alone."""

import os
import platform
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

RESULTS = Path(__file__).parent / "RESULTS.md"


def write(heading: str, text: str) -> None:
    """Put `text`, which begins with `heading` (## …), where that part stands, or at the end."""
    before, found, rest = RESULTS.read_text(encoding="utf-8").partition(f"{heading}\n")
    _old, _, after = rest.partition("\n## ")
    parts = [before.rstrip(), text.strip(), f"## {after}".rstrip() if found and after else ""]
    RESULTS.write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")


def today() -> str:
    return datetime.now(ZoneInfo("Asia/Tokyo")).date().isoformat()


def machine() -> str:
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} processors, {system}"
