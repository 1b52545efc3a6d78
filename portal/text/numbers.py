"""Whole numbers that arrive from outside: read only if they are no larger than a column can hold."""

import re

LARGEST_KEY = 2**63 - 1  # of a BIGINT
MAX_DIGITS = 18  # of a number that every column and every database takes
KEY = re.compile("[0-9]{1,19}")


def parse_key(text: str) -> int | None:
    """The primary key that a text states; None if no row can have it."""
    number = int(text) if KEY.fullmatch(text) else 0
    return number if 0 < number <= LARGEST_KEY else None
