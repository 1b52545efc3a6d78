"""What `makemigrations` finds changed: no labels; a generated column is removed and added again."""

from collections.abc import Sequence

from django.db.migrations.autodetector import MigrationAutodetector, OperationDependency
from django.db.migrations.migration import Migration
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Q

from portal.management.operations import CreateModels

# Read by forms, pages and messages alone, with what stands for none: a change of them needs no migration.
FIELD_LABELS = {
    "verbose_name": None,
    "help_text": "",
    "choices": None,
    "error_messages": None,
    "editable": True,
}
MODEL_LABELS = {"verbose_name", "verbose_name_plural"}
CONSTRAINT_LABELS = {"violation_error_message": None, "violation_error_code": None}


def rebuild(part, labels: dict):
    """A field or a constraint made again without its labels."""
    *_name, arguments, keywords = part.deconstruct()
    return type(part)(*arguments, **keywords | {name: labels[name] for name in labels if name in keywords})


def without_labels(state: ProjectState) -> ProjectState:
    """A copy of a state, without labels, help texts and messages."""
    models = {}
    for key, model in state.models.items():
        fields = {name: rebuild(field, FIELD_LABELS) for name, field in model.fields.items()}
        options = {name: value for name, value in model.options.items() if name not in MODEL_LABELS}
        options["constraints"] = [rebuild(one, CONSTRAINT_LABELS) for one in options["constraints"]]
        models[key] = ModelState(model.app_label, model.name, fields, options, model.bases, model.managers)
    return ProjectState(models, state.real_apps)


def fields_read(part) -> set[str]:
    """The names of the fields that a generated field, an index or a constraint reads."""
    names = {name.removeprefix("-") for name in (*getattr(part, "fields", ()), *getattr(part, "include", ()))}
    expressions = [*getattr(part, "expressions", ())]
    expressions += [getattr(part, name) for name in ("expression", "condition") if getattr(part, name, None)]
    return names.union(*(Q(expression).referenced_base_fields for expression in expressions))


def create_models_whole(operations: Sequence[Operation]) -> list[Operation]:
    """The operations of a first migration, with all models created in one, each with all that is its own."""
    created = {
        operation.name_lower: operation for operation in operations if isinstance(operation, CreateModel)
    }
    others: list[Operation] = []
    for operation in operations:
        model = created.get(getattr(operation, "model_name_lower", ""))
        if model and isinstance(operation, AddField):
            model.fields.append((operation.name, operation.field))
        elif model and isinstance(operation, AddIndex):
            model.options.setdefault("indexes", []).append(operation.index)
        elif model and isinstance(operation, AddConstraint):
            model.options.setdefault("constraints", []).append(operation.constraint)
        elif not isinstance(operation, CreateModel):
            others.append(operation)
    return [CreateModels([*created.values()]), *others] if created else others


class Autodetector(MigrationAutodetector):
    """Django's autodetector, without labels and with changes of generated columns that can be migrated.

    No database alters a generated column, and PostgreSQL no column that a generated one reads. Django writes
    such a migration nevertheless, and it fails when it is run. Here the generated column is removed first,
    with the indexes and constraints on it, and added again once the columns that it reads are there.
    """

    old_field_keys: set[tuple[str, str, str]]
    new_field_keys: set[tuple[str, str, str]]
    renamed_models: dict[tuple[str, str], str]
    renamed_fields: dict[tuple[str, str, str], str]
    migrations: dict[str, list[Migration]]
    altered_indexes: dict[tuple[str, str], dict]
    altered_constraints: dict[tuple[str, str], dict]

    def __init__(self, from_state, to_state, questioner=None):
        super().__init__(without_labels(from_state), without_labels(to_state), questioner)

    def _optimize_migrations(self):
        super()._optimize_migrations()
        for migrations in self.migrations.values():
            for migration in migrations:
                if migration.initial:
                    migration.operations = create_models_whole(migration.operations)

    def create_altered_indexes(self):
        # the first step at which Django knows what is renamed, and the last before it writes operations
        self.remade = self.find_remade_fields()
        super().create_altered_indexes()
        self.remake_readers("indexes", self.altered_indexes)
        for changes in self.altered_indexes.values():
            removed = {index.name for index in changes["removed_indexes"]}
            changes["renamed_indexes"] = [
                names for names in changes["renamed_indexes"] if names[0] not in removed
            ]

    def create_altered_constraints(self):
        super().create_altered_constraints()
        self.remake_readers("constraints", self.altered_constraints)

    def generate_removed_indexes(self):
        super().generate_removed_indexes()
        # before what they read is renamed, altered or removed; `generate_added_fields` finds them missing
        for key in sorted(self.remade | self.find_removed_fields()):
            self._generate_removed_field(*key)  # type: ignore[attr-defined]  # the stubs leave it out
            self.old_field_keys.remove(key)

    def add_operation(self, app_label, operation, dependencies=None, beginning=False):
        dependencies = list(dependencies or ())
        if isinstance(operation, AddField) and operation.field.generated:
            # Django has it wait for every relation, and for every namesake, that any model is given
            own = (app_label, operation.model_name_lower)
            dependencies = [dependency for dependency in dependencies if dependency[:2] == own]
        if isinstance(operation, AddIndex | AddConstraint):
            dependencies += [
                OperationDependency(*key, OperationDependency.Type.CREATE)
                for key in sorted(self.new_field_keys - self.old_field_keys)
                if key[:2] == (app_label, operation.model_name_lower)
            ]
        super().add_operation(app_label, operation, dependencies, beginning)

    def state_before(self, app_label: str, model_name: str) -> ModelState:
        old_name = self.renamed_models.get((app_label, model_name), model_name)
        return self.from_state.models[app_label, old_name]

    def find_removed_fields(self) -> set[tuple[str, str, str]]:
        """The generated fields that are neither kept nor renamed."""
        renamed = {(*key[:2], old_name) for key, old_name in self.renamed_fields.items()}
        return {
            (app_label, model_name, name)
            for app_label, model_name, name in self.old_field_keys - self.new_field_keys - renamed
            if self.state_before(app_label, model_name).get_field(name).generated
        }

    def find_remade_fields(self) -> set[tuple[str, str, str]]:
        """The generated fields that change, or read a field whose column does."""
        remade = set()
        for app_label, model_name, name in self.old_field_keys & self.new_field_keys:
            old, new = self.state_before(app_label, model_name), self.to_state.models[app_label, model_name]
            if not (old.get_field(name).generated or new.get_field(name).generated):
                continue
            read = {name} | fields_read(new.get_field(name))
            if any(self.column(old, one) != self.column(new, one) for one in read):
                remade.add((app_label, model_name, name))
        return remade

    def column(self, model: ModelState, name: str):
        """What the database knows of a field; None if the model does not have it."""
        if name not in model.fields:
            return None
        path, arguments, keywords = self.deep_deconstruct(model.fields[name])
        ignored = model.fields[name].non_db_attrs
        return path, arguments, {key: value for key, value in keywords.items() if key not in ignored}

    def remake_readers(self, kind: str, altered: dict):
        """Have indexes (or constraints) that read a remade field removed and added again with it."""
        for app_label, model_name, name in self.remade:
            changes = altered[app_label, model_name]
            for verb, state in (
                ("removed", self.state_before(app_label, model_name)),
                ("added", self.to_state.models[app_label, model_name]),
            ):
                parts = changes[f"{verb}_{kind}"]
                readers = [part for part in state.options[kind] if name in fields_read(part)]
                parts += [part for part in readers if part not in parts]
