"""Log-in of staff: who may, how failures are counted, and the answer to too many of them."""

import logging
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.backends import ModelBackend
from django.db import OperationalError
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

UNKNOWN_ADDRESS = "::"  # who asks through a socket has no address
log = logging.getLogger(__name__)


class StaffBackend(ModelBackend):
    """Lets staff accounts log in: others have nothing to log in to.

    Told here and not by the form, so that the right password of another account is counted and answered
    like a wrong one, and whoever is no longer staff is out at the next request.
    """

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and user.is_staff


class LoginAttempts(AxesDatabaseHandler):
    """Counts failed log-ins in the database, which is all that several workers share."""

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        try:
            super().user_login_failed(sender, credentials, request, **kwargs)
        except OperationalError:
            # The password was wrong, and that can be said. Having waited for the database as long as it is
            # waited for, this attempt has cost more time than those that are counted.
            log.exception("A failed log-in is not counted: the database is busy.")


def client_address(request) -> str:
    """The address that a request comes from, as far as it is known.

    Each trusted proxy adds to X-Forwarded-For the address that it was asked from; what stands before those
    was written by the visitor. Of IPv6 it is the network: a visitor has 2^64 addresses in it.
    """
    own = request.META.get("REMOTE_ADDR", "")
    hops = [*request.headers.get("X-Forwarded-For", "").split(","), own]
    forwarded = hops[-1 - settings.TRUSTED_PROXIES] if len(hops) > settings.TRUSTED_PROXIES else own
    for text in (forwarded, own):
        try:
            address = ip_address(text.strip())
        except ValueError:
            continue
        if not isinstance(address, IPv6Address):
            return str(address)
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((address.packed, 64), strict=False).network_address)
    return UNKNOWN_ADDRESS


def lockout_response(request, response, credentials):
    """The answer after too many failures (429), with an account or without one."""
    wait = settings.AXES_COOLOFF_TIME
    answer = render(
        request,
        "admin/locked.html",
        {
            **admin.site.each_context(request),
            "title": _("Too many failed login attempts"),
            "minutes": wait // timedelta(minutes=1),
        },
        status=429,
    )
    answer.headers["Retry-After"] = str(wait // timedelta(seconds=1))
    add_never_cache_headers(answer)
    return answer


def limit_session(sender, request, **kwargs):
    """Let a session end after its time, whatever is written to it until then."""
    request.session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))
