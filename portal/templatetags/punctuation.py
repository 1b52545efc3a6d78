"""Between parts of a line: {% comma %}, {% colon %}, {% semicolon %}, {% opening %} and {% closing %}."""

from django import template

from portal.text import punctuation

register = template.Library()

for mark in (
    punctuation.comma,
    punctuation.colon,
    punctuation.semicolon,
    punctuation.opening,
    punctuation.closing,
):
    register.simple_tag(mark)
