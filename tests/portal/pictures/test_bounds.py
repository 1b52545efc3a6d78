"""No upload takes more than 600 MB or ten seconds: the process would be killed."""

import subprocess
import sys

import pytest
from django.conf import settings

from portal.fields.pictures import MAX_BYTES
from tests.portal.pictures.corpus import REFUSED, heaviest

LARGE = ["a text of 100 MB in a PNG", *(name for name in REFUSED if "pixels" in name)]


def outcomes(*paths) -> list[str]:
    command = [sys.executable, "-W", "ignore", "-m", "tests.portal.pictures.bounded", *map(str, paths)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=settings.BASE_DIR)
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout.splitlines()


@pytest.fixture(scope="module")
def heavy():
    return heaviest()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("JPEG in steps", "2560x2560.jpg"),
        ("JPEG for print", "2560x2560.jpg"),
        ("see-through PNG", "2560x2560.png"),
        ("PNG with a palette", "2560x2560.png"),
        ("grey PNG with alpha", "2560x2560.png"),
        ("deep PNG", "2560x2560.jpg"),
        ("WebP", "2560x2560.jpg"),
        ("see-through WebP", "2560x2560.png"),
        ("a line", "2560x1.jpg"),
    ],
)
def test_heaviest_upload_stays_within_bounds(name, size, heavy, tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(heavy[name])

    assert path.stat().st_size <= MAX_BYTES
    assert outcomes(path) == [size]


@pytest.fixture(scope="module")
def outcomes_of_bombs(tmp_path_factory):
    directory = tmp_path_factory.mktemp("bombs")
    paths = [directory / str(number) for number in range(len(LARGE))]
    for path, name in zip(paths, LARGE, strict=True):
        path.write_bytes(REFUSED[name][0])
    return dict(zip(LARGE, outcomes(*paths), strict=True))


@pytest.mark.parametrize("name", LARGE)
def test_bomb_is_refused_within_bounds(name, outcomes_of_bombs):
    assert outcomes_of_bombs[name] == REFUSED[name][1]
