"""The messages of a validation error, each with the name of its field."""

from typing import Any, cast

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from portal.models.records import Record
from portal.text.punctuation import with_label


def labelled_messages(record: Record, error: ValidationError) -> list[str]:
    """The messages of an error, each after the label of its field: “Source: this field is required”."""
    if not hasattr(error, "error_dict"):
        return error.messages
    found = []
    for name, texts in error.message_dict.items():
        if name == NON_FIELD_ERRORS:
            found += texts
        else:
            label = cast(Any, record._meta.get_field(name)).verbose_name
            found += [with_label(label, text) for text in texts]
    return found
