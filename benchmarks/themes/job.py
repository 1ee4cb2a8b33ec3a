"""A whole run with its database, in a process of its own: `python -m benchmarks.themes.job DATA SIZE`."""

import json
import sys
from importlib import import_module
from pathlib import Path

import django
from django.core.management import call_command

from benchmarks.themes import cost


def main() -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    texts = cost.texts_of(Path(sys.argv[1]), int(sys.argv[2]))
    print(json.dumps(import_module("benchmarks.themes.whole").measure(texts), ensure_ascii=False))


if __name__ == "__main__":
    main()
