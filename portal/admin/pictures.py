"""How staff see and change an uploaded picture."""

from django.contrib.admin.widgets import AdminFileWidget
from django.utils.html import format_html


class PictureWidget(AdminFileWidget):
    """The picture that is stored, small, above its name and the button that replaces it."""

    def __init__(self, attrs=None):
        super().__init__({"accept": "image/jpeg,image/png,image/webp", **(attrs or {})})

    def render(self, name, value, attrs=None, renderer=None):
        rendered = super().render(name, value, attrs, renderer)
        if not self.is_initial(value):
            return rendered
        preview = '<img class="picture-preview" src="{}" alt="">{}'
        return format_html(preview, value.smallest, rendered)
