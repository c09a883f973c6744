"""Runs in the process of the test."""

from applicants.matching.editions import held_on
from applicants.matching.results import fits
from applicants.matching.runs import closing_on, start_run
from applicants.matching.sweeping import run_here
from applicants.models import MatchRun, Profile
from policies.services import current_catalogue


def match(on, *, kind=MatchRun.Kind.NIGHTLY, programmes=None):
    """Hold everything, or some programmes, against everybody."""
    run = begin(on, kind=kind, programmes=programmes)
    assert run_here(run, progress=lambda done: None)
    run.refresh_from_db()
    return run


def begin(on, *, kind=MatchRun.Kind.NIGHTLY, programmes=None):
    """A run that is under way."""
    catalogue = current_catalogue()
    held = held_on(catalogue, on)
    if programmes is not None:
        held = [each for each in held if each.programme in programmes]
    closing = [] if programmes else closing_on(catalogue, on)
    return start_run(kind=kind, on=on, held=held, closing=closing)


def stored(on):
    """(profile, programme) -> verdict, as the results have it."""
    found = {}
    everybody = list(Profile.objects.values_list("pk", flat=True))
    for each in held_on(current_catalogue(), on):
        fit = fits(each.edition_id)
        for pk in everybody:
            is_open = pk in fit.undetermined
            word = "undetermined" if is_open else "ineligible"
            found[pk, each.programme] = "eligible" if pk in fit.eligible else word
    return found
