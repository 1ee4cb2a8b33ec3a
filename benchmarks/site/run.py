"""One measure in this process, on the database that `DATABASE_URL` names; a line of JSON for each row."""

import json
import sys
from importlib import import_module

import django
from django.core.management import call_command


def main() -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    measure = import_module(f"benchmarks.site.{sys.argv[1]}")
    for what, figures, wanted in measure.rows():
        row = {"what": what, "figures": figures, "wanted": wanted}
        print(json.dumps(row, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
