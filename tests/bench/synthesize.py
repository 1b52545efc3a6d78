"""Fills the empty database of DATABASE_URL with visibly synthetic rows: `python -m tests.bench.synthesize`.

They are the same each time, to measure and to try with.
"""

import argparse
import os
import sys
from collections.abc import Sequence

MIN_SCALE, MAX_SCALE = 0.001, 10


def scale(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not MIN_SCALE <= value <= MAX_SCALE:
        raise argparse.ArgumentTypeError(f"{text} is not a number from {MIN_SCALE} to {MAX_SCALE}")
    return value


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.synthesize", description=__doc__)
    parser.add_argument(
        "--scale",
        type=scale,
        default=0.01,
        help=f"1 is 300,000 exhibitors; from {MIN_SCALE} to {MAX_SCALE} (default: 0.01)",
    )
    parser.add_argument("--quiet", action="store_true", help="say nothing of what was made")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    from tests.bench.synthetic import RealRowError, fill

    try:
        fill(options.scale, (lambda line: None) if options.quiet else print)
    except RealRowError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
