"""A deletion is confirmed over the rows that it takes along, each by its name."""

import re
from html import unescape

from tests import factories
from tests.admin.conftest import admin_url_of, submit


def test_parts_are_listed_and_rows_that_join_two_others_are_not(publisher_client):
    outcome = factories.outcome()
    outcome.more_sources.add(factories.source())
    link = factories.outcome_link(outcome=outcome)

    page = unescape(publisher_client.get(admin_url_of(outcome, "delete")).content.decode())

    assert f"Document of an outcome: {link}" in page
    assert re.findall(r"<li>(\w[\w ]*): (\d+)</li>", page) == [
        ("Outcomes", "1"),
        ("Documents of outcomes", "1"),
    ]
    assert "relationship" not in page
    assert "more_sources" not in page


def test_account_is_deleted_without_a_list_of_its_log(admin_client, admin_user):
    submit(admin_client, admin_url_of(factories.fair(name_en="Synthetic Fair")), name_en="Synthetic Other")

    page = unescape(admin_client.get(admin_url_of(admin_user, "delete")).content.decode())

    assert re.findall(r"<li>(\w[\w ]*): (\d+)</li>", page) == [("Users", "1"), ("Log entries", "1")]
    assert "Log entry: " not in page
