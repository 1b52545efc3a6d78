"""The search page: hits of every kind of record, grouped by kind, with what matched."""

from typing import cast

from django import forms
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from portal.lists.fields import NO_SUCH_PAGE, PageField, WordsField, no_such_page
from portal.lists.filterset import RecordFilterForm
from portal.search.query import MAX_RANKED_HITS, HitGroup, SearchQuery
from portal.search.texts import searched_models

PREVIEW_SIZE = 5  # hits of each kind on the page of all kinds
PAGE_SIZE = 50  # hits on the page of one kind


class SearchForm(RecordFilterForm):
    """The words to search for, and the kind of record (all, if none is given)."""

    q = WordsField(label=_("Words"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        error_messages={"invalid_choice": _("“%(value)s” is not a known value.")},
    )
    page = PageField(label=_("Page"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.kinds = {str(kind._meta.model_name): kind for kind in searched_models()}
        plurals = [(name, kind._meta.verbose_name_plural) for name, kind in self.kinds.items()]
        cast(forms.ChoiceField, self.fields["kind"]).choices = [("", _("everything")), *plurals]

    def clean(self):
        cleaned = super().clean()
        if (cleaned.get("page") or 1) > 1 and not cleaned.get("kind"):
            self.add_error("page", _("Choose a kind as well: only the results of one kind have pages."))
        return cleaned


class SearchView(TemplateView):
    """The public records that hold the words, whoever asks."""

    template_name = "portal/search.html"

    def get_context_data(self, **kwargs):
        form = SearchForm(self.request.GET)
        results = self.results(form) if form.is_valid() and form.cleaned_data["q"] else {}
        return super().get_context_data(form=form, **results, **kwargs)

    def render_to_response(self, context, **response_kwargs):
        status = 404 if context["form"].has_error("page", NO_SUCH_PAGE) else 200
        return super().render_to_response(context, status=status, **response_kwargs)

    def results(self, form: SearchForm) -> dict:
        """What the template prints of the search; nothing if the form has errors."""
        query = SearchQuery(form.cleaned_data["q"])
        if not query.words:
            return {}
        kind, page = form.cleaned_data["kind"], form.cleaned_data["page"] or 1
        if kind:
            group = query.group(form.kinds[kind], (page - 1) * PAGE_SIZE, page * PAGE_SIZE)
            groups = [group] if group and group.hits else []
            if page > 1 and not groups:
                form.add_error("page", no_such_page())
                return {"first_page": {"q": query.text, "kind": kind}}
        else:
            groups = query.groups(PREVIEW_SIZE)
        results = {
            "query": query,
            "groups": [(group, list_url(group)) for group in groups],
            "max_ranked_hits": MAX_RANKED_HITS,
            "previous_page": page - 1,
            "next_page": page + 1 if kind and groups and page * PAGE_SIZE < groups[0].count else 0,
        }
        if not groups:
            results |= {"similar": query.similar(), "single_words": query.single_words()}
        return results


def list_url(group: HitGroup) -> str:
    """The address of the list of this kind of record, if there is one: it can be filtered and downloaded."""
    namespace = group.model.page.partition(":")[0]
    try:
        return reverse(f"{namespace}:{group.kind}-list")
    except NoReverseMatch:
        return ""
