"""`manage.py prepare`: what a real installation runs at each release."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from policies.models import Edition
from policies.services.approving import APPROVE
from policies.services.officers import NAME
from tests.applicants.factories import UserFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_release_has_the_group_of_policy_officers(settings, tmp_path, capsys):
    settings.STATIC_IS_COLLECTED = False
    assert not Group.objects.filter(name=NAME).exists()
    call_command("prepare")
    group = Group.objects.get(name=NAME)
    rights = set(group.permissions.values_list("codename", flat=True))
    assert {"change_edition", "approve_edition", "view_edition", "view_draft"} <= rights
    assert "view_profile" not in rights
    officer = UserFactory(staff=True)
    officer.groups.add(group)
    assert officer.has_perm(APPROVE)
    assert Edition.objects.published().exists()


def test_the_next_release_puts_back_what_is_needed_and_takes_nothing_away(settings):
    settings.STATIC_IS_COLLECTED = False
    call_command("prepare")
    group = Group.objects.get(name=NAME)
    officer, extra = UserFactory(staff=True), Permission.objects.get(codename="view_profile")
    officer.groups.add(group)
    group.permissions.set([extra])
    call_command("prepare")
    assert Group.objects.filter(name=NAME).count() == 1
    assert officer.has_perms([APPROVE, "policies.change_edition", "applicants.view_profile"])
