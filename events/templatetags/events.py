"""Tags of the fairs: their parts of other apps' pages."""

from django import template
from django.db.models import Prefetch

from events.models import Edition, EditionFigure, Fair

register = template.Library()


@register.inclusion_tag("events/fair_index.html", takes_context=True)
def fair_index(context, limit=6, editions_of_each=3):
    """The fairs with their latest editions and each edition's headline figures."""
    figures = EditionFigure.objects.published().with_sources().filter(headline=True, pavilion=None)
    editions = (
        Edition.objects.published()
        .select_related("fair")
        .order_by("-year")
        .prefetch_related(Prefetch("figures", figures, to_attr="shown_figures"))
    )
    fairs = Fair.objects.published().prefetch_related(
        Prefetch("editions", editions[:editions_of_each], to_attr="shown_editions")
    )
    return {"fairs": fairs[:limit], "request": context["request"]}
