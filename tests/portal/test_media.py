"""Odd names of pictures, and pictures whose file is gone."""

import pytest

from portal.models import Organization
from tests import factories


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["%00", "a%00b.png", "..%2f..%2fetc%2fpasswd", "%ff", "x" * 5000])
def test_odd_name_is_not_found(client, name):
    assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.django_db
def test_record_whose_picture_is_gone_is_still_published():
    organization = factories.organization(published_at=None)
    Organization.objects.update(logo="logos/gone.png")
    organization.refresh_from_db()

    organization.publish()

    assert list(Organization.objects.published()) == [organization]
