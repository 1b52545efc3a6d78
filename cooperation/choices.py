"""Closed lists of the cooperation plan, and the ladders of stages of outcomes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.choices import Qualifier


class OccasionKind(TextChoices):
    SUMMIT = "summit", _("summit")
    VISIT = "visit", _("visit")
    FORUM = "forum", _("forum")
    MEETING = "meeting", _("meeting")
    DECISION = "decision", _("decision")


# Where documents are signed: of the others no number of documents is expected.
SIGNING_KINDS = (OccasionKind.SUMMIT, OccasionKind.VISIT, OccasionKind.FORUM)


class TotalMeasure(TextChoices):
    """What a reported total counts. Numbers of documents and of projects are never divided."""

    DOCUMENTS = "documents", _("documents")
    GOVERNMENTAL = "governmental-documents", _("governmental documents")
    BUSINESS = "business-documents", _("business documents")
    PROJECTS = "projects", _("projects")
    PROJECTS_MOVING = "projects-moving", _("projects under way")
    VALUE = "value", _("value")


class MemorandumKind(TextChoices):
    """The legal kind, as the source names it."""

    MEMORANDUM = "memorandum", pgettext_lazy("legal kind", "memorandum")
    COOPERATION = "memorandum-of-cooperation", _("memorandum of cooperation")
    UNDERSTANDING = "memorandum-of-understanding", _("memorandum of understanding")
    INTENT = "memorandum-of-intent", _("memorandum of intent")
    LETTER = "letter-of-intent", _("letter of intent")
    DECLARATION = "declaration-of-intent", _("declaration of intent")
    STATEMENT = "joint-statement", _("joint statement")
    AGREEMENT = "agreement", _("agreement")
    BASIC_TERMS = "agreement-on-basic-terms", _("agreement on basic terms")
    FRAMEWORK = "framework-agreement", _("framework agreement")
    PRINCIPLE = "agreement-in-principle", _("agreement in principle")
    CONTRACT = "contract", _("contract")
    INVESTMENT_CONTRACT = "special-investment-contract", _("special investment contract")
    SHARE_PURCHASE = "share-purchase", _("share purchase contract")
    LOAN = "loan-agreement", _("loan agreement")
    TREATY = "treaty", _("treaty")
    UNSTATED = "not-stated", _("kind not stated")


class Level(TextChoices):
    """Who signed: authorities, businesses (with institutions), or both."""

    GOVERNMENT = "government", pgettext_lazy("level", "government")
    BUSINESS = "business", _("businesses and institutions")
    MIXED = "mixed", _("government and business")


# Which documents a reported total can count; those of a region and a company are among the business ones.
LEVELS_OF = {
    TotalMeasure.DOCUMENTS: tuple(Level),
    TotalMeasure.GOVERNMENTAL: (Level.GOVERNMENT,),
    TotalMeasure.BUSINESS: (Level.BUSINESS, Level.MIXED),
}

# “Over 80” may be 85; “80” and “about 80” say that there are no more.
LOWER_BOUNDS = (Qualifier.OVER, Qualifier.AT_LEAST)


class Counted(TextChoices):
    """Whether the occasion's reported total counts a document."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("not known")


class RelationKind(TextChoices):
    AMENDS = "amends", _("amends")
    REPLACES = "replaces", _("replaces")
    FOLLOWS = "follows-up", _("follows up")


class OutcomeKind(TextChoices):
    CONTRACT = "contract", _("contract")
    INVESTMENT = "investment", _("investment")
    LOAN = "loan", _("loan or other financing")
    REGULATION = "regulation", _("regulation")
    TREATY = "treaty", _("treaty")
    FACILITY = "facility", _("facility")
    PROGRAMME = "programme", _("programme")


class FlowGroup(TextChoices):
    """The groups of documents or outcomes in the flow that are not one area of the plan."""

    SEVERAL = "several-areas", _("several areas")
    NO_AREA = "no-area", _("no area stated")
    NOT_ITEMISED = "not-itemised", _("not listed here")


class State(TextChoices):
    """What is known of a document's or an outcome's follow-through. The last is not "nothing happened"."""

    REALISED = "realised", _("realised")
    UNDER_WAY = "under-way", _("under way")
    STOPPED = "stopped", _("stopped")
    NOTHING_RECORDED = "nothing-recorded", _("nothing recorded here")


class TookPart(TextChoices):
    """Whether an organisation has exhibits at fairs, signatures, both or neither on record here."""

    BOTH = "exhibited-and-signed", _("exhibitor and signatory")
    EXHIBITED = "exhibited", _("exhibitor only")
    SIGNED = "signed", _("signatory only")
    NEITHER = "neither", _("no exhibit or signature listed")


class EntryKind(TextChoices):
    """The kinds of entries on the timeline of an organisation or a person, in their order on one day."""

    FAIR = "fair", _("fair")
    FORUM = "forum", _("forum")
    STATEMENT = "statement", _("statement")
    DOCUMENT = "document", _("document")
    OUTCOME = "outcome", _("outcome")


