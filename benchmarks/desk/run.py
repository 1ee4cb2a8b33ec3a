"""Every view over one run in this process, on the database that `DATABASE_URL` names; a line of JSON each."""

import json
import sys
from importlib import import_module

import django
from django.core.management import call_command


def main() -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    measure = import_module("benchmarks.desk.views")
    import_module("project.startup").settle()  # as the server does
    for what, figures in measure.rows(int(sys.argv[1])):
        print(json.dumps({"what": what, "figures": figures}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
