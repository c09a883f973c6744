"""Every list that the grammar knows can be lengthened, shortened and put in order on the pages."""

import re

import pytest
from django.urls import reverse

from policies.admin.builder.judging import section_for
from policies.rules import grammar
from policies.rules.authoring.writing import document_text
from policies.rules.shapes import WORDS, Deferred, Either, Fields, Listing, Named, Numeric, OneOf
from policies.services import load_catalogue
from policies.services.drafting import start_draft, write_draft
from tests.policies.admin.builder.test_build import plain_of, send
from tests.policies.small import texts

pytestmark = pytest.mark.django_db
# What the grammar leaves to the readers of conditions and parts.
WRITTEN_OUT = {"part": grammar.PART}
# The method of an item that a list belongs to needs an item that has it.
METHODS = ("bands", "points", "best_of", "sum_of")


def lists(shape=grammar.DOCUMENT, path=(), depth=0):
    """Every list and every mapping with names of the author's: its path, and its shape."""
    if isinstance(shape, Either):
        for each in shape.shapes.values():
            yield from lists(each, path, depth)
    elif isinstance(shape, Fields) and shape is not WORDS:
        for key, inner in {**shape.required, **shape.optional}.items():
            yield from lists(inner, (*path, key), depth)
    elif isinstance(shape, Listing | Named):
        yield path, shape
        inner, step = (shape.item, 0) if isinstance(shape, Listing) else (shape.value, "name")
        if isinstance(inner, Deferred) and depth == 0:
            inner, depth = WRITTEN_OUT.get(inner.definition, inner), 1
        yield from lists(inner, (*path, step), depth)


FOUND = {
    path: shape
    for path, shape in lists()
    if not any(path[i] in ("best_of", "sum_of") for i in range(len(path) - 1))
}


def sample(shape):
    """Something that can stand in a list."""
    if isinstance(shape, Deferred):
        return {"fact": "enterprise.staff", "count": 1}
    if isinstance(shape, Either):
        return sample(shape.shapes.get(dict) or next(iter(shape.shapes.values())))
    if isinstance(shape, Fields):
        return {key: sample(each) for key, each in shape.required.items()}
    if isinstance(shape, OneOf):
        return shape.options[0]
    if isinstance(shape, Numeric):
        return 1
    return [] if isinstance(shape, Listing) else {} if isinstance(shape, Named) else "x"


def entries(shape, count):
    if isinstance(shape, Listing):
        return [sample(shape.item) for _ in range(count)]
    return {f"name{n}": sample(shape.value) for n in range(count)}


def holding(path, value):
    """A document in which a list stands, with what is around it."""
    document = {"programme": "tried", "edition": "2026"}
    here, shape = document, grammar.DOCUMENT
    for step in path[:-1]:
        if isinstance(shape, Either):
            shape = shape.shapes.get(dict) or next(iter(shape.shapes.values()))
        if isinstance(shape, Fields):
            shape = {**shape.required, **shape.optional}[step]
            nested = [] if isinstance(shape, Listing) else {}
            here[step] = nested
            here = nested
        elif isinstance(shape, Listing):
            shape = shape.item
            here.append(sample(shape))
            here = here[0]
        else:
            shape = shape.value
            here["name"] = sample(shape)
            here = here["name"]
    if path[-1] in METHODS:
        here["fact"] = "enterprise.staff"
    if path[-1] in ("choices", "fields"):
        here["type"] = "choice" if path[-1] == "choices" else "records"
    here[path[-1]] = value
    return document


def text_of(path):
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).lstrip(".")


@pytest.fixture
def shown(admin_client, admin_user):
    load_catalogue(texts())
    draft = start_draft(by=admin_user)

    def page(path, value):
        draft.refresh_from_db()
        text = document_text(holding(path, value))
        write_draft(draft_id=draft.pk, version=draft.version, text=text, by=admin_user)
        address = reverse("admin:policies_draft_build", args=[draft.pk])
        found = admin_client.get(address, {"section": section_for(text_of(path))})
        assert found.status_code == 200
        return found.content.decode()

    page.draft = draft
    return page


def test_the_lists_of_the_grammar_are_found():
    assert len(FOUND) > 25
    assert ("scoring", "items", 0, "bands") in FOUND
    assert ("facts", "name", "fields", "name", "choices") in FOUND


@pytest.mark.parametrize("path", FOUND, ids=text_of)
def test_a_list_can_be_lengthened_and_shortened(path, shown):
    shape, place = FOUND[path], text_of(path)
    for count in (0, 2):
        page = shown(path, entries(shape, count))
        forms = [part.split("</form>")[0] for part in page.split("<form")[1:]]
        here = [form for form in forms if f'name="path" value="{place}"' in form]
        ways = [
            any('value="add"' in form for form in here),
            re.search(rf'name="(?:\w+\.)*{path[-1]}\.{count}\.(?:key|\w+)"', page),
            re.search(rf'name="_value\.{count}\.key"', page),
            re.search(rf'<textarea[^>]*name="(?:\w+\.)*{path[-1]}"', page),
            re.search(rf'type="checkbox"[^>]*name="{path[-1]}"', page),
        ]
        assert any(ways), f"nothing can be added to {place} with {count} in it"
    if ways[0]:
        first = f"{place}[0]" if isinstance(shape, Listing) else f"{place}.name0"
        (form,) = [form for form in forms if f'name="path" value="{first}"' in form
                   and 'name="form"' in form]  # fmt: skip
        assert 'value="remove"' in form
        assert 'value="down"' in form


def test_a_group_of_programmes_is_added_to_the_exclusions(admin_client, shown):
    shown(("excludes",), ["rent-help"])
    send(admin_client, shown.draft, path="excludes", op="add-group")
    assert plain_of(shown.draft)["excludes"] == ["rent-help", {"group": "", "take": "highest"}]
    send(
        admin_client, shown.draft, path="excludes[1]", op="save", form="1", group="rent",
        take="highest",
    )  # fmt: skip
    assert plain_of(shown.draft)["excludes"][1] == {"group": "rent", "take": "highest"}


def test_bands_are_put_in_order(admin_client, shown):
    item = ("scoring", "items", 0, "bands")
    shown(item, [{"at_least": 5, "points": 3}])
    send(
        admin_client, shown.draft, path="scoring.items[0]", op="save", form="1",
        **{"bands.0.at_least": "5", "bands.0.points": "3", "bands.1.at_least": "10",
           "bands.1.points": "6"},
    )  # fmt: skip
    bands = plain_of(shown.draft)["scoring"]["items"][0]["bands"]
    assert [band["at_least"] for band in bands] == [10, 5]


@pytest.mark.parametrize("path", [("sources",), ("facts",), ("tables",), ("parameters",)])
def test_an_entry_with_a_name_is_moved(admin_client, shown, path):
    shown(path, entries(FOUND[path], 3))
    first = f"{path[0]}.name0"
    response = send(admin_client, shown.draft, path=first, op="down", index="0")
    assert list(plain_of(shown.draft)[path[0]]) == ["name1", "name0", "name2"]
    assert response.url.endswith(f"#p-{path[0]}-name0")
