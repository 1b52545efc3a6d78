"""Japanese moments with their zone; dates are Django's."""

DATETIME_FORMAT = "Y年n月j日 G:i T"
