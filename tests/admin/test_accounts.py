"""The admin of accounts and groups offers the rights that have an effect, in the reader's language."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from portal.admin.accounts import effective_permissions
from tests.admin.conftest import OURS, submit


def offered(client, address, field):
    return {label for _value, label in client.get(address).context["adminform"].form.fields[field].choices}


@pytest.mark.parametrize(("prefix", "wanted"), [
    ("", {"Memorandum: publish", "Signatory: add", "Group: view"}),
    ("/ja", {"合意文書：公開", "署名者：追加", "グループ：閲覧"}),
    ("/ru", {"Документ: публикация", "Подписавший: добавление", "Группа: просмотр"}),
])  # fmt: skip
def test_rights_are_named_in_the_language_of_the_admin(prefix, wanted, admin_client, admin_user):
    of_a_group = offered(admin_client, f"{prefix}/admin/auth/group/add/", "permissions")
    of_a_user = offered(admin_client, f"{prefix}/admin/auth/user/{admin_user.pk}/change/", "user_permissions")

    assert of_a_group == of_a_user
    assert wanted - of_a_group == set()


@pytest.mark.django_db
def test_every_right_that_a_admin_asks_for_is_offered_and_no_other():
    publishable = [model for model in OURS if "publish" in model._meta.default_permissions]

    assert len(effective_permissions()) == 4 * len([*OURS, User, Group]) + len(publishable)
    assert not effective_permissions().filter(codename__contains="historical").exists()


def test_right_that_is_chosen_is_given(admin_client):
    right = Permission.objects.get(codename="publish_memorandum")

    submit(admin_client, reverse("admin:auth_group_add"), name="Synthetic editors", permissions=[right.pk])

    assert [*Group.objects.get(name="Synthetic editors").permissions.all()] == [right]


@pytest.mark.parametrize(("prefix", "warning"), [
    ("", "If disabled, the current password"), ("/ja", "現在のパスワード"), ("/ru", "текущий пароль"),
])  # fmt: skip
def test_loss_of_a_password_is_warned_of(prefix, warning, admin_client, publisher):
    form = admin_client.get(f"{prefix}/admin/auth/user/{publisher.pk}/password/").content.decode()

    assert warning in form.partition('id="id_unusable_warning"')[2]
