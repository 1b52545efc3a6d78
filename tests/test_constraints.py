"""Every constraint of every model, violated in the database and in `full_clean`.

`breaks_of` says for each constraint how to break a valid row: a list of changes, each of which must be
refused. `update()` writes the changes, so that only the database guards.
"""

import re
from datetime import date
from io import BytesIO

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, models, transaction
from PIL import Image

from portal.models import Figure, Keyed, Record, record_models
from tests import factories

FIRST_OF_YEAR, NOT_FIRST = date(2017, 1, 1), date(2017, 7, 9)


# What a field needs beside it, so that a wrong value breaks one constraint and not two.
COMPANIONS = {
    "official_title_language": {"official_title": "合成の覚書"},
    "amount_qualifier": {"amount": 1, "amount_currency": "JPY"},
    "standing": {"headline": False},  # where there are headlines
}


def is_not_a_choice(row, field):
    beside = {name: value for name, value in COMPANIONS.get(field, {}).items() if hasattr(row, name)}
    return [{field: "?", **beside}]


def is_empty(row, field):
    return [{field: ""}]


def is_not_exact(row, name):
    on, precision = f"{name}_on", f"{name}_precision"
    changes = [
        {on: FIRST_OF_YEAR, precision: ""},
        {on: NOT_FIRST, precision: "month"},
        {on: NOT_FIRST, precision: "year"},
        {on: date(2017, 7, 1), precision: "year"},
        {on: FIRST_OF_YEAR, precision: "?"},
    ]
    if row._meta.get_field(on).null:
        changes += [{on: None, precision: "day"}]
    return changes


def has_no_source(row, _field):
    return [{"source": None}]


def is_negative(row, _field):
    return [{"value": -1}]


def is_an_unconfirmed_headline(row, _field):
    return [
        {"headline": True, "standing": standing} for standing in ("one-press-source", "reported-in-advance")
    ]


def ends_before_it_starts(row, _field):
    return [
        {"starts_on": date(2017, 7, 10), "starts_precision": "day", "ends_on": day, "ends_precision": exact}
        for day, exact in [(date(2017, 7, 9), "day"), (date(2017, 6, 1), "month")]
    ]


GENERIC = {
    "_is_a_choice": is_not_a_choice,
    "_is_filled": is_empty,
    "_exact_as_stated": is_not_exact,
    "published_implies_source": has_no_source,
    "value_is_not_negative": is_negative,
    "ends_after_starts": ends_before_it_starts,
    "headline_is_confirmed": is_an_unconfirmed_headline,
}


def exhibits_twice(row):
    factories.exhibitor(edition=row.edition, organization=row.organization, role="buyer")
    return [{"role": "buyer"}]


def appears_twice(row):
    factories.appearance(forum=row.forum, person=row.person, role="moderator")
    return [{"role": "moderator"}]


def second_edition_of_a_year(row):
    factories.edition(fair=row.fair, year=2018)
    return [{"year": 2018}]


def second_headline_of_an_edition(row):
    pavilion = factories.pavilion(edition=row.edition)
    factories.edition_figure(edition=row.edition, headline=True)
    factories.edition_figure(edition=row.edition, pavilion=pavilion, headline=True)
    return [{"headline": True}, {"headline": True, "pavilion": pavilion}]


def second_headline_of_the_plan(row):
    occasion, area = factories.occasion(), factories.area()
    subjects = [{}, {"occasion": occasion}, {"area": area}, {"occasion": occasion, "area": area}]
    for subject in subjects:
        factories.reported_total(measure="projects", **subject)
    return [{"measure": "projects", **subject} for subject in subjects]


def same_area_twice(row):
    return [{"area": factories.area_assignment(memorandum=row.memorandum).area}]


def same_party_twice(row):
    return [{"organization": factories.signatory(memorandum=row.memorandum).organization}]


def same_link_twice(row):
    return [{"earlier": factories.related_document(memorandum=row.memorandum).earlier}]


def same_outcome_twice(row):
    return [{"outcome": factories.outcome_link(memorandum=row.memorandum).outcome}]


SPECIFIC = {
    "portal_source_is_titled_or_described": lambda row: [{"title": "", "description_en": ""}],
    "events_exhibitor_once_in_a_role": exhibits_twice,
    "events_edition_one_a_year": second_edition_of_a_year,
    "events_edition_starts_in_its_year": lambda row: [
        {"starts_on": date(2016, 12, 31), "starts_precision": "day"},
        {"starts_on": date(2018, 1, 1), "starts_precision": "year"},
    ],
    "events_editionfigure_one_headline": second_headline_of_an_edition,
    "events_forum_not_its_own_part": lambda row: [{"parent": row}],
    "events_appearance_once_in_a_role": appears_twice,
    "events_photo_has_one_owner": lambda row: [{"forum": factories.forum()}, {"edition": None}],
    "events_photo_described_or_decorative": lambda row: [{"alt_en": ""}, {"decorative": True}],
    "cooperation_area_number_from_one": lambda row: [{"number": 0}],
    "cooperation_reportedtotal_one_headline": second_headline_of_the_plan,
    "cooperation_memorandum_official_title_in_a_language": lambda row: [
        {"official_title": "合成の覚書"},
        {"official_title_language": "ja"},
    ],
    "cooperation_memorandum_counted_at_an_occasion": lambda row: [{"counted": "yes"}],
    "cooperation_areaassignment_once": same_area_twice,
    "cooperation_signatory_once": same_party_twice,
    "cooperation_relateddocument_once": same_link_twice,
    "cooperation_relateddocument_links_two": lambda row: [{"earlier": row.memorandum}],
    "cooperation_outcome_amount_with_currency_and_qualifier": lambda row: [
        {"amount": 1},
        {"amount": 1, "amount_currency": "JPY"},
        {"amount": 1, "amount_qualifier": "about"},
        {"amount_currency": "JPY", "amount_qualifier": "about"},
        {"amount": -1, "amount_currency": "JPY", "amount_qualifier": "about"},
    ],
    "cooperation_outcomelink_once": same_outcome_twice,
}

