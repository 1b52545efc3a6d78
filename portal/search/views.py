"""Search over everything, on one page: grouped by kind, the best first, with what matched."""

from typing import cast

from django import forms
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from portal.lists.fields import PageField, WordsField
from portal.lists.filterset import RecordFilterForm
from portal.search.query import MOST, Group, Question, searched_models

A_GROUP = 5  # finds of each kind on the page of all kinds
A_PAGE = 50  # finds of one kind


class SearchForm(RecordFilterForm):
    """What is looked for, and in which kind of record (all)."""

    q = WordsField(label=_("Words"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        error_messages={"invalid_choice": _("“%(value)s” is not known here.")},
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
            self.add_error("page", _("Give a kind too: only the finds of one kind have pages."))
        return cleaned


class Search(TemplateView):
    """The records that hold the words asked for. Publication is that of each record, whoever asks."""

    template_name = "portal/search.html"

    def get_context_data(self, **kwargs):
        form = SearchForm(self.request.GET)
        found = self.found(form) if form.is_valid() and form.cleaned_data["q"] else {}
        return super().get_context_data(form=form, **found, **kwargs)

    def found(self, form: SearchForm) -> dict:
        asked = form.cleaned_data
        question = Question(asked["q"])
        if not question.words:
            return {}
        groups, page = self.groups(question, form)
        if form.errors:
            return {}
        found = {
            "question": question,
            "groups": [(group, self.whole_list(group)) for group in groups],
            "most": MOST,
            "previous": page - 1,
            "next": page + 1 if asked["kind"] and groups and page * A_PAGE < groups[0].count else 0,
        }
        if not groups:
            found |= {"nearest": question.nearest(), "fewer": question.fewer()}
        return found

    def groups(self, question: Question, form: SearchForm) -> tuple[list[Group], int]:
        asked = form.cleaned_data
        if not asked["kind"]:
            return question.groups(A_GROUP), 1
        page = asked["page"] or 1
        group = question.group(form.kinds[asked["kind"]], (page - 1) * A_PAGE, page * A_PAGE)
        if page > 1 and not (group and group.finds):
            form.add_error("page", _("This list has fewer pages."))
        return [group] if group and group.finds else [], page

    @staticmethod
    def whole_list(group: Group) -> str:
        """Where all finds of a kind stand as a list that can be narrowed, if there is one."""
        namespace = group.model.page.partition(":")[0]
        try:
            return reverse(f"{namespace}:{group.kind}-list")
        except NoReverseMatch:
            return ""
