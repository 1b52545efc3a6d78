"""How staff see and change an uploaded picture."""

from django.contrib.admin.widgets import AdminFileWidget
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.translation import gettext as _

from portal.fields.pictures import StoredPicture


def preview(picture: StoredPicture) -> str:
    """A stored picture, small. Its size is told, where it is known, so that nothing moves when it comes."""
    size = {"width": picture.width, "height": picture.height} if picture.plain else {}
    told = {"src": picture.smallest, "alt": _("As it is stored"), **size}
    return format_html('<img class="picture-preview"{}>', flatatt(told))


class PictureWidget(AdminFileWidget):
    """The picture that is stored, small, above its name and the button that replaces it."""

    def __init__(self, attrs=None):
        super().__init__({"accept": "image/jpeg,image/png,image/webp", **(attrs or {})})

    def render(self, name, value, attrs=None, renderer=None):
        rendered = super().render(name, value, attrs, renderer)
        return format_html("{}{}", preview(value), rendered) if self.is_initial(value) else rendered