MODELS = [model for model in apps.get_models() if issubclass(model, Keyed)]
CONSTRAINTS = [(model, constraint) for model in MODELS for constraint in model._meta.constraints]
each_constraint = pytest.mark.parametrize(
    ("model", "constraint"), CONSTRAINTS, ids=[constraint.name for _model, constraint in CONSTRAINTS]
)


def generic_of(model, constraint):
    """The generic breaker that the name of a constraint asks for, and the field that the name names."""
    statement = constraint.name.removeprefix(f"{model._meta.app_label}_{model._meta.model_name}_")
    for suffix, breaker in GENERIC.items():
        if statement.endswith(suffix):
            return suffix, breaker, statement.removesuffix(suffix)
    return None


def breaks_of(model, constraint, row):
    if constraint.name in SPECIFIC:
        return SPECIFIC[constraint.name](row)
    _suffix, breaker, field = generic_of(model, constraint)
    return breaker(row, field)


@pytest.fixture
def picture():
    """The file that a synthetic photo names: a form reads it."""
    content = BytesIO()
    Image.new("RGB", (2, 2)).save(content, "PNG")
    content.seek(0)
    name = default_storage.save("photos/synthetic.png", content)
    yield name
    default_storage.delete(name)


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_factory_row_is_valid(model, picture):
    row = factories.FACTORIES[model]()

    row.full_clean()

    assert model.objects.get_by_natural_key(*row.natural_key()) == row


@each_constraint
@pytest.mark.django_db
def test_constraint_holds_in_the_database(model, constraint):
    row = factories.FACTORIES[model]()

    for changes in breaks_of(model, constraint, row):
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            model.objects.filter(pk=row.pk).update(**changes)

        said = str(caught.value)  # of a unique one over plain columns, SQLite names the columns
        plain = isinstance(constraint, models.UniqueConstraint) and constraint.fields
        columns = (
            [f"{model._meta.db_table}.{model._meta.get_field(f).column}" for f in constraint.fields]
            if plain
            else []
        )
        assert constraint.name in said or (columns and said.endswith(", ".join(columns))), (changes, said)


@each_constraint
@pytest.mark.django_db
def test_constraint_holds_in_full_clean(model, constraint, picture):
    stored = factories.FACTORIES[model]()

    for changes in breaks_of(model, constraint, stored):
        row = model.objects.get(pk=stored.pk)
        for field, value in changes.items():
            setattr(row, field, value)

        with pytest.raises(ValidationError) as by_constraints:
            row.validate_constraints()
        with pytest.raises(ValidationError) as by_all:
            row.full_clean()

        message = str(constraint.violation_error_message)
        assert message in by_constraints.value.messages, changes
        # a field that refuses the value by itself spares the constraint, and nothing else may
        by_field = set(by_all.value.error_dict) & set(changes)
        assert message in by_all.value.messages or by_field, (changes, by_all.value)


def test_every_constraint_has_one_way_to_be_broken():
    names = [constraint.name for _model, constraint in CONSTRAINTS]
    generic = {
        constraint.name: generic_of(model, constraint)
        for model, constraint in CONSTRAINTS
        if generic_of(model, constraint)
    }

    assert len(names) == len(set(names))
    assert set(names) == set(SPECIFIC) | set(generic)
    assert set(SPECIFIC) & set(generic) == set()
    assert {suffix for suffix, _breaker, _field in generic.values()} == set(GENERIC)


def test_every_model_has_a_factory():
    assert set(MODELS) == set(factories.FACTORIES)


def test_constraint_names_fit_postgresql():
    assert [constraint.name for _model, constraint in CONSTRAINTS if len(constraint.name) > 63] == []


def test_constraints_say_what_is_wrong():
    default = models.CheckConstraint.default_violation_error_message

    silent = [
        constraint.name
        for _model, constraint in CONSTRAINTS
        if not constraint.violation_error_message or constraint.violation_error_message == default
    ]

    assert silent == []


def test_constraint_names_say_whose_they_are():
    assert [
        constraint.name
        for model, constraint in CONSTRAINTS
        if not re.fullmatch(rf"{model._meta.app_label}_{model._meta.model_name}_[a-z_]+", constraint.name)
    ] == []


def test_records_keep_inherited_constraints_and_indexes():
    missing = {}
    for model in record_models():
        names = {"app_label": model._meta.app_label, "class": model._meta.model_name}
        meta = Figure.Meta if issubclass(model, Figure) else Record.Meta
        inherited = {item.name % names for item in [*meta.constraints, *Record.Meta.indexes]}
        kept = {item.name for item in [*model._meta.constraints, *model._meta.indexes]}
        if not inherited <= kept:
            missing[model._meta.label] = inherited - kept

    assert missing == {}
    assert [item.name for item in Record.Meta.constraints] == [
        "%(app_label)s_%(class)s_slug_is_filled",
        "%(app_label)s_%(class)s_published_implies_source",
    ]
