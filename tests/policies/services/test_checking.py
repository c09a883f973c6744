"""A check finds each kind of fault, and names its place."""

import time

import pytest

from policies.services import CatalogueError, check_catalogue
from policies.services.checking import check_texts
from policies.services.files import CatalogueTexts
from tests.policies import small

SECONDS = 5


def problems_of(**changes):
    return [str(problem) for problem in check_texts(small.texts(**changes)).problems]


def hire(old, new):
    assert old in small.HIRE
    return {"programmes": {"hire-help": small.HIRE.replace(old, new, 1)}}


def rent(old, new):
    assert old in small.RENT_2026
    changed = small.RENT_2026.replace(old, new, 1)
    return {"programmes": {"rent-help": f"{small.RENT_2022}---\n{changed}"}}


def shared(name, old, new):
    assert old in small.SHARED[name]
    return {"shared": {name: small.SHARED[name].replace(old, new, 1)}}


def test_the_small_catalogue_is_in_order():
    report = check_texts(small.texts())
    assert report.problems == []
    assert (len(report.documents), report.editions, report.examples) == (2, 3, 5)


@pytest.mark.parametrize(
    ("changes", "place", "message"),
    [
        pytest.param(
            hire("department: human-resources", "department: human-resource"),
            "programmes/hire-help.yaml: department",
            "Did you mean human-resources?",
            id="a department nobody knows",
        ),
        pytest.param(
            rent("excludes: [hire-help]", "excludes: [hiring-help]"),
            "programmes/rent-help.yaml (2026): excludes[0]",
            "there is no programme hiring-help. Did you mean hire-help?",
            id="an exclusion of no programme",
        ),
        pytest.param(
            hire("programme: hire-help", "programme: hiring"),
            "programmes/hire-help.yaml",
            "hiring belongs into another file",
            id="the slug is not the file's name",
        ),
        pytest.param(
            hire("source: S1", "source: S9"), "eligibility.all[0]", "S9", id="a clause's source"
        ),
        pytest.param(
            hire("awards:", "process:\n  - {stage: apply, source: S9, basis: official}\nawards:"),
            "process[0].source",
            "there is no source S9",
            id="a stage's source",
        ),
        pytest.param(
            hire("awards:", "questions:\n  - {zh-hans: 问, en: ask, sources: [S9]}\nawards:"),
            "questions[0].sources[0]",
            "there is no source S9",
            id="an open question's source",
        ),
        pytest.param(
            hire("enterprise.staff, at_least", "enterprise.staf, at_least"),
            "eligibility.all[0].fact",
            "Did you mean enterprise.staff?",
            id="a fact nobody knows",
        ),
        pytest.param(
            hire("edition: first", "edition: first\nedit: 1"), "edit", "not known", id="a key"
        ),
        pytest.param(
            hire("awards: [3000]", "awards: [4000]"),
            "programmes/hire-help.yaml: first: examples[1]",
            "awards",
            id="an example that comes out otherwise",
        ),
        pytest.param(
            rent("from: 2026-01-01", "from: 2025-12-31"),
            "programmes/rent-help.yaml",
            "2025-12-31",
            id="two editions on one day",
        ),
        pytest.param(
            rent('edition: "2026"', 'edition: "2022"'),
            "programmes/rent-help.yaml",
            "name",
            id="two editions of one name",
        ),
        pytest.param(
            hire(
                "title: {zh-hans: 吸纳就业补贴, en: Help with hiring}",
                "title: 吸纳就业补贴",
            ),
            "programmes/hire-help.yaml: title",
            "both zh-hans and en",
            id="a title in one language",
        ),
        pytest.param(
            hire("eligibility:", "facts:\n  firm.age: {type: integer}\neligibility:"),
            "programmes/hire-help.yaml: facts.firm.age.question",
            "both zh-hans and en",
            id="an own fact without words",
        ),
        pytest.param(
            hire(
                "eligibility:",
                "facts:\n  enterprise.staff: {type: boolean, label: {zh-hans: 有, en: has}, "
                "question: {zh-hans: 有吗, en: has it}}\neligibility:",
            ),
            "programmes/hire-help.yaml",
            "enterprise.staff",
            id="an own fact that means something else",
        ),
        pytest.param(
            hire("eligibility:", "--- x\neligibility:"),
            "programmes/hire-help.yaml",
            "",
            id="a separator with something behind it",
        ),
        pytest.param(
            shared(
                "facts.yaml",
                "question: {zh-hans: 有多少员工？, en: How many people work there?}\n  ",
                "",
            ),
            "facts.yaml: enterprise.staff.question",
            "both zh-hans and en",
            id="a shared fact nobody can ask for",
        ),
        pytest.param(
            shared("facts.yaml", "label: {zh-hans: 员工人数, en: Staff}", "label: 员工人数"),
            "facts.yaml: enterprise.staff.label",
            "both zh-hans and en",
            id="a shared fact in one language",
        ),
        pytest.param(
            shared("departments.yaml", "name: {zh-hans: 共青团, en: Youth League}", "phone: '1'"),
            "departments.yaml: youth-league",
            "name is missing",
            id="a department without a name",
        ),
        pytest.param(
            shared("tables.yaml", "source: S1", "source: S9"),
            "tables.yaml: rent",
            "S9",
            id="a table's source",
        ),
        pytest.param(
            shared("systems.yaml", "source: S1", "source: S9"),
            "systems.yaml: rooms-plan",
            "S9",
            id="a system's source",
        ),
        pytest.param(
            shared("systems.yaml", "  source: S1", "  programmes: [rent-hlep]\n  source: S1"),
            "systems.yaml: rooms-plan.programmes[0]",
            "Did you mean rent-help?",
            id="a system's programme",
        ),
        pytest.param(
            shared("systems.yaml", "[免费空间, free rooms]", "[free rooms, free rooms]"),
            "systems.yaml: rooms-plan.aliases",
            "twice",
            id="a system's name that stands twice",
        ),
        pytest.param(
            shared("systems.yaml", "en: Plan of free rooms", "en: 免费空间计划"),
            "systems.yaml: rooms-plan.name",
            "both zh-hans and en",
            id="a system in one language",
        ),
        pytest.param(
            shared("systems.yaml", "en: Floor", "en: 面积"),
            "systems.yaml: rooms-plan.figures[0].label",
            "both zh-hans and en",
            id="a figure in one language",
        ),
        pytest.param({"shared": {"facts.yaml": "a: [\n"}}, "facts.yaml", "", id="no YAML"),
    ],
)
def test_a_fault_is_found(changes, place, message):
    found = problems_of(**changes)
    assert any(text.startswith(place) or place in text for text in found), found
    assert any(message in text for text in found if place in text), found


