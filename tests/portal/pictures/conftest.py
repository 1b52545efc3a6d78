from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests import factories


@pytest.fixture(autouse=True)
def storage(settings):
    """A place of its own for the files of each test."""
    settings.STORAGES = {**settings.STORAGES}  # which makes the default storage anew
    return default_storage


def upload(size=(1000, 500), name="synthetic.jpg") -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", size, "red").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def uploaded(**given):
    """A photo as a form leaves it: with its files."""
    return factories.photo(**{"image": upload(), **given})


def files(directory="photos") -> set[str]:
    if not default_storage.exists(directory):
        return set()
    return {f"{directory}/{name}" for name in default_storage.listdir(directory)[1]}
