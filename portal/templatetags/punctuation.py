"""Tags that join the parts of a line: punctuation in the visitor's language, and lines without a space.

They are built in: no template loads this library.
"""

import re

from django import template
from django.template.base import TextNode

from portal.text import punctuation

register = template.Library()
register.simple_tag(punctuation.comma)
register.simple_tag(punctuation.colon)
register.simple_tag(punctuation.semicolon)
register.simple_tag(punctuation.opening, name="opening_bracket")
register.simple_tag(punctuation.closing, name="closing_bracket")


@register.filter
def comma_list(parts):
    """The parts that are not empty, separated by commas."""
    return punctuation.comma_list(*parts)


LINE_BREAK = re.compile(r"\s*\n\s*")


class JoinedLines(template.Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        return self.nodelist.render(context)


@register.tag
def joinlines(parser, token):
    """{% joinlines %} ... {% endjoinlines %}: print the lines between without line breaks and indentation.

    For running text whose parts may have no space between them, such as a comma after a link. A space that
    is wanted at the start or end of a line is written {{ " " }}. The lines are joined when the template is
    compiled. A start tag may not be broken into lines here: its attributes would be joined too.
    """
    nodelist = parser.parse(("endjoinlines",))
    parser.delete_first_token()
    for node in nodelist.get_nodes_by_type(TextNode):
        node.s = LINE_BREAK.sub("", node.s)
    return JoinedLines(nodelist)