class Stage(TextChoices):
    """What can happen on the way to an outcome, lowest first: of two on the same day the higher counts."""

    ANNOUNCED = "announced", _("announced")
    IN_PREPARATION = "in-preparation", _("in preparation")
    AGREED_IN_PRINCIPLE = "agreed-in-principle", _("agreed in principle")
    SIGNED = "signed", _("signed")
    APPROVED = "approved", _("approved")
    NOTES_EXCHANGED = "notes-exchanged", _("notes exchanged")
    ESTABLISHED = "established", _("set up")
    UNDER_CONSTRUCTION = "under-construction", _("under construction")
    IN_FORCE = "in-force", _("in force")
    PAID_OUT = "paid-out", _("paid out")
    COMPLETED = "completed", _("completed")
    IN_OPERATION = "in-operation", _("in operation")
    APPLIED = "applied", _("applied")
    OBJECTED = "objected", _("objection reported")
    PARTLY_SUSPENDED = "partly-suspended", _("partly suspended")
    SUSPENDED = "suspended", _("suspended")
    REJECTED = "rejected", _("reported as rejected")
    ENDED = "ended", _("ended")


# The rank of a stage among those of the same day; the state that an outcome is in after a stage.
RANK = {stage: rank for rank, stage in enumerate(Stage)}

STATE_OF = {
    Stage.ANNOUNCED: State.UNDER_WAY,
    Stage.IN_PREPARATION: State.UNDER_WAY,
    Stage.AGREED_IN_PRINCIPLE: State.UNDER_WAY,
    Stage.SIGNED: State.UNDER_WAY,
    Stage.APPROVED: State.UNDER_WAY,
    Stage.NOTES_EXCHANGED: State.UNDER_WAY,
    Stage.ESTABLISHED: State.UNDER_WAY,
    Stage.UNDER_CONSTRUCTION: State.UNDER_WAY,
    Stage.IN_FORCE: State.REALISED,
    Stage.PAID_OUT: State.REALISED,
    Stage.COMPLETED: State.REALISED,
    Stage.IN_OPERATION: State.REALISED,
    Stage.APPLIED: State.REALISED,
    Stage.OBJECTED: State.UNDER_WAY,
    Stage.PARTLY_SUSPENDED: State.REALISED,  # the rest still applies: realised, with a mark
    Stage.SUSPENDED: State.STOPPED,
    Stage.REJECTED: State.STOPPED,
    Stage.ENDED: State.STOPPED,
}

STAGES_OF = {
    state: [stage for stage in Stage if STATE_OF[stage] == state]
    for state in (State.REALISED, State.UNDER_WAY, State.STOPPED)
}
PROGRESS_RANK = {state: rank for rank, state in enumerate(State)}  # the best comes first

# The stages of each kind of outcome; `SETBACKS` can happen to every kind.
RUNGS = {
    OutcomeKind.CONTRACT: (
        Stage.ANNOUNCED, Stage.IN_PREPARATION, Stage.AGREED_IN_PRINCIPLE, Stage.SIGNED, Stage.APPROVED,
        Stage.COMPLETED,
    ),
    OutcomeKind.INVESTMENT: (
        Stage.ANNOUNCED, Stage.IN_PREPARATION, Stage.AGREED_IN_PRINCIPLE, Stage.SIGNED, Stage.APPROVED,
        Stage.COMPLETED,
    ),
    OutcomeKind.LOAN: (
        Stage.ANNOUNCED, Stage.IN_PREPARATION, Stage.AGREED_IN_PRINCIPLE, Stage.SIGNED, Stage.PAID_OUT,
    ),
    OutcomeKind.REGULATION: (
        Stage.ANNOUNCED, Stage.IN_PREPARATION, Stage.AGREED_IN_PRINCIPLE, Stage.APPROVED, Stage.IN_FORCE,
        Stage.APPLIED,
    ),
    OutcomeKind.TREATY: (
        Stage.ANNOUNCED, Stage.IN_PREPARATION, Stage.AGREED_IN_PRINCIPLE, Stage.SIGNED, Stage.APPROVED,
        Stage.NOTES_EXCHANGED, Stage.IN_FORCE, Stage.APPLIED,
    ),
    OutcomeKind.FACILITY: (
        Stage.ANNOUNCED, Stage.IN_PREPARATION, Stage.SIGNED, Stage.ESTABLISHED, Stage.UNDER_CONSTRUCTION,
        Stage.COMPLETED, Stage.IN_OPERATION,
    ),
    OutcomeKind.PROGRAMME: (
        Stage.ANNOUNCED, Stage.IN_PREPARATION, Stage.SIGNED, Stage.ESTABLISHED, Stage.IN_OPERATION,
    ),
}  # fmt: skip
SETBACKS = (Stage.OBJECTED, Stage.PARTLY_SUSPENDED, Stage.SUSPENDED, Stage.REJECTED, Stage.ENDED)
LADDERS = {kind: (*rungs, *SETBACKS) for kind, rungs in RUNGS.items()}
