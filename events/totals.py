"""What only fairs can tell of the numbers that the public counts on."""

from collections.abc import Iterator

from events.choices import ExhibitorRole
from events.models import Exhibitor
from portal.totals import Total, kind, totalled


@totalled
def exhibitors() -> Iterator[Total]:
    """Those of the role "exhibitor" alone: an organisation may be a buyer at the same edition, too."""
    rows = Exhibitor.objects.published().filter(role=ExhibitorRole.EXHIBITOR)
    yield Total(Exhibitor._meta.label_lower, kind(Exhibitor), rows.count())
