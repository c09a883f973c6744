"""Checks the password of staff; nobody else has one."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from leqing.accounts.addresses import normalised
from leqing.accounts.founders import accounts_at


class StaffBackend(ModelBackend):
    """Finds staff by e-mail address, or by name when a password is asked for once more."""

    @sensitive_variables("password")
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        email: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """The member of staff whose password this is; it takes as long when there is none."""
        if not password:
            return None
        candidates = _by_name(username) if username else accounts_at(normalised(email or ""))
        staff = [one for one in candidates if one.is_staff and self.user_can_authenticate(one)]
        for user in staff:
            if user.check_password(password):
                return user
        if not staff:
            User().set_password(password)
        return None


def _by_name(username: str) -> list[User]:
    return list(User.objects.filter(username=username))
