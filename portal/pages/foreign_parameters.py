"""Parameters that other sites append to addresses of ours when they link to them: pages ignore them."""

from collections.abc import Callable

from django.http import HttpRequest

PREFIXES = ("utm_", "mtm_", "piwik_", "matomo_", "hsa_", "_hs", "ga_", "mc_", "ref_", "vero_")
NAMES = {
    *("fbclid", "igshid", "igsh", "twclid", "ttclid", "li_fat_id", "epik", "s_kwcid", "rb_clickid"),
    *("gclid", "gclsrc", "gbraid", "wbraid", "dclid", "srsltid", "_ga", "_gl", "_gac"),
    *("yclid", "ymclid", "ysclid", "_openstat", "msclkid", "vkclid", "mkt_tok", "oly_enc_id", "oly_anon_id"),
    *("pk_campaign", "pk_kwd", "pk_keyword", "pk_source", "pk_medium", "pk_content", "pk_cid"),
    *("ref", "referrer", "referer", "cmpid", "wickedid", "spm", "_branch_match_id", "__twitter_impression"),
}  # fmt: skip


def is_foreign(name: str) -> bool:
    return name.lower() in NAMES or name.lower().startswith(PREFIXES)


def drop_parameters(request: HttpRequest, unwanted: Callable[[str], bool]) -> None:
    """Take parameters out of a request: whatever reads its query afterwards finds none, and links to none."""
    if names := [name for name in request.GET if unwanted(name)]:
        query = request.GET.copy()
        for name in names:
            del query[name]
        query._mutable = False
        request.GET = query  # type: ignore[assignment]  # which is read-only to others
        request.META["QUERY_STRING"] = query.urlencode()
