"""Pages as the tests read them: how a template is broken into lines is no part of what it says."""

import re


def tight(html: str) -> str:
    """Markup without the line breaks and the indentation around tags and between their attributes."""
    html = re.sub(r"(?<=>)\s*\n\s*|\s*\n\s*(?=<)", "", html)
    return re.sub(r"\s+(?=>)", "", re.sub(r"\s*\n\s*", " ", html))
