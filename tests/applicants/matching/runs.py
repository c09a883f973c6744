"""Runs in the process of the test, and what is to come out of them."""

from datetime import timedelta

from applicants.facts import facts_of
from applicants.matching.bitmaps import unpack
from applicants.matching.editions import held_on
from applicants.matching.results import fits
from applicants.matching.runs import closing_on, start_run
from applicants.matching.sweeping import decide_part, run_here
from applicants.models import EditionFit, MatchRun, Profile
from policies.models import Edition
from policies.services import current_catalogue
from policies.services.editions import publish_edition, save_draft
from tests.applicants.factories import DAY

SOON = DAY + timedelta(days=8)  # on which the younger founders are 18


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


def truth(on):
    catalogue = current_catalogue()
    return {
        (profile.pk, slug): verdict
        for profile in Profile.objects.all()
        for slug, verdict in catalogue.rulebook.verdicts(
            facts_of(profile, catalogue.vocabulary), on=on
        ).items()
        if verdict != "not_in_force"
    }


def edition(programme="grant"):
    return Edition.objects.get(programme__slug=programme)


def publish(text):
    return publish_edition(edition_id=save_draft(document=text).pk)


def results():
    """Everything that is stored, but for the run that stored it."""
    return {
        fit.pk: (sorted(unpack(fit.eligible)), sorted(unpack(fit.undetermined)), fit.on)
        for fit in EditionFit.objects.all()
    }


def decide_all(run):
    for part in list(run.parts.all()):
        decide_part(run_id=run.pk, number=part.number)


def carried_out(run):
    assert run is not None
    decide_all(run)
    run.refresh_from_db()
    return run
