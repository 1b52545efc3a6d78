import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from portal.models import record_models


class Command(BaseCommand):
    help = (
        "Makes an installation ready to serve: catalogues, tables, static files; the record if there is "
        "none; a staff account if there is none; sessions that have ended are deleted. Safe to run again at "
        "every start."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--user", default="staff", help="Name of the first staff account (default: staff)."
        )

    def handle(self, **options):
        try:
            self.set_up(**options)
        except (OSError, OperationalError) as error:
            raise CommandError(
                f"{error}\nMend this (room on the disk, the rights to {settings.DATA_DIR}, "
                "the database server) and run setup again."
            ) from error

    def set_up(self, **options):
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        call_command("catalogues")
        migrations = MigrationExecutor(connection)
        if migrations.migration_plan(migrations.loader.graph.leaf_nodes()):
            self.announce("Making the tables")
        call_command("migrate", verbosity=0)
        call_command("clearsessions")
        call_command("collectstatic", verbosity=0, interactive=False)
        if not any(model.objects.exists() for model in record_models()):
            self.announce("Loading the record")
            call_command("loaddata", "report", "record", stdout=self.stdout, stderr=self.stderr)
        accounts = get_user_model().objects
        if not accounts.filter(is_staff=True).exists():
            password = secrets.token_urlsafe(12)
            accounts.create_superuser(options["user"], password=password)
            self.stdout.write(
                f"Staff account: {options['user']}  password: {password}\n"
                f"Printed this once. Sign in at {settings.PUBLIC_URL}/admin/ and change it."
            )

    def announce(self, step):
        """Say what is about to be done, at once also where the output is a pipe."""
        self.stdout.write(step)
        self.stdout.flush()
