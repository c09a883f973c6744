"""Addresses that no account can hold."""

import pytest
from django.contrib.auth.models import User

from leqing.accounts.addresses import AddressField


@pytest.mark.django_db
@pytest.mark.parametrize("count", [248, 255, 300, 320])
def test_an_address_that_no_account_can_hold_is_none(client, count):
    page = client.post("/account/sign-in/", {"email": "y" * (count - 7) + "@e.test"})
    assert page.status_code in (200, 302)
    assert not User.objects.filter(email__startswith="yyy" * 83).exists()
    assert AddressField().max_length == 254
