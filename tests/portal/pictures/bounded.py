"""Read a file as an upload under limits that kill, and say what came of it."""

import resource
import sys
from pathlib import Path

import django
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

MEMORY, SECONDS = 600 * 2**20, 10

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    django.setup()
    from portal.fields.pictures import Picture

    try:
        print(Picture(ContentFile(Path(sys.argv[1]).read_bytes())).own_name.split("-")[1])  # noqa: T201
    except ValidationError as error:
        print(*error.messages)  # noqa: T201
