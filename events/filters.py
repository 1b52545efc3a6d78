"""Parameters of the list of exhibitors."""

from django.db.models import Q

from portal.fields import words
from portal.filters import RecordFilterSet


class ExhibitorFilterSet(RecordFilterSet):
    """A word may stand in what was shown, or be part of the organisation's or the edition's name."""

    def search(self, queryset, name, value):
        for word in words(value):
            queryset = queryset.filter(
                Q(folded__contains=word)
                | Q(organization__folded__contains=word)
                | Q(edition__folded__contains=word)
                | Q(edition__fair__folded__contains=word)
            )
        return queryset
