"""Rules of the house that no single module can hold by itself."""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from types import FunctionType

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin, InlineModelAdmin, ModelAdmin
from django.core.management import call_command
from django.db import models
from django_countries.fields import CountryField

from portal.duplicates.models import Distinction, Merger
from portal.models import Change, Keyed, Record
from portal.publishing.models import FormerAddress, Withdrawal
from portal.sheets.models import FinishedImport, Upload

ROOT = Path(settings.BASE_DIR)
APPS = ("portal", "events", "cooperation")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))
MODULES = sorted(
    path
    for package in (*APPS, "tests")
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
)
MODELS = [model for model in apps.get_models() if issubclass(model, Keyed)]


def found(pattern: str, paths=TEMPLATES) -> list[str]:
    """Where a pattern occurs: file, line, and what was found."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {match[0]}"
        for path in paths
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        for match in re.finditer(pattern, line)
    ]


def test_there_is_something_to_check():
    assert len(TEMPLATES) > 30
    assert len(COMPONENTS) > 10
    assert len(MODELS) > 20


# Data


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    try:
        call_command("makemigrations", check=True, dry_run=True)
    except SystemExit:
        pytest.fail(capsys.readouterr().out)


def test_every_model_is_named_by_its_natural_key():
    nameless = []
    of_one_database = (
        Change,
        Distinction,
        FinishedImport,
        FormerAddress,
        Merger,
        Upload,
        Withdrawal,
    )  # and history
    for model in apps.get_models():
        historical = model.__name__.startswith("Historical")
        if model._meta.app_label not in APPS or historical or model in of_one_database:
            continue
        key = getattr(model, "KEY", None)
        single = key and len(key) == 1 and model._meta.get_field(key[0]).unique
        together = key and any(
            set(constraint.fields) == set(key) and constraint.condition is None
            for constraint in model._meta.constraints
            if isinstance(constraint, models.UniqueConstraint)
        )
        if not (callable(getattr(model, "natural_key", None)) and (single or together)):
            nameless.append(model._meta.label)

    assert nameless == []


def test_every_model_keeps_its_history():
    assert [model._meta.label for model in MODELS if not hasattr(model, "history")] == []


def test_every_dated_event_is_as_exact_as_stated():
    missing = []
    for model in MODELS:
        names = {constraint.name for constraint in model._meta.constraints}
        for field in model._meta.fields:
            name = field.name.removesuffix("_precision")
            wanted = f"{model._meta.app_label}_{model._meta.model_name}_{name}_exact_as_stated"
            if name != field.name and wanted not in names:
                missing.append(wanted)

    assert missing == []


def test_every_closed_list_binds_the_database():
    missing = []
    for model in MODELS:
        names = {constraint.name for constraint in model._meta.constraints}
        for field in model._meta.fields:
            if not field.choices or isinstance(field, CountryField) or field.name.endswith("_precision"):
                continue  # a precision is held by `exact_as_stated`
            wanted = f"{model._meta.app_label}_{model._meta.model_name}_{field.name}_is_a_choice"
            if wanted not in names:
                missing.append(wanted)

    assert missing == []


def test_texts_are_never_null():
    assert [
        f"{model._meta.label}.{field.name}"
        for model in MODELS
        for field in model._meta.fields
        if isinstance(field, models.CharField | models.TextField) and field.null
    ] == []


def test_lists_have_a_total_order():
    """The last column of an ordering, or the columns together, name one row."""
    loose = []
    for model in MODELS:
        last = str(model._meta.ordering[-1]).lstrip("-") if model._meta.ordering else ""
        unique = last in {"id", "pk"} or (last and model._meta.get_field(last).unique)
        if not unique and set(model._meta.ordering) != set(model.KEY):
            loose.append(model._meta.label)

    assert loose == []


def test_index_names_are_explicit_and_short():
    names = [
        index.name
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in APPS
        for index in model._meta.indexes
    ]

    assert [name for name in names if len(name) > 30 or re.search(r"_[0-9a-f]{6,8}_idx$", name)] == []
    assert len(names) == len(set(names)) > 20


def test_owners_of_records_are_relations():
    for model in MODELS:
        for name in getattr(model, "part_of", ()):
            assert issubclass(model._meta.get_field(name).related_model, Record), (model, name)


# Templates


def test_templates_reach_no_unfiltered_relation():
    assert found(r"\.all\b|\w_set\b") == []


def test_templates_have_nothing_inline():
    """The content security policy refuses all of these."""
    assert found(r"\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*[\"']|javascript:") == []
    assert found(r"<script\b(?![^>]*\bsrc=)[^>]*>") == []


def test_templates_mark_nothing_as_safe():
    assert found(r"\|\s*safe\b|{%\s*autoescape\s+off") == []


def test_reported_numbers_are_printed_by_the_figure_tag_alone():
    """A total is told again beside what is recorded, under the figure; an amount has its citation."""
    bare = [line for line in found(r"\.(quantity|as_total|value)\b") if not re.search(FIELDS, line)]

    assert sorted({line.split(":")[0] for line in bare}) == [
        "templates/components/coverage.html",
        "templates/components/figures.html",
        "templates/cooperation/outcome_detail.html",
    ]


# A value of a form is no number that somebody reported.
FIELDS = r"templates/(components/(active_filters|filter_\w+)|portal/search|django/forms/widgets/\w+)\.html"


def test_templates_are_read_without_scrolling():
    assert found(r"^.{121,}") == []


MARKUP = re.compile(
    r"""{%\ blocktranslate.*?{%\ endblocktranslate\ %} | {%\ (?P<word>\w+).*?%} | {{.*?}} | {\#.*?\#}
    | <(?P<end>/?)(?P<name>[a-z]\w*)
      (?: {%.*?%} | {{.*?}} | "(?:{%.*?%}|{{.*?}}|[^"])*" | '(?:{%.*?%}|{{.*?}}|[^'])*' | [^<>"'] )*>""",
    re.DOTALL | re.VERBOSE,
)
VOID = {"br", "hr", "img", "input", "link", "meta", "source"}


