"""Texts of libraries that these translate into neither Japanese nor Russian.

They stand here for `make messages` to collect: our catalogues win over those of the libraries.
"""

from django.utils.translation import gettext_noop as _

# Django: its log keeps the labels of an account's fields, in English and with a capital
LABELS = [
    _("Username"),
    _("First name"),
    _("Last name"),
    _("Active"),
    _("Staff status"),
    _("Superuser status"),
    _("Groups"),
    _("User permissions"),
    _("Last login"),
    _("Date joined"),
]

# Django: its Russian text says "Single Sing-On"
PASSWORDS = [
    _(
        "Whether the user will be able to authenticate using a password or not. If disabled, they may still "
        "be able to authenticate using other backends, such as Single Sign-On or LDAP."
    ),
]
