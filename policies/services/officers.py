"""Who writes and publishes editions: a group whose members propose, and approve each other's."""

from django.contrib.auth.models import Group, Permission

NAME = "政策管理员 / Policy officers"
# Writing and proposing goes with changing editions, approving, returning and withdrawing with this.
_MAY = ("change_edition", "approve_edition")


def officers_group() -> Group:
    """The group of policy officers, with every right it needs; twice equals once.

    Each release makes sure of it; whoever is in it, and what else it was given, stays.
    """
    group, _made = Group.objects.get_or_create(name=NAME)
    ours = Permission.objects.filter(content_type__app_label="policies")
    group.permissions.add(
        *ours.filter(codename__in=_MAY), *ours.filter(codename__startswith="view_")
    )
    return group
