"""The words of the builder: comparisons, stages, and what is said of a mistake."""

import pytest
from django.utils.translation import override

from policies.admin.builder.conditions import operator_words
from policies.admin.builder.judging import judged
from policies.admin.builder.options import STAGE_NAMES, stage_options
from policies.admin.builder.problems import words_for
from policies.admin.builder.remarks import finding_words, place_words
from policies.models import Edition
from policies.presentation.programme.procedure import STAGES
from policies.rules.authoring.finding import ERROR, Finding
from policies.rules.facts import FactType
from policies.services import load_catalogue
from policies.services.drafting import start_draft
from tests.policies.admin.builder.test_build import plain_of, send
from tests.policies.admin.builder.test_groups import write
from tests.policies.small import texts

DAY = FactType(name="founder.born_on", type="date")


@pytest.fixture
def draft(db, admin_user):
    load_catalogue(texts())
    return start_draft(by=admin_user)


@pytest.mark.parametrize(
    ("operator", "words"),
    [("at_least", "不早于 …"), ("at_most", "不晚于 …"), ("more_than", "晚于 …"),
     ("less_than", "早于 …"), ("is", "是")],
)  # fmt: skip
def test_days_are_compared_in_words_of_days(operator, words):
    with override("zh-hans"):
        assert operator_words(operator, DAY) == words
        assert operator_words("at_least", FactType(name="n", type="integer")) == "不少于 …"


@pytest.mark.parametrize("fact", ["founder.born_on", "enterprise.staff"])
def test_no_comparison_is_chosen_for_anybody(admin_client, draft, fact):
    send(admin_client, draft, path="eligibility.all", op="criterion")
    where = {"path": "eligibility.all[0]", "op": "save", "subject": "fact", "fact": fact}
    send(admin_client, draft, **where, operator="is", value="")
    assert plain_of(draft)["eligibility"]["all"] == [{"fact": fact}]
    send(admin_client, draft, **where, operator="less_than")
    send(admin_client, draft, **where, operator="less_than", value="2000-01-01")
    assert "less_than" in plain_of(draft)["eligibility"]["all"][0]


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("expected 1 to 300 entries, found the text '0'.", "请至少增加一行。"),
        ("expected 1 to 300 entries, found 0.", "请至少增加一行。"),
        (": there is no such fact.", "请选择看什么。"),
        ("'': there is no such fact.", "请选择看什么。"),
    ],
)
def test_what_is_empty_is_asked_for(message, words):
    with override("zh-hans"):
        assert words_for(message) == words


def test_a_fact_that_is_none_is_looked_for_by_its_words(draft, admin_user):
    edition = Edition.objects.published().get(programme__slug="rent-help", name="2026")
    draft = start_draft(by=admin_user, edition_id=edition.pk)
    criterion = {"fact": "员工", "at_least": 3, "source": "S1", "basis": "official"}
    draft = write(draft, eligibility={"all": [criterion]})
    with override("zh-hans"):
        said = {each.path: each.text for each in judged(draft).remarks}
    assert said["eligibility.all[0].fact"].endswith("也许是：员工人数 · enterprise.staff")


def test_stages_say_which_clock_they_count_for():
    assert set(STAGE_NAMES) == set(STAGES)
    with override("zh-hans"):
        words = dict(stage_options("accept"))
    assert words["completeness"].endswith("计入审核期限")
    assert words["decision"].endswith("计入审批期限")
    assert words["publicity"].endswith("不计入期限")
    assert words["accept"] == "accept · 不计入期限"


def test_working_days_of_another_name_are_remarked_on(admin_client, draft):
    send(admin_client, draft, path="process", op="add")
    assert "stage" not in plain_of(draft)["process"][0]
    draft = write(draft, process=[{"stage": "accept", "working_days": 5}])
    remarks = {each.path: each.text for each in judged(draft).remarks}
    assert "不计入" in remarks["process[0]"]
    assert "10 个工作日" in remarks["process"]
    draft = write(draft, process=[{"stage": "completeness", "working_days": 5}])
    assert "process" not in {each.path for each in judged(draft).remarks}


def test_what_the_author_named_is_called_so():
    with override("zh-hans"):
        assert place_words("tables.cap").endswith(" › cap")
        assert place_words("parameters.max").endswith(" › max")


def test_amounts_are_written_as_elsewhere():
    failures = ("awards is [18000.0, 2000.0], expected [18000.5]",)
    finding = Finding("examples[0]", "example_fails", ERROR, {"failures": failures})
    with override("zh-hans"):
        said = finding_words(finding)
    assert "18,000、2,000" in said
    assert "18000.5" in said
