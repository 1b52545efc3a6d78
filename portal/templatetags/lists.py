"""Tags for lists of records: cached rows, choices of a filter, the newest records."""

from django import template

from portal.models import record_models
from portal.templatetags.citations import CitationPlaceholders, citations_of

register = template.Library()


class CachedRowsNode(template.Node):
    def __init__(self, name, nodelist):
        self.name, self.nodelist = name, nodelist

    def render(self, context):
        rows, request, numbered = context["rows"], context["request"], citations_of(context)
        request.citations = CitationPlaceholders()
        for row in rows.uncached():
            with context.push(**{self.name: row}):
                rows.add(row.pk, self.nodelist.render(context))
        request.citations = numbered
        # a row that was withdrawn this very moment was not read
        printed = "".join(rows.html[pk] or "" for pk in rows.pks)
        return CitationPlaceholders.PLACEHOLDER.sub(
            lambda found: numbered.link(rows.sources[int(found[1])], "source"), printed
        )


@register.tag
def cached_rows(parser, token):
    """{% cached_rows name %} ... {% endcached_rows %}: each row of a list, as `name`.

    The markup of a row is cached until the record changes: it depends on the row, the language and the day
    alone.
    """
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endcached_rows",))
    parser.delete_first_token()
    return CachedRowsNode(name, nodelist)


@register.inclusion_tag("components/filter_choices.html")
def filter_choices(name, choices):
    """Checkboxes for the values of a list's parameter, each with a link to the rows of that value alone."""
    return {"name": name, "choices": choices}


@register.inclusion_tag("portal/newest_records.html")
def newest_records(limit=8, of_a_kind=3):
    """The records that were published last, of every kind that has a page of its own.

    Of records published at the same moment those of the upper app come first: outcomes, documents.
    """
    rows: list = []
    for model in reversed(record_models()):
        if model.has_page:
            rows += model.objects.published().with_owners().order_by("-published_at", "-pk")[:of_a_kind]
    rows.sort(key=lambda record: record.published_at, reverse=True)
    return {"records": rows[:limit]}
