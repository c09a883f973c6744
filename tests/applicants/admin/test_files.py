"""The desk: the queue, the page of a file, and what is done on it."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applicants.models import Determination
from applicants.services.profiles import update_profile
from policies.services.files import CatalogueTexts
from policies.services.loading import load_catalogue
from tests.applicants.admin.conftest import desk_of
from tests.applicants.catalogue import texts
from tests.applicants.factories import (
    a_member,
    a_profile,
    an_application,
    asked,
    determined,
    reviewed,
    reviewed_twice,
)
from tests.applicants.pages.conftest import read
from tests.policies import small

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
QUEUE = "/admin/applicants/application/"


def page_of(application):
    return f"{QUEUE}{application.pk}/change/"


def text_of(response):
    return response.content.decode()


def test_the_queue_shows_the_department_s_files_and_no_drafts(reviewer, stranger):
    application = an_application()
    page = reviewer.get(QUEUE)
    assert application.reference in text_of(page)
    assert application.reference not in text_of(stranger.get(QUEUE))
    application.status = "draft"
    application.save()
    assert application.reference not in text_of(reviewer.get(QUEUE))


def test_the_queue_is_in_chinese_and_has_nothing_inline(reviewer):
    application = an_application()
    for path in (QUEUE, page_of(application), "/admin/"):
        page = text_of(reviewer.get(path))
        assert '<html lang="zh-hans"' in page
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", page)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"status": "open"}, True),
        ({"status": "submitted"}, True),
        ({"status": "approved"}, False),
        ({"status": "nonsense"}, True),
        ({"clock": "late"}, True),
        ({"clock": "soon"}, False),
        ({"programme": "room"}, True),
        ({"programme": "grant"}, True),  # nobody applied for it: no such choice
        ({"q": "示例申报人"}, True),
        ({"q": "somebody else"}, False),
        ({"o": "-1.2.3"}, True),
        ({"p": "99"}, None),
        ({"status__regex": "("}, None),
        ({"profile__owner__password__startswith": "x"}, None),
    ],
)
def test_the_queue_is_filtered_and_searched(reviewer, query, shown):
    application = an_application(on=date(2026, 3, 2))  # its day is long past
    response = reviewer.get(QUEUE, query)
    assert response.status_code in ((200,) if shown is not None else (200, 302, 400))
    if shown is not None:
        assert (application.reference in text_of(response)) is shown


def test_the_queue_asks_no_more_for_more_files(reviewer):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert reviewer.get(QUEUE).status_code == 200
        return len(found)

    an_application()
    queries()
    before = queries()
    asked()
    reviewed()
    an_application()
    assert queries() <= before


def test_a_file_shows_criteria_values_thresholds_provenance_and_papers(reviewer):
    page = text_of(reviewer.get(page_of(an_application())))
    for words in ("18", "45", "柳市", "第一条", "身份证.pdf", "1999 年 3 月 2 日", "2026-"):
        assert words in page
    assert 'name="opinion"' in page
    assert 'name="wanted"' in page
    assert 'value="approved"' not in page


def test_a_file_of_another_department_looks_like_none(reviewer, stranger):
    application = an_application()
    attachment = application.attachments.get()
    file = f"{QUEUE}{application.pk}/files/{attachment.pk}/"
    assert read(reviewer.get(file)).status_code == 200
    for path in (
        page_of(application),
        file,
        f"{QUEUE}{application.pk}/history/",
        f"{QUEUE}{application.pk}/delete/",
    ):
        gone = path.replace(f"/{application.pk}/", "/999999/")
        theirs, none = stranger.get(path), stranger.get(gone)
        assert theirs.status_code == none.status_code == 404
        assert re.sub(r"\d+", "", text_of(theirs)) == re.sub(r"\d+", "", text_of(none))
    typed = {"form": "review", "version": 1, "recommendation": "approve", "opinion": "x"}
    assert stranger.post(page_of(application), typed).status_code == 404
    application.refresh_from_db()
    assert application.status == "submitted"


@pytest.mark.parametrize("pk", ["0", "-1", "x", "9" * 30, "１", "1/../2"])
def test_a_strange_number_is_404(reviewer, pk):
    assert reviewer.get(f"{QUEUE}{pk}/change/").status_code == 404


def test_nothing_is_added_or_deleted_here(reviewer):
    application = an_application()
    assert reviewer.get(f"{QUEUE}add/").status_code == 404
    assert reviewer.post(f"{QUEUE}{application.pk}/delete/", {"post": "yes"}).status_code == 404


def test_the_whole_way_from_review_to_decision(reviewer, decider):
    application = an_application()
    typed = {"form": "review", "version": 2, "recommendation": "approve", "opinion": "齐全"}
    assert reviewer.post(page_of(application), typed).status_code == 302
    page = text_of(decider.get(page_of(application)))
    assert "齐全" in page
    typed = {"form": "determine", "version": 3, "decision": "approved", "reason": "符合条件"}
    assert decider.post(page_of(application), typed).status_code == 302
    assert Determination.objects.get().decision == "approved"
    assert "符合条件" in text_of(reviewer.get(page_of(application)))


def test_enter_does_nothing_and_keeps_what_was_typed(reviewer, decider):
    application = an_application()
    review = {"form": "review", "version": 2, "recommendation": "approve", "opinion": "齐全的"}
    supplement = {"form": "supplement", "version": 2, "wanted": "合同书", "working_days": 15}
    for typed, kept in ((review, "齐全的"), (supplement, "合同书")):
        assert kept in text_of(reviewer.post(page_of(application), {**typed, "look": "1"}))
    reviewed(application)
    typed = {"form": "determine", "version": 3, "reason": "符合条件", "look": "1"}
    assert "符合条件" in text_of(decider.post(page_of(application), typed))
    application.refresh_from_db()
    assert application.status == "proposed"
    assert application.steps.count() == 2
    assert not Determination.objects.exists()


def test_papers_are_asked_for_once(reviewer):
    application = an_application()
    typed = {"form": "supplement", "version": 2, "wanted": "合同", "working_days": 15}
    assert reviewer.post(page_of(application), typed).status_code == 302
    page = text_of(reviewer.get(page_of(application)))
    assert "合同" in page
    assert 'name="wanted"' not in page


def test_sending_back(decider):
    application = reviewed()
    typed = {"form": "determine", "version": 3, "decision": "return", "reason": "再看年龄"}
    assert decider.post(page_of(application), typed).status_code == 302
    application.refresh_from_db()
    assert application.status == "submitted"


def test_whoever_reviewed_is_told_that_another_decides():
    both = a_member()
    a_member(role="decider", user=both)
    application = reviewed(reviewer=both)
    desk = desk_of(both)
    assert 'value="approved"' not in text_of(desk.get(page_of(application)))
    typed = {"form": "determine", "version": 3, "decision": "approved", "reason": "x"}
    assert desk.post(page_of(application), typed).status_code == 200
    assert not Determination.objects.exists()


def test_whoever_reviewed_an_earlier_round_is_told_so_too(decider):
    both = a_member()
    a_member(role="decider", user=both)
    application = reviewed_twice(both, a_member())
    desk = desk_of(both)
    page = text_of(desk.get(page_of(application)))
    assert 'value="approved"' not in page
    assert "你审核过这份申报" in page
    typed = {"form": "determine", "version": application.version, "reason": "x"}
    for decision in ("approved", "rejected"):
        response = desk.post(page_of(application), {**typed, "decision": decision})
        assert response.status_code == 200
    assert not Determination.objects.exists()
    assert 'value="approved"' in text_of(decider.get(page_of(application)))


def test_the_second_of_two_deciders_sees_the_first_and_loses_no_word(decider):
    application = determined(decision="rejected")
    typed = {"form": "determine", "version": 3, "decision": "approved", "reason": "我的理由 42"}
    response = decider.post(page_of(application), typed)
    assert response.status_code == 409
    page = text_of(response)
    assert "我的理由 42" in page
    assert "符合条件" in page  # the reason of the first
    assert Determination.objects.get().decision == "rejected"


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"form": "nonsense"},
        {"form": "review"},
        {"form": "review", "version": "x", "recommendation": "?", "opinion": "\ud83d"},
        {"form": "determine", "version": "9" * 40, "reason": "x"},
        {"form": "determine", "version": 2, "decision": "maybe", "reason": "x"},
        {"form": "supplement", "version": 2, "wanted": "x" * 5_000, "working_days": "-1"},
        {"form": "review", "version": 2, "recommendation": "approve", "opinion": "a\0b"},
    ],
)
def test_strange_forms_change_nothing(reviewer, typed):
    application = an_application()
    encoded = {
        k: v.encode("utf-8", "surrogatepass") if isinstance(v, str) else v for k, v in typed.items()
    }
    assert reviewer.post(page_of(application), encoded).status_code in (200, 400, 409)
    application.refresh_from_db()
    assert application.status == "submitted"


def test_what_was_typed_stays_when_it_is_refused(reviewer):
    typed = {"form": "review", "version": 2, "opinion": "写了很久"}
    assert "写了很久" in text_of(reviewer.post(page_of(an_application()), typed))


def test_an_administrator_reads_but_does_not_act(admin_client):
    application = reviewed()
    page = text_of(admin_client.get(page_of(application)))
    assert 'name="decision"' not in page
    typed = {"form": "determine", "version": 3, "decision": "approved", "reason": "x"}
    admin_client.post(page_of(application), typed)
    assert not Determination.objects.exists()


def test_a_file_shows_the_applicant_as_handed_in(reviewer):
    profile = a_profile(name="示例原名")
    application = an_application(profile)
    update_profile(
        profile_id=profile.pk, name="改名以后", credit_code="", language="en", remind=False
    )
    assert "示例原名" in text_of(reviewer.get(page_of(application)))


@pytest.mark.parametrize("made", [an_application, asked, reviewed, determined])
def test_every_state_has_its_page(reviewer, decider, admin_client, made):
    application = made()
    for desk in (reviewer, decider, admin_client):
        assert desk.get(page_of(application)).status_code == 200


def test_members_and_mails_are_for_administrators(admin_client, reviewer):
    determined()
    for model in ("membership", "notification"):
        assert admin_client.get(f"/admin/applicants/{model}/").status_code == 200
        assert reviewer.get(f"/admin/applicants/{model}/").status_code == 404
    assert admin_client.get("/admin/applicants/membership/add/").status_code == 200
    assert admin_client.get(
        "/admin/applicants/membership/", {"user__password": "x"}
    ).status_code in (302, 400)


@pytest.mark.parametrize(("code", "told"), [("91330382MF0TEXT02M", 1), ("N2330382MF0TEXT024", 0)])
def test_a_code_that_was_confirmed_is_marked_for_whoever_reviews(reviewer, code, told):
    application = an_application(a_profile(credit_code=code))
    assert text_of(reviewer.get(page_of(application))).count("校验码对不上") == told


CODE = "91330382MF0TEXT02M"


@pytest.mark.parametrize(
    ("mine", "others", "shared"),
    [
        pytest.param(CODE, [CODE], 1, id="another account has it too"),
        pytest.param(CODE, [], 0, id="nobody else has it"),
        pytest.param(CODE, [""], 0, id="others gave none"),
        pytest.param("", [""], 0, id="no code is no common code"),
    ],
)
def test_a_code_is_told_to_be_unverified_and_whether_another_account_gave_it(
    reviewer, mine, others, shared
):
    application = an_application(a_profile(credit_code=mine))
    for code in others:
        a_profile(credit_code=code)
    page = text_of(reviewer.get(page_of(application)))
    assert page.count("未经核实") == (1 if mine else 0)
    assert page.count("另一个账户") == shared


def test_a_file_names_the_years_of_the_day_it_was_handed_in(reviewer, city, monkeypatch):
    facts = small.FACTS.replace("zh-hans: 所在乡镇", "zh-hans: '{year-1}所在乡镇'")
    kept = texts()
    shared = {**kept.shared, "facts.yaml": facts}
    load_catalogue(CatalogueTexts(shared=shared, programmes=kept.programmes))
    application = an_application()
    later = SimpleNamespace(localdate=lambda: date(2028, 2, 1))
    monkeypatch.setattr("policies.presentation.words.timezone", later)
    page = text_of(reviewer.get(page_of(application)))
    assert "2025 年所在乡镇" in page
    assert "2027 年所在乡镇" not in page


def test_what_is_missing_stands_on_top_with_the_way_to_its_field(decider):
    application = reviewed()
    sent = {
        "form": "determine",
        "version": application.version,
        "reason": " ",
        "decision": "approved",
    }
    text = text_of(decider.post(page_of(application), sent))
    summary = re.search(r'<div class="errors".*?</div>', text, re.DOTALL)[0]
    assert "autofocus" in summary
    assert text.index(summary) < text.index("file-status")
    [target] = re.findall(r'href="#([^"]+)"', summary)
    assert f'id="{target}"' in text
