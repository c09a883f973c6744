"""Drafts, handing in, supplements, withdrawing."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from applicants.models import Application, Attachment, Notification, Snapshot, Step
from applicants.services import applying
from applicants.services.applying import hand_in
from applicants.services.errors import ConflictError, KeyReusedError, RefusedError
from applicants.services.freezing import held
from applicants.uploads import stored_names
from applicants.workflow import TransitionError
from policies.models import Programme
from tests.applicants.factories import (
    DAY,
    a_form,
    a_pdf,
    a_profile,
    an_application,
    asked,
    determined,
    reviewed,
)
from tests.applicants.uploads import samples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def send(profile, form=None, *, programme="room", on=DAY):
    programme = Programme.objects.get(slug=programme)
    return hand_in(profile_id=profile.pk, programme=programme, form=form or a_form(), on=on)


def test_handing_in_freezes_facts_edition_and_verdict():
    profile = a_profile()
    application = an_application(profile)
    snapshot = application.snapshot
    assert application.status == "submitted"
    assert snapshot.outcome == "eligible"
    assert snapshot.judged_on == DAY
    assert snapshot.document.content.startswith("programme: room")
    assert held(snapshot)["facts"] == {"enterprise.town": "liushi", "founder.born_on": "1999-03-02"}
    assert held(snapshot)["provenance"]["enterprise.town"]["source"] == "typed"
    assert application.due_on == date(2026, 3, 9)  # five working days after Monday 2 March
    step = application.steps.get()
    assert (step.origin, step.target, step.role) == ("draft", "submitted", "applicant")
    assert Notification.objects.get(application=application).kind == "received"


def test_a_receipt_number_cannot_be_guessed():
    numbers = {applying.new_reference(DAY) for _ in range(200)}
    assert len(numbers) == 200
    assert all(len(each) == 20 and each.startswith("2026-") for each in numbers)


def test_the_same_form_again_gives_the_same_application():
    profile, form = a_profile(), a_form()
    first = send(profile, form)
    again = send(profile, a_form(key=form.key, files={"身份证": a_pdf()}))
    assert again.submitted
    assert again.application == first.application
    assert Application.objects.count() == Step.objects.count() == 1
    assert Attachment.objects.count() == len(list(stored_names())) == 1


def test_the_same_key_with_other_content_is_refused():
    profile, form = a_profile(), a_form()
    first = send(profile, form)
    other = a_form(key=form.key, files={"身份证": a_pdf(content=samples.pdf(pages=2))})
    with pytest.raises(KeyReusedError, match=first.application.reference):
        send(profile, other)
    assert first.application.attachments.count() == 1


def test_a_second_application_is_told_the_first():
    profile = a_profile()
    first = an_application(profile)
    answer = send(profile)
    assert not answer.submitted
    assert first.reference in str(answer.problems[0])
    assert Application.objects.count() == 1


def test_after_withdrawing_one_may_apply_again():
    profile = a_profile()
    first = an_application(profile)
    applying.withdraw(application_id=first.pk, version=first.version, actor=profile.owner)
    assert send(profile).submitted


@pytest.mark.parametrize(
    ("programme", "facts", "on", "words"),
    [
        pytest.param("grant", {"enterprise.staff": 3}, date(2026, 2, 28), "2026", id="not yet"),
        pytest.param("grant", {"enterprise.staff": 3}, date(2026, 4, 1), "2026", id="over"),
        pytest.param("grant", {"enterprise.staff": 2}, DAY, "2", id="not eligible"),
        pytest.param("grant", {}, DAY, "", id="undetermined where that is not allowed"),
        pytest.param("room", {}, date(2025, 12, 31), "", id="not in force"),
    ],
)
def test_who_may_not_apply_is_told_why(programme, facts, on, words):
    answer = send(a_profile(facts=facts), a_form(files={}), programme=programme, on=on)
    assert not answer.submitted
    assert len(answer.problems) == 1
    assert words in str(answer.problems[0])
    assert not Application.objects.exclude(status=Application.Status.DRAFT).exists()


def test_before_an_announced_day_papers_are_kept_and_nothing_is_handed_in():
    profile, on = a_profile(facts={"enterprise.staff": 3}), date(2026, 2, 28)
    kept = send(profile, a_form(files={}, submit=False), programme="grant", on=on)
    assert (kept.submitted, kept.problems) == (False, [])
    assert kept.application.is_draft
    assert send(profile, a_form(files={}), programme="grant", on=date(2026, 3, 1)).submitted


@pytest.mark.parametrize("on", [date(2026, 3, 1), date(2026, 3, 31)], ids=["first", "last"])
def test_both_ends_of_a_window_are_in_it(on):
    facts = {"enterprise.staff": 3}
    assert send(a_profile(facts=facts), a_form(files={}), programme="grant", on=on).submitted


def test_one_may_apply_while_undetermined_where_the_edition_allows_it():
    application = an_application(a_profile(facts={}))
    assert application.snapshot.outcome == "undetermined"


def test_a_missing_paper_is_named_and_the_rest_is_kept():
    profile = a_profile()
    answer = send(profile, a_form(files={"商业计划书": a_pdf("计划.pdf")}))
    assert not answer.submitted
    assert list(answer.fields) == ["身份证"]
    assert answer.application.is_draft
    assert answer.application.attachments.get().paper == "商业计划书"
    assert send(profile).application == answer.application  # the draft goes on


def test_a_bad_file_is_named_and_the_good_one_kept():
    files = {"身份证": a_pdf(content=b"<html>"), "商业计划书": a_pdf()}
    answer = send(a_profile(), a_form(files=files))
    assert list(answer.fields) == ["身份证"]
    assert answer.application.attachments.get().paper == "商业计划书"


def test_without_the_declaration_nothing_is_handed_in():
    answer = send(a_profile(), a_form(declared=False))
    assert not answer.submitted
    assert answer.declaration
    assert answer.application.attachments.count() == 1


def test_papers_can_be_kept_for_later():
    answer = send(a_profile(), a_form(submit=False, declared=False))
    assert answer.application.is_draft
    assert not answer.problems
    assert not answer.fields


def test_a_paper_that_the_edition_does_not_list_is_passed_over():
    application = an_application(files={"身份证": a_pdf(), "别的": a_pdf()})
    assert application.attachments.count() == 1


def test_a_failure_leaves_neither_rows_nor_files(monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError("the power went")

    monkeypatch.setattr(applying, "freeze", fail)
    with pytest.raises(RuntimeError):
        send(a_profile())
    assert not Application.objects.exists()
    assert not Notification.objects.exists()
    assert not list(stored_names())


def test_a_draft_can_be_deleted_with_its_files(django_capture_on_commit_callbacks):
    profile = a_profile()
    draft = send(profile, a_form(submit=False)).application
    with django_capture_on_commit_callbacks(execute=True):
        applying.discard_draft(application_id=draft.pk, owner=profile.owner)
    assert not Application.objects.exists()
    assert not list(stored_names())


def test_a_file_can_be_taken_out_of_a_draft_alone(django_capture_on_commit_callbacks):
    profile = a_profile()
    draft = send(profile, a_form(submit=False)).application
    kept = draft.attachments.get()
    with pytest.raises(Attachment.DoesNotExist):
        applying.remove_attachment(attachment_id=kept.pk, owner=a_profile().owner)
    with django_capture_on_commit_callbacks(execute=True):
        applying.remove_attachment(attachment_id=kept.pk, owner=profile.owner)
    assert not list(stored_names())
    handed_in = an_application(profile)
    with pytest.raises(Attachment.DoesNotExist):
        applying.remove_attachment(
            attachment_id=handed_in.attachments.get().pk, owner=profile.owner
        )


def test_a_supplement_is_answered_and_the_clock_goes_on():
    application = asked(on=date(2026, 3, 4))
    assert (application.due_on, application.days_left) == (None, 3)
    assert application.supplement.due_on == date(2026, 3, 11)
    applying.answer_supplement(
        application_id=application.pk,
        version=application.version,
        answer="见附件",
        papers=[a_pdf("合同.pdf")],
        actor=application.profile.owner,
        on=date(2026, 3, 10),
    )
    application.refresh_from_db()
    assert application.status == "submitted"
    assert application.due_on == date(2026, 3, 13)
    assert application.attachments.get(supplement=True).name == "合同.pdf"


def test_an_empty_supplement_is_refused():
    application = asked()
    with pytest.raises(RefusedError):
        applying.answer_supplement(
            application_id=application.pk,
            version=application.version,
            answer=" ",
            papers=[],
            actor=application.profile.owner,
            on=DAY,
        )


def test_a_bad_file_in_a_supplement_keeps_nothing():
    application = asked()
    with pytest.raises(RefusedError):
        applying.answer_supplement(
            application_id=application.pk,
            version=application.version,
            answer="见附件",
            papers=[a_pdf(), a_pdf(content=b"x")],
            actor=application.profile.owner,
            on=DAY,
        )
    application.refresh_from_db()
    assert application.status == "supplement_requested"
    assert application.attachments.count() == 1


@pytest.mark.parametrize("made", [an_application, asked, reviewed])
def test_an_open_application_can_be_withdrawn(made):
    application = made()
    applying.withdraw(
        application_id=application.pk, version=application.version, actor=application.profile.owner
    )
    application.refresh_from_db()
    assert application.status == "withdrawn"
    assert application.due_on is None


def test_a_decided_one_cannot_be_withdrawn():
    application = determined()
    with pytest.raises(TransitionError):
        applying.withdraw(
            application_id=application.pk,
            version=application.version,
            actor=application.profile.owner,
        )


def test_an_old_page_cannot_withdraw():
    application = reviewed()
    with pytest.raises(ConflictError):
        applying.withdraw(application_id=application.pk, version=1, actor=application.profile.owner)


def test_the_database_refuses_a_second_open_application():
    first = an_application()
    copy = Snapshot.objects.get(pk=first.snapshot_id)
    copy.pk = None
    copy.save()
    with pytest.raises(IntegrityError, match="application_open"), transaction.atomic():
        Application.objects.create(
            reference="x",
            profile=first.profile,
            programme=first.programme,
            status="submitted",
            snapshot=copy,
            submission_key=uuid4(),
            submitted_at=first.submitted_at + timedelta(days=1),
        )
