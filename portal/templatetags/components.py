"""Rendering components from Python, for tags whose result is cached or stands inside a sentence."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


def render_component(component: str, /, **inputs) -> SafeString:
    """The markup of `templates/components/<component>.html`, without the white space around it."""
    return SafeString(render_to_string(f"components/{component}.html", inputs).strip())
