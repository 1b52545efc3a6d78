from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Upload(models.Model):
    """An uploaded file that waits for its import to be confirmed.

    It is stored in the database, where every worker and every machine finds it, for at most `MAX_AGE`: the
    next upload of anybody deletes files that are older.
    """

    MAX_AGE = timedelta(days=1)

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
    def store(cls, user, name: str, content: bytes) -> "Upload":
        """Store a file in place of the user's earlier one."""
        expired = models.Q(user=user) | models.Q(uploaded_at__lt=timezone.now() - cls.MAX_AGE)
        cls.objects.filter(expired).delete()
        return cls.objects.create(user=user, name=name[-255:], content=content)


class FinishedImport(models.Model):
    """An import that was written, in the same transaction as its rows: whoever closed the page finds it here.

    `revision` is that of the versions it wrote.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("user"), related_name="+", null=True
    )
    kind = models.CharField(_("kind"), max_length=100)  # the model's label
    name = models.CharField(_("name"), max_length=255)
    imported_at = models.DateTimeField(_("imported at"), default=timezone.now)
    new = models.PositiveIntegerField(_("new"))
    changed = models.PositiveIntegerField(_("changed"))
    unchanged = models.PositiveIntegerField(_("unchanged"))
    revision = models.UUIDField(_("revision"))

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-imported_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
