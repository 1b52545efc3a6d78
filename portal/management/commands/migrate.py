from django.core.management.commands import migrate

from portal.management.autodetector import Autodetector


class Command(migrate.Command):
    autodetector = Autodetector