@pytest.mark.parametrize(("one", "other"), small.TWO_MEANINGS)
def test_two_programmes_may_not_mean_two_things_by_one_name(one, other):
    changes = {
        "hire-help": small.with_fact(small.HIRE, one),
        "rent-help": small.with_fact(small.RENT_2026, other),
    }
    found = problems_of(programmes=changes)
    assert any("another fact of this name" in text for text in found), found


def test_every_fault_of_all_files_is_told_at_once():
    found = problems_of(
        programmes={
            "hire-help": small.HIRE.replace("human-resources", "nobody"),
            "rent-help": small.RENT_2022.replace("at_most: 35", "at_most: old"),
        }
    )
    assert len({text.split(":")[0] for text in found}) == 2


def test_a_folder_that_is_none_is_refused(tmp_path):
    with pytest.raises(CatalogueError, match="no such folder"):
        check_catalogue(tmp_path / "nothing")
    with pytest.raises(CatalogueError, match="holds no catalogue"):
        check_catalogue(tmp_path)


@pytest.mark.parametrize(
    ("octets", "message"), [(b"\xff\xfe", "is not UTF-8"), (b"\xef\xbb\xbfa: 1\n", "byte order")]
)
def test_a_file_that_is_no_text_is_named(folder, octets, message):
    (folder / "facts.yaml").write_bytes(octets)
    with pytest.raises(CatalogueError, match=f"facts.yaml: .*{message}"):
        check_catalogue(folder)


def test_the_shipped_catalogue_is_in_order_and_checked_quickly(shipped_texts):
    started = time.process_time()
    report = check_texts(shipped_texts)
    assert [str(problem) for problem in report.problems] == []
    assert time.process_time() - started < SECONDS


def test_nothing_at_all_is_in_order():
    assert check_texts(CatalogueTexts(shared={}, programmes={})).problems == []
