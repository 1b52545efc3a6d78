from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation, OperationCategory


class CreateModels(Operation):
    """The models of a new app, created in one step.

    Django renders the state of the project again for each CreateModel, with every model that is related over
    any number of steps, which is most of what a first migration costs. Here it is rendered once, when all the
    models are known; they may therefore refer to each other in a circle, too.
    """

    category = OperationCategory.ADDITION
    serialization_expand_args = ["operations"]

    def __init__(self, operations):
        self.operations = operations

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"Create models {', '.join(operation.name for operation in self.operations)}"


class RemakeTables(SeparateDatabaseAndState):
    """Changes of generated columns and indexes, for which SQLite makes each table anew once.

    Each such operation alone makes it anew, and renders the state of the project twice: a hundred of them
    cost five times as much as all other migrations. Columns with content of their own stay as they are.
    """

    serialization_expand_args = ["operations"]

    def __init__(self, operations):
        self.operations = operations
        super().__init__(database_operations=operations, state_operations=operations)

    def deconstruct(self):
        return type(self).__name__, [], {"operations": self.operations}

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)
        super().state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "sqlite":
            self._remake(app_label, schema_editor, to_state)
        else:
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "sqlite":
            self._remake(app_label, schema_editor, to_state)
        else:
            super().database_backwards(app_label, schema_editor, from_state, to_state)

    def _remake(self, app_label, schema_editor, state):
        names = dict.fromkeys(getattr(one, "model_name", None) or one.name for one in self.operations)
        for name in names:
            schema_editor._remake_table(state.apps.get_model(app_label, name))

    def describe(self):
        return "Change generated columns and their indexes"
