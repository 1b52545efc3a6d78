"""An edit conflict: the second of two editors sees what the first one changed, and loses nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cooperation.models import Signatory
from events.models import Photo
from tests import factories
from tests.admin.conftest import (
    admin_url_of,
    errors_of,
    form_of,
    marked,
    opened,
    row_of,
    save,
    submit,
    table,
)
from tests.admin.test_forms import picture

pytestmark = pytest.mark.django_db


def test_two_people_edit_a_memorandum_and_its_signatories(memorandum, publisher_client, colleague_client):
    both, other_one, own, gone, gone_touched, going = (
        factories.signatory(memorandum=memorandum, office_en=f"as it was {number}") for number in range(6)
    )
    new_of_theirs, new_of_mine = factories.organization(), factories.organization()
    data, other = opened(publisher_client, memorandum), opened(colleague_client, memorandum)
    saved = save(
        colleague_client, memorandum, other,
        **{
            "summary_en": "of the colleague", "place_en": "Kazan",
            f"{row_of(other, both)}-office_en": "of the colleague",
            f"{row_of(other, other_one)}-office_en": "of the colleague",
            f"{row_of(other, going)}-office_en": "of the colleague",
            f"{row_of(other, gone)}-DELETE": "on",
            f"{row_of(other, gone_touched)}-DELETE": "on",
            "signatories-TOTAL_FORMS": "7",
            "signatories-6-organization": new_of_theirs.pk,
            "signatories-6-side": "RU",
        },
    )  # fmt: skip
    assert (saved.status_code, errors_of(saved)) == (302, [])
    versions = Signatory.history.count()

    refused = save(
        publisher_client, memorandum, data,
        **{
            "summary_en": "of the second", "title_ja": "仮の了解",
            f"{row_of(data, both)}-office_en": "of the second",
            f"{row_of(data, own)}-office_en": "of the second",
            f"{row_of(data, gone_touched)}-office_en": "of the second",
            f"{row_of(data, going)}-DELETE": "on",
            "signatories-TOTAL_FORMS": "7",
            "signatories-6-organization": new_of_mine.pk,
            "signatories-6-side": "JP",
        },
    )  # fmt: skip

    assert refused.status_code == 409
    assert Signatory.history.count() == versions
    (added,) = Signatory.objects.filter(organization=new_of_theirs)
    assert table(refused) == {
        (str(memorandum), ""): {
            "Title in our words [ja]": ("-", "-", "仮の了解"),
            "Place [en]": ("Tokyo", "Kazan", None),
            "Summary [en]": ("as it was", "of the colleague", "of the second"),
        },
        (f"Signatory: {both}", ""): {
            "Office held at the time [en]": ("as it was 0", "of the colleague", "of the second")
        },
        (f"Signatory: {other_one}", ""): {
            "Office held at the time [en]": ("as it was 1", "of the colleague", None)
        },
        (f"Signatory: {own}", ""): {
            "Office held at the time [en]": ("as it was 2", "as it was 2", "of the second")
        },
        (f"Signatory: {gone}", "Deleted in the meantime."): {},
        (
            f"Signatory: {gone_touched}",
            "Deleted in the meantime. What you typed is now a new row: saving adds it again.",
        ): {"Office held at the time [en]": ("as it was 4", None, "of the second")},
        (f"Signatory: {going}", "You marked this for deletion. It is not deleted yet."): {
            "Office held at the time [en]": ("as it was 5", "of the colleague", None)
        },
        (f"Signatory: {added}", "Added in the meantime."): {
            "Organisation": ("-", str(new_of_theirs), ""),
            "Side": ("-", "Russia", ""),
        },
        ("Signatory", "You added this. It is not saved yet."): {
            "Organisation": (None, None, str(new_of_mine)),
            "Side": (None, None, "Japan"),
        },
    }
    assert marked(refused) == {"summary_en"}

    repeated = save(publisher_client, memorandum, form_of(refused))

    assert (repeated.status_code, errors_of(repeated)) == (302, [])
    memorandum.refresh_from_db()
    assert (memorandum.summary_en, memorandum.place_en, memorandum.title_ja) == (
        "of the second", "Kazan", "仮の了解",
    )  # fmt: skip
    assert set(memorandum.signatories.values_list("organization", "office_en")) == {
        (both.organization_id, "of the second"),
        (other_one.organization_id, "of the colleague"),
        (own.organization_id, "of the second"),
        (gone_touched.organization_id, "of the second"),
        (new_of_theirs.pk, ""),
        (new_of_mine.pk, ""),
    }


def test_untouched_fields_take_the_newer_value(memorandum, publisher_client, colleague_client):
    data = opened(publisher_client, memorandum)
    submit(colleague_client, admin_url_of(memorandum), summary_en="of the colleague")

    refused = save(publisher_client, memorandum, data, title_ja="仮の了解")

    sent = form_of(refused)
    assert (sent["summary_en"], sent["title_ja"], marked(refused)) == (
        ["of the colleague"], ["仮の了解"], set(),
    )  # fmt: skip


def test_relations_dates_and_checkboxes_are_displayed_and_kept(publisher_client, colleague_client):
    outcome = factories.outcome(published_at=None)
    areas = [factories.area() for _ in range(3)]
    outcome.areas.set(areas[:1])
    data = opened(publisher_client, outcome)
    submit(
        colleague_client, admin_url_of(outcome), areas=[area.pk for area in areas[:2]], kind="loan",
        named_as_example="on",
    )  # fmt: skip

    refused = save(
        publisher_client,
        outcome,
        data,
        areas=[areas[2].pk],
        published_at_0="2020-02-03",
        published_at_1="04:05",
    )

    names = [str(area) for area in areas]
    assert table(refused)[str(outcome), ""] == {
        "Areas": (names[0], ", ".join(sorted(names[:2])), names[2]),
        "Kind": ("treaty", "loan or other financing", None),
        "Named as an example": ("no", "yes", None),
        "Public from": ("-", "-", "3 February 2020, 04:05 UTC"),
    }
    sent = form_of(refused)
    assert [sent[name] for name in ("areas", "kind", "named_as_example", "published_at_0")] == [
        [str(areas[2].pk)], ["loan"], ["on"], ["2020-02-03"],
    ]  # fmt: skip
    assert marked(refused) == {"areas"}
    assert save(publisher_client, outcome, sent).status_code == 302
    outcome.refresh_from_db()
    assert ([*outcome.areas.all()], outcome.kind, outcome.named_as_example) == (areas[2:], "loan", True)


def test_invalid_input_is_kept(memorandum, publisher_client, colleague_client):
    data = opened(publisher_client, memorandum)
    submit(colleague_client, admin_url_of(memorandum), signed_on="2016-12-15", signed_precision="day")

    refused = save(publisher_client, memorandum, data, signed_on="<the day after>")

    assert form_of(refused)["signed_on"] == ["<the day after>"]
    assert table(refused)[str(memorandum), ""]["Signed on"] == (
        "16 December 2016", "15 December 2016", "<the day after>",
    )  # fmt: skip
    assert "<td>&lt;the day after&gt;</td>" in refused.content.decode()
    assert "<the day after>" not in refused.content.decode()


def test_new_file_has_to_be_chosen_again(publisher_client):
    edition = factories.edition()
    data = opened(publisher_client, edition)
    edition.save()
    new = {"photos-TOTAL_FORMS": "1", "photos-0-slug": "synthetic", "photos-0-credit": "Synthetic Agency",
           "photos-0-decorative": "on"}  # fmt: skip

    refused = save(publisher_client, edition, data, **new, **{"photos-0-image": picture()})

    shown = table(refused)["Photo", "You added this. It is not saved yet."]
    assert shown["Picture"][2] == "synthetic.png: files are not kept, choose it again"
    sent = form_of(refused)
    assert {name: sent[name] for name in new} == {name: [value] for name, value in new.items()}
    assert errors_of(save(publisher_client, edition, sent)) == ["This field is required."]
    assert save(publisher_client, edition, sent, **{"photos-0-image": picture()}).status_code == 302
    assert Photo.objects.get().slug == "synthetic"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ({"logo": picture()}, "synthetic.png: files are not kept, choose it again"),
        ({"logo-clear": "on"}, "marked for removal: this choice was not kept, tick it again"),
        ({"logo": picture(), "logo-clear": "on"}, "-: files are not kept, choose it again"),
    ],
    ids=["another", "none", "both"],
)
def test_stored_file_is_left_alone(sent, shown, publisher_client):
    row = factories.organization(logo="synthetic-logo.png")
    data = opened(publisher_client, row)
    row.save()

    refused = save(publisher_client, row, data, **sent)

    assert table(refused)[str(row), ""] == {"Logo": ("synthetic-logo.png", "synthetic-logo.png", shown)}
    row.refresh_from_db()
    assert row.logo.name == "synthetic-logo.png"


def test_form_that_is_sent_twice_adds_nothing_twice(memorandum, publisher_client):
    data = opened(publisher_client, memorandum)
    typed = {
        "summary_en": "once", "signatories-TOTAL_FORMS": "1",
        "signatories-0-organization": factories.organization().pk, "signatories-0-side": "JP",
    }  # fmt: skip

    first, second = (save(publisher_client, memorandum, data, **typed) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 409)
    assert "Everything you typed matches what is stored now." not in first.content.decode()
    assert memorandum.history.filter(history_type="~").count() == 1
    assert save(publisher_client, memorandum, form_of(second)).status_code == 302
    assert memorandum.signatories.count() == 1


def test_form_without_differences_says_that_all_is_stored(memorandum, publisher_client):
    data = opened(publisher_client, memorandum)
    memorandum.save()

    refused = save(publisher_client, memorandum, data)

    assert table(refused) == {}
    assert "Everything you typed matches what is stored now." in refused.content.decode()


def test_second_window_of_one_person_is_refused(memorandum, publisher_client):
    one, two = (opened(publisher_client, memorandum) for _ in range(2))
    save(publisher_client, memorandum, one, summary_en="of the one")

    refused = save(publisher_client, memorandum, two, place_en="of the other")

    assert refused.status_code == 409
    assert [who for who, _when in refused.context["conflict"]["changes"]] == ["publisher"]
    assert (form_of(refused)["summary_en"], form_of(refused)["place_en"]) == (
        ["of the one"],
        ["of the other"],
    )


def test_each_change_is_listed_once_a_minute(memorandum, publisher_client, colleague_client):
    data = opened(publisher_client, memorandum)
    for text in ("one", "two"):
        submit(colleague_client, admin_url_of(memorandum), summary_en=text)
    signatory = factories.signatory(memorandum=memorandum)
    now = timezone.now().replace(second=1, microsecond=0)
    memorandum.history.update(history_date=now)
    Signatory.history.update(history_date=now - timedelta(hours=1), history_change_reason="loaddata")

    refused = save(publisher_client, memorandum, data)

    minute = now.replace(second=0)
    assert refused.context["conflict"]["changes"] == [
        ("loaddata", minute - timedelta(hours=1)), ("colleague", minute),
    ]  # fmt: skip
    assert signatory.history.count() == 1
