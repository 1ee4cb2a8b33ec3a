"""The program around the subcommands: arguments, the one JSON line, exit codes."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence

from nlp.command_line import classify, cluster, duplicates, groups, rank
from nlp.command_line.files import BadInput
from nlp.command_line.memory import peak_megabytes

BAD_INPUT = 2
_SUBCOMMANDS = (rank, classify, cluster, duplicates, groups)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand. Prints one JSON line; returns 0, or 2 after one line on stderr about bad input."""
    parsed = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], dict[str, object]] = parsed.run
    started = time.perf_counter()
    try:
        counts = run(parsed)
    except BadInput as error:
        print(f"nlp {parsed.subcommand}: {error}", file=sys.stderr)
        return BAD_INPUT
    costs = {
        "seconds": round(time.perf_counter() - started, 3),
        "cpu_seconds": round(time.process_time(), 3),
        "peak_mb": peak_megabytes(),
    }
    print(json.dumps({**counts, **costs}, ensure_ascii=False))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m nlp", description="Japanese text analysis from files.")
    subparsers = parser.add_subparsers(dest="subcommand", required=True)
    for module in _SUBCOMMANDS:
        name = module.__name__.rsplit(".", 1)[-1]
        subparser = subparsers.add_parser(name, help=(module.__doc__ or "").splitlines()[0])
        module.add_arguments(subparser)
        subparser.set_defaults(run=module.run)
    return parser
