from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Upload(models.Model):
    """A file between the preview of its import and the answer to it.

    It waits in the database, where every worker and every machine finds it, and for no longer than a day:
    whoever uploads next clears away what was forgotten.
    """

    KEPT = timedelta(days=1)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("user"), related_name="+"
    )
    name = models.CharField(_("name"), max_length=255)
    content = models.BinaryField(_("content"))
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def keep(cls, user, name: str, content: bytes) -> "Upload":
        """One of a user at a time."""
        forgotten = models.Q(user=user) | models.Q(uploaded_at__lt=timezone.now() - cls.KEPT)
        cls.objects.filter(forgotten).delete()
        return cls.objects.create(user=user, name=name[-255:], content=content)
