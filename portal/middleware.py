"""What every answer carries, whoever made it."""

from django.conf import settings
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_cache_control


class PathLanguageMiddleware(LocaleMiddleware):
    """The language stands in the address and nowhere else.

    Django's own middleware adds `Vary: Accept-Language` to unprefixed pages, though they are always
    English here: it would split every shared cache for nothing.
    """

    def process_response(self, request, response):
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


class StaffPagesMiddleware:
    """What a signed-in person sees (drafts, the admin) is never kept by any cache.

    Public pages set no cookie. Only those vary by it on which staff see more than visitors do: the
    user is not looked up here unless a session's cookie came.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            patch_cache_control(response, no_store=True, private=True)
        return response


class PermissionsPolicyMiddleware:
    """The portal uses no camera, microphone, location or payment, and lets nothing embedded use them."""

    POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
