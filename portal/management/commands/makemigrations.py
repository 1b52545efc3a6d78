from django.core.management.commands import makemigrations

from portal.management.autodetector import Autodetector


class Command(makemigrations.Command):
    autodetector = Autodetector
