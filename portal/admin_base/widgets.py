"""Widgets of the admin's forms: dates with times, uploaded pictures, texts that do not fit into a line."""

from django import forms
from django.contrib.admin.widgets import AdminFileWidget, AdminSplitDateTime
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.translation import gettext as _

from portal.fields.pictures import StoredPicture


class LabelledDateTime(AdminSplitDateTime):
    """A date and a time, each labelled for screen readers as Django labels it on the page."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        labels = (context["date_label"], context["time_label"])
        for box, label in zip(context["widget"]["subwidgets"], labels, strict=True):
            box["attrs"]["aria-label"] = label
        return context


class WrappedTextInput(forms.Textarea):
    """A box that shows the whole of a text of one line; what is typed on several lines is joined."""

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        return " ".join(value.splitlines()) if isinstance(value, str) else value


def picture_preview(picture: StoredPicture) -> str:
    """A stored picture, small; with its size, if known, so that the page does not move when it loads."""
    size = {"width": picture.width, "height": picture.height} if picture.plain else {}
    attributes = {"src": picture.smallest, "alt": _("Stored picture"), **size}
    return format_html('<img class="picture-preview"{}>', flatatt(attributes))


class PictureWidget(AdminFileWidget):
    """The stored picture, small, above its name and the button that replaces it."""

    def __init__(self, attrs=None):
        super().__init__({"accept": "image/jpeg,image/png,image/webp", **(attrs or {})})

    def render(self, name, value, attrs=None, renderer=None):
        rendered = super().render(name, value, attrs, renderer)
        return format_html("{}{}", picture_preview(value), rendered) if self.is_initial(value) else rendered
