"""Headers of every response."""

from django.conf import settings
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_cache_control

from portal.pages.foreign_parameters import drop_parameters, is_foreign
from portal.pages.service import Health


class OutermostMiddleware:
    """Security headers on every response, also of other middleware; and the health check.

    It stands before the check of the Host header: a load balancer asks by address, and the refusal of
    an unknown host is an answer like any other.
    """

    HEADERS = {
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(
            f"{feature}=()"
            for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
        ),
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
    }

    def __init__(self, get_response):
        self.get_response = get_response
        self.health = Health.as_view()

    def __call__(self, request):
        response = self.health(request) if request.path == "/healthz" else self.get_response(request)
        for name, value in self.HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class ForeignParametersMiddleware:
    """Pages do not see the parameters that other sites append. Data formats do, and refuse them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.endswith("/") and request.META.get("QUERY_STRING"):
            drop_parameters(request, is_foreign)
        return self.get_response(request)


class PathLanguageMiddleware(LocaleMiddleware):
    """Takes the language from the address alone.

    Django's own middleware adds `Vary: Accept-Language` to unprefixed pages, though they are always
    English here: it would split every shared cache for nothing.
    """

    def process_response(self, request, response):
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


class StaffPagesMiddleware:
    """Keeps responses to a session (drafts, the admin) out of every cache.

    Public pages set no cookie. Only those vary by it on which staff see more than visitors do.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            patch_cache_control(response, no_store=True, private=True)
        return response
