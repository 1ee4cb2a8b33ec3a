"""Write and measure one format: `python -m benchmarks.documents.run FORMAT ROWS ORIGINALS`."""

import json
import os
import sys
from importlib import import_module

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings.test")
    django.setup()
    writing = import_module("benchmarks.documents.writing")
    chosen, rows, originals = sys.argv[1:]
    print(json.dumps(writing.measure(chosen, int(rows), int(originals))))


if __name__ == "__main__":
    main()
