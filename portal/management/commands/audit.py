from django.core.management.base import BaseCommand, CommandError

from portal.quality.checks import findings
from portal.quality.concerns import concerns, count_concerns


class Command(BaseCommand):
    help = (
        "Says what is wrong with the record though the database takes it: rows that a form would refuse, "
        "texts in the wrong language, figures without basis, outcomes without a step, totals that cannot be. "
        "One line for each thing; the exit code is 1 if there is any."
    )

    def add_arguments(self, parser):
        parser.add_argument("--waiting", action="store_true", help="Say too what waits for staff; no error.")

    def handle(self, **options):
        for one, number in count_concerns(concerns()) if options["waiting"] else ():
            self.stdout.write(f"{one.model._meta.label_lower}: {one.label}: {number}")
        found = [str(finding) for finding in findings()]
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} to look at.")
        self.stdout.write("No problems found.")
