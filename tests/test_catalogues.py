"""Every text of the interface is said in every language, with the same places for what is filled in."""

import re
import shutil
import subprocess
import sys

import polib
import pytest
from django.conf import settings
from django.contrib.auth.forms import SetUnusablePasswordMixin
from django.contrib.auth.models import User
from django.utils.text import capfirst

from portal import vendor_messages

OTHERS = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|{\w*}")

# English leaves out a place that another language needs.
WANTED = {("ja", "{first_day}–{end}"): {"{start}", "{last_day}"}}


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"))


@pytest.mark.parametrize("language", OTHERS)
def test_every_entry_is_translated_and_none_is_a_guess(language):
    entries = catalogue(language)

    assert [entry.msgid for entry in entries if not entry.translated() or entry.obsolete or entry.fuzzy] == []
    assert len(entries) > 700


@pytest.mark.parametrize("language", OTHERS)
def test_every_translation_has_the_places_of_its_text(language):
    broken = []
    for entry in catalogue(language):
        wanted = set(PLACE.findall(entry.msgid)) | set(PLACE.findall(entry.msgid_plural))
        for text in [entry.msgstr] if entry.msgstr else entry.msgstr_plural.values():
            if set(PLACE.findall(text)) != WANTED.get((language, entry.msgid), wanted):
                broken.append((entry.msgid, text))

    assert broken == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="collecting the texts needs gettext")
def test_every_text_of_the_code_is_in_the_catalogues(tmp_path):
    """What `make messages` collects from a copy of the tree is what the catalogues have."""
    for name in ("manage.py", "portal", "events", "cooperation", "templates", "locale"):
        source = settings.BASE_DIR / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    command = ["makemessages", "--no-location", *(part for code in OTHERS for part in ("--locale", code))]
    settled = {
        "PUBLIC_URL": "https://record.example.org",
        "SECRET_KEY": settings.SECRET_KEY,
        "PATH": "/usr/bin:/bin",
    }
    subprocess.run(
        [sys.executable, "manage.py", *command], cwd=tmp_path, env=settled, check=True, capture_output=True
    )

    for language in OTHERS:
        collected = polib.pofile(str(tmp_path / "locale" / language / "LC_MESSAGES" / "django.po"))
        here = {(entry.msgctxt, entry.msgid) for entry in catalogue(language)}
        assert {(e.msgctxt, e.msgid) for e in collected if not e.obsolete} == here


def test_every_borrowed_text_is_still_said_by_its_library():
    labels = {capfirst(str(field.verbose_name)) for field in (*User._meta.fields, *User._meta.many_to_many)}

    assert set(vendor_messages.LABELS) - labels == set()
    assert [SetUnusablePasswordMixin.usable_password_help_text] == vendor_messages.PASSWORDS
