"""An answer that arrives while its account is being erased."""

import pytest
from django.test import Client

from applicants.answers import ProfileStore
from applicants.models import Profile
from tests.applicants.factories import a_profile


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_an_answer_to_an_account_that_is_gone_leads_to_the_door(monkeypatch):
    profile = a_profile()
    client = Client()
    client.force_login(profile.owner)

    def erased_meanwhile(self, name, value):
        raise Profile.DoesNotExist

    monkeypatch.setattr(ProfileStore, "keep", erased_meanwhile)
    answer = client.post("/questions/enterprise.town/", {"answer": "liushi"})
    assert answer.status_code == 302
    assert answer.url.startswith("/account/sign-in/")
