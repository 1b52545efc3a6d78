"""Answers for machines: uploaded pictures for browsers, health for load balancers."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import FileResponse, Http404, JsonResponse
from django.views import View

from portal.fields.pictures import PictureField, files_of, original_name
from portal.models import owned_models
from portal.publishing.preview import Preview, no_store


class Media(View):
    """An uploaded picture, in any of its sizes, for those who may see the record it belongs to."""

    def get(self, request, name):
        if Preview.PARAMETER not in request.GET:
            return self.picture(name, request.user)
        preview = Preview.of(request.GET[Preview.PARAMETER])
        if preview is None:
            raise Http404
        return no_store(self.picture(name, preview))

    @staticmethod
    def picture(name, visitor):
        if "\0" in name:  # no column can hold it, and PostgreSQL says so loudly
            raise Http404
        for model in owned_models():
            for field in model._meta.fields:
                if not isinstance(field, PictureField):
                    continue
                named = {f"{field.name}__in": {name, original_name(name)}}
                row = model.objects.visible_to(visitor).filter(**named).first()
                if row is None or name not in files_of(getattr(row, field.name).name):
                    continue
                try:
                    return FileResponse(field.storage.open(name))
                except FileNotFoundError as error:
                    raise Http404 from error
        raise Http404


class Health(View):
    """For load balancers: whether the database and the cache answer."""

    def get(self, request):
        parts = {"database": self.database(), "cache": self.cache()}
        failed = parts["database"] != "ok"  # without the cache everything still works
        return JsonResponse(
            {"status": "failed" if failed else "ok", **parts},
            status=503 if failed else 200,
            headers={"Cache-Control": "no-store", **({"Retry-After": "5"} if failed else {})},
        )

    @staticmethod
    def database():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return "failed"
        return "ok"

    @staticmethod
    def cache():
        try:
            cache.set("healthz", "ok", 5)
            return cache.get("healthz") or "failed"
        except Exception:  # each cache has its own errors
            return "failed"
