"""From files into the database and back."""

from datetime import date

import pytest

from policies.models import CatalogueStamp, Department, Edition, Fact, Programme, Source
from policies.services import (
    CatalogueError,
    close_edition,
    dump_catalogue,
    load_catalogue,
    rulebook,
    save_draft,
)
from policies.services.files import CatalogueTexts, read_folder
from policies.services.loading import catalogue_texts
from tests.policies import small

pytestmark = pytest.mark.django_db


def snapshot():
    """Every row of the catalogue."""
    models = (Department, Fact, Source, Programme, Edition)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_a_load_publishes_what_the_files_say():
    loaded = load_catalogue(small.texts())
    assert loaded.published == 3
    assert loaded.entries["facts.yaml"] == 4
    assert Edition.objects.published().count() == 3
    programme = Programme.objects.get(slug="rent-help")
    assert (programme.title_en, programme.audience) == (
        "Help with rent for the young",
        ["person", "team"],
    )
    assert Source.objects.get(key="S1").published_on == date(2026, 1, 5)
    assert list(rulebook().editions) == ["hire-help", "rent-help"]


def test_twice_equals_once(catalogue):
    before, stamp = snapshot(), CatalogueStamp.objects.get().version
    loaded = load_catalogue(small.texts())
    assert not loaded.changed
    assert snapshot() == before
    assert CatalogueStamp.objects.get().version == stamp


def test_a_folder_comes_back_to_the_byte(folder, tmp_path):
    load_catalogue(folder)
    dump_catalogue(tmp_path / "out")
    assert read_folder(tmp_path / "out") == read_folder(folder)


def test_the_shipped_catalogue_comes_back_to_the_byte(shipped_texts):
    load_catalogue(shipped_texts)
    assert catalogue_texts() == shipped_texts
    assert not load_catalogue(shipped_texts).changed


def test_an_entry_that_changed_is_written_and_nothing_else(catalogue):
    changed = small.FACTS.replace("en: Town", "en: Township")
    loaded = load_catalogue(small.texts(shared={"facts.yaml": changed}))
    assert {name: n for name, n in loaded.entries.items() if n} == {"facts.yaml": 1}
    assert Fact.objects.get(name="enterprise.town").label_en == "Township"
    assert catalogue_texts().shared["facts.yaml"] == changed


def test_a_changed_text_of_a_published_edition_is_refused(catalogue):
    before = snapshot()
    texts = small.texts(
        shared={"facts.yaml": small.FACTS.replace("en: Town", "en: Township")},
        programmes={"hire-help": small.HIRE.replace("at_least: 3", "at_least: 4")},
    )
    with pytest.raises(CatalogueError, match="examples"):
        load_catalogue(texts)  # the examples tell first
    texts = small.texts(
        shared=texts.shared,
        programmes={"hire-help": small.HIRE.replace("1000 *", "1000.0 *")},
    )
    with pytest.raises(CatalogueError, match="hire-help first: is published and its text differs"):
        load_catalogue(texts)
    assert snapshot() == before


def test_a_changed_text_can_be_passed_over(catalogue):
    texts = small.texts(
        shared={"facts.yaml": small.FACTS.replace("en: Town", "en: Township")},
        programmes={"hire-help": f"{small.HIRE}# other\n"},
    )
    loaded = load_catalogue(texts, skip_changed=True)
    assert loaded.skipped == ["hire-help first"]
    assert Edition.objects.get(name="first").document == small.HIRE
    assert Fact.objects.get(name="enterprise.town").label_en == "Township"
    assert load_catalogue(texts, skip_changed=True).skipped == ["hire-help first"]


def test_a_new_edition_closes_the_one_before(catalogue):
    old = small.HIRE.replace("from: 2020-06-01", "from: 2020-06-01, to: 2026-05-31")
    new = small.HIRE.replace("edition: first", "edition: second").replace(
        "2020-06-01", "2026-06-01"
    )
    new = new.replace("2026-03-01", "2026-06-01")
    texts = small.texts(programmes={"hire-help": f"{old}---\n{new}"})
    loaded = load_catalogue(texts)
    assert (loaded.published, loaded.closed) == (1, 1)
    first = Edition.objects.get(name="first")
    assert first.document == small.HIRE
    assert first.in_force_to == date(2026, 5, 31)
    assert catalogue_texts() == texts
    assert not load_catalogue(texts).changed
    assert [d.in_force.last for d in rulebook().editions["hire-help"]] == [date(2026, 5, 31), None]


def test_an_edition_closed_here_stays_closed(catalogue):
    close_edition(edition_id=Edition.objects.get(name="first").pk, last=date(2026, 5, 31))
    assert not load_catalogue(small.texts()).changed
    assert Edition.objects.get(name="first").in_force_to == date(2026, 5, 31)
    assert "to: 2026-05-31" in catalogue_texts().programmes["hire-help"]


def test_what_the_files_do_not_have_stays(catalogue):
    loaded = load_catalogue(
        small.texts(programmes={"hire-help": None, "rent-help": small.RENT_2022})
    )
    assert loaded.kept == ["hire-help"]
    assert Edition.objects.count() == 3


def test_a_shared_entry_that_published_rules_need_cannot_change_under_them(catalogue):
    facts = small.FACTS.replace("choices: {liushi", "choices: {liu-shi")
    texts = small.texts(shared={"facts.yaml": facts, "tables.yaml": None}, programmes={})
    texts = type(texts)(shared=texts.shared, programmes={"hire-help": small.HIRE})
    with pytest.raises(CatalogueError, match="rent-help 2026: no longer holds"):
        load_catalogue(texts)
    assert "liushi:" in Fact.objects.get(name="enterprise.town").definition


def test_an_edition_in_the_way_is_named(catalogue):
    other = small.HIRE.replace("edition: first", "edition: other")
    with pytest.raises(CatalogueError, match="hire-help other shares days with hire-help first"):
        load_catalogue(small.texts(programmes={"hire-help": other}))


def test_a_draft_is_not_overwritten(catalogue):
    draft = small.HIRE.replace("edition: first", "edition: second").replace(
        "2020-06-01", "2027-01-01"
    )
    draft = draft.replace("2026-03-01", "2027-03-01")
    save_draft(document=draft)
    old = small.HIRE.replace("from: 2020-06-01", "from: 2020-06-01, to: 2026-12-31")
    with pytest.raises(CatalogueError, match="hire-help second is a draft"):
        load_catalogue(small.texts(programmes={"hire-help": f"{old}---\n{draft}"}))
    assert "second" not in catalogue_texts().programmes["hire-help"]


def test_a_dump_leaves_other_files_alone(catalogue, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    dump_catalogue(tmp_path)
    dump_catalogue(tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    (tmp_path / "file").write_text("")
    with pytest.raises(CatalogueError, match="file"):
        dump_catalogue(tmp_path / "file")


@pytest.mark.parametrize(("one", "other"), small.TWO_MEANINGS)
def test_a_file_may_not_mean_otherwise_what_is_published_already(one, other):
    rent = f"{small.RENT_2022}---\n{small.with_fact(small.RENT_2026, one)}"
    load_catalogue(small.texts(programmes={"rent-help": rent}))
    before = snapshot()
    hire = small.with_fact(small.HIRE, other)
    more = {"more-help": hire.replace("hire-help", "more-help")}
    alone = CatalogueTexts(shared=small.SHARED, programmes=more)
    with pytest.raises(CatalogueError, match="has another fact of this name"):
        load_catalogue(alone)
    assert snapshot() == before
