from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Builds the message catalogues (.mo) from their texts (.po). Needs no gettext."
    requires_system_checks = []

    def handle(self, **options):
        for directory in settings.LOCALE_PATHS:
            for text in sorted(Path(directory).glob("*/LC_MESSAGES/*.po")):
                polib.pofile(str(text)).save_as_mofile(str(text.with_suffix(".mo")))
