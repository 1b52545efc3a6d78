"""What the page of a list shows of its parameters: form controls, their choices, and active filters."""

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from django import forms
from django.utils.translation import gettext


@dataclass
class FilterChoice:
    """A value of a parameter: its label, how many rows match it, and the address of the list of those."""

    value: str
    label: Any
    chosen: bool = False
    count: int | None = None
    href: str = ""


@dataclass
class ActiveFilter:
    """The chosen values of one parameter, with the words that stand around them in the description."""

    name: str
    before: str
    after: str
    choices: list[FilterChoice]

    @property
    def text(self) -> str:
        labels = gettext(" or ").join(str(choice.label) for choice in self.choices)
        return f"{self.before}{labels}{self.after}"


@dataclass
class FilterControl:
    """A parameter in the form of a list: its field, what was typed there and its errors.

    Where it takes several values, `choices` are checkboxes; `typed` says that there is a text box for others,
    `more` how many of those match rows, `unstated` how many rows have no value; `suggested` are the records
    that an unknown value may have meant.
    """

    name: str
    field: forms.Field
    value: str
    errors: Any
    multiple: bool
    typed: bool = False
    choices: list[FilterChoice] = dataclass_field(default_factory=list)
    suggested: list[FilterChoice] = dataclass_field(default_factory=list)
    more: int = 0
    unstated: int = 0

    @property
    def described_by(self) -> str:
        """The ids of the help and the errors of the field, for `aria-describedby`."""
        descriptions = {"help": self.field.help_text, "error": self.errors}
        return " ".join(f"id_{self.name}_{suffix}" for suffix, text in descriptions.items() if text)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to choose from and nothing to say: no row that is left has any value."""
        return self.multiple and not (
            self.choices or self.suggested or self.typed or self.unstated or self.errors
        )
