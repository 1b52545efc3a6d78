"""Read files as uploads under limits that kill, each in a process of its own, and say what came of them."""

import os
import resource
import sys
from pathlib import Path

import django
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

MEMORY, SECONDS = 600 * 2**20, 10


def outcome(path: str) -> str:
    from portal.fields.pictures import Picture

    try:
        return Picture(ContentFile(Path(path).read_bytes())).own_name.split("-")[1]
    except ValidationError as error:
        return " ".join(error.messages)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    django.setup()
    for path in sys.argv[1:]:
        child = os.fork()  # which has no second yet of those that are counted
        if not child:
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            print(outcome(path), flush=True)  # noqa: T201
            os._exit(0)
        if status := os.waitpid(child, 0)[1]:
            print("killed", status, flush=True)  # noqa: T201
