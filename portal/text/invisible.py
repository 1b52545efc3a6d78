"""Characters that no reader sees, and that come with pasted text: zero width, soft hyphens, directions."""

import re

INVISIBLE_RANGES = (
    r"\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
)
INVISIBLE = re.compile(f"[{INVISIBLE_RANGES}]")


def strip_invisible(text: str) -> str:
    """The text without invisible characters, and without the spaces that stood beside one at its ends."""
    return text if text.isascii() or not INVISIBLE.search(text) else INVISIBLE.sub("", text).strip()


def invisible_codes(text: str) -> str:
    """The invisible characters of a text, each once, as Unicode writes them: U+200B, U+00AD."""
    found = dict.fromkeys(INVISIBLE.findall(text)) if not text.isascii() else {}
    return ", ".join(f"U+{ord(character):04X}" for character in found)


def show_invisible(text: str) -> str:
    """The text with each invisible character named in its place."""
    return INVISIBLE.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
