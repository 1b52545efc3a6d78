"""Texts of the libraries that these leave in English, in Japanese or in Russian.

They stand here for `make messages` to collect: our catalogues win over those of the libraries.
"""

from django.utils.translation import gettext_noop as _

# django-simple-history
HISTORY = [
    _("Created"),
    _("Changed"),
    _("Deleted"),
    _("This object doesn't have a change history."),
    _("View history: %s"),
]