def crowded(text: str) -> list[int]:
    """The lines that start an element or block tag inside another of the same line, or end both."""
    block_tags = set(re.findall(r"{% end(\w+)", text))
    opened: list[list[int]] = []  # of each element or block tag around: its first line, the last of a child
    lines = []
    for token in MARKUP.finditer(text):
        line = text.count("\n", 0, token.end() if token["end"] else token.start()) + 1
        if token["word"] in block_tags or (token["name"] and not token["end"] and token["name"] not in VOID):
            if opened and opened[-1][0] == line:
                lines.append(line)
            opened.append([line, 0])
        elif token["end"] or (token["word"] or "").startswith("end"):
            _first, of_child = opened.pop()
            if of_child == line:
                lines.append(line)
            if opened:
                opened[-1][1] = line
    assert opened == []
    return lines


def test_elements_and_block_tags_that_hold_others_have_lines_of_their_own():
    """So a change of one element is a change of its lines. A sentence to translate counts as text."""
    texts = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in TEMPLATES}

    assert {path: lines for path, text in texts.items() if (lines := crowded(text))} == {}
    assert crowded("<ul><li>one</li>\n</ul>") == [1]
    assert crowded("{% if one %}\n  <b>one</b>{% endif %}") == [2]
    assert crowded('<p class="{% if one %}one{% endif %}">{{ one }}</p><p><br></p>') == []


def test_joined_lines_break_no_start_tag():
    """{% joinlines %} would join its attributes too."""
    joined = [
        part
        for path in TEMPLATES
        for part in re.findall(r"{% joinlines %}.*?{% endjoinlines %}", path.read_text("utf-8"), re.DOTALL)
    ]

    assert len(joined) > 20
    assert [
        token[0] for part in joined for token in MARKUP.finditer(part) if token["name"] and "\n" in token[0]
    ] == []


def test_components_say_their_inputs_first():
    lines = {path.name: path.read_text("utf-8").splitlines()[0] for path in COMPONENTS}

    assert {name: line for name, line in lines.items() if not re.fullmatch(r"{# .+ #}", line)} == {}


def test_components_say_every_input_they_are_given():
    inputs = {path.name: path.read_text("utf-8").splitlines()[0] for path in COMPONENTS}
    unsaid = []
    for path in TEMPLATES:
        for name, given in re.findall(r'{% include "components/([^"]+)"(.*?)%}', path.read_text("utf-8")):
            given = re.sub(r'_?\(?"[^"]*"\)?', "", given)
            unsaid += [
                f"{path.relative_to(ROOT)}: {name}: {argument}"
                for argument in re.findall(r"(\w+)=", given)
                if not re.search(rf"\b{argument}\b", inputs[name])
            ]

    assert unsaid == []


def test_components_get_their_inputs_only():
    loose = [include for include in found(r'{% include "components/[^%]*%}') if "only %}" not in include]

    assert loose == []


def test_components_are_short():
    assert {
        path.name: lines for path in COMPONENTS if (lines := len(path.read_text("utf-8").splitlines())) > 40
    } == {}


# Modules


def test_modules_are_read_in_one_sitting():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in MODULES
        if (lines := len(path.read_text("utf-8").splitlines())) > 400
    }

    assert len(MODULES) > 100
    assert long == {}


def test_no_two_modules_define_the_same_class():
    """A name is one thing; nobody imports `Change as Mark`. Django wants `Command` and `Migration` so."""
    modules = defaultdict(list)
    for path in MODULES:
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and node.name != "Command":
                modules[node.name].append(str(path.relative_to(ROOT)))

    assert len(modules) > 200
    assert {name: places for name, places in modules.items() if len(places) > 1} == {}


def test_imports_go_one_way():
    lint = Path(sys.executable).with_name("lint-imports")

    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


# Admin

ADMINS = [type(one) for one in admin.site._registry.values()]
INLINES = [inline for one in ADMINS for inline in one.inlines]
OURS = {base for one in (*ADMINS, *INLINES) for base in one.__mro__ if base.__module__.split(".")[0] in APPS}


def test_a_hook_of_the_admin_is_overridden_by_two_classes_at_most():
    """A staff save is followed from top to bottom: features are asked by one class, not mixed in."""
    hooks = {
        name
        for base in (BaseModelAdmin, ModelAdmin, InlineModelAdmin)
        for name, value in vars(base).items()
        if isinstance(value, FunctionType) and not name.startswith("__")
    }
    overridden = {
        hook: sorted(one.__name__ for one in OURS if isinstance(vars(one).get(hook), FunctionType))
        for hook in hooks
    }

    assert len(overridden["save_model"]) == 1
    assert {hook: classes for hook, classes in overridden.items() if len(classes) > 2} == {}


def test_admin_classes_are_shallow():
    depths = {one.__name__: len([base for base in one.__mro__ if base in OURS]) for one in ADMINS}

    assert max(depths.values()) <= 5, depths


# Packages


def test_packages_come_from_no_named_registry():
    locks = sorted((ROOT / "requirements").glob("*.txt"))
    options = r"^\s*(-i|--(extra-)?index-url|--find-links|--trusted-host)\b|index-url|find-links"

    assert len(locks) == 4
    assert found("://", locks) == []
    assert found(options, [*locks, ROOT / "pyproject.toml"]) == []
    assert (
        found(r"\[\[?tool\.(uv|poetry)\.(index|source)|://[^\"]*(simple|pypi)", [ROOT / "pyproject.toml"])
        == []
    )
