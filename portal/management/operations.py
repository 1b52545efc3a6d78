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
