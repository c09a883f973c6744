"""No form of staff is left out of the test that lets half an hour go by in each of them."""

import re

import pytest
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from applicants.admin.deciding import FORMS as FORMS_OF_A_FILE
from leqing.unsent_forms.markup import Page
from tests.accounts import staff_login
from tests.applicants.access import City, addresses
from tests.browser.test_idle import FORMS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
ELSEWHERE = {
    # a password is never kept; one's own is asked for before this page, not after it
    "auth_user_add": "a password stands in it",
}
# Nothing is typed: what to do with the rows that are ticked in a list, and a last word.
PICKED = re.compile(r".*_(?:changelist|delete)|set_language")


def named(form):
    """A form by the address that takes it, and by what tells it from others there."""
    try:
        name = resolve(form.action).url_name
    except Resolver404:
        name = form.action
    which = form.hidden.get("form") or ("replace" if "edition" in form.hidden else "")
    return f"{name}:{which}".rstrip(":")


def forms_on(client, address, field=""):
    """Each form of a page that somebody could type into; of these, that with a named field."""
    response = client.get(address)
    if response.streaming:
        assert b"".join(response.streaming_content)  # to its end, which closes the file
        return set()
    if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
        return set()
    page = Page(response.content.decode(), path=address)
    forms = [form for form in page.forms if form.can_be_changed and holds(page, form, field)]
    return {name for name in map(named, forms) if not PICKED.fullmatch(name)}


def holds(page, form, field):
    """Whether a form has a field, given as the browser looks for it."""
    looked_for = re.fullmatch(r"(?:\[(name)=|(#))([\w-]+)\]?", field)
    if looked_for is None:  # by its place on a page
        return True
    key = looked_for[1] or "id"
    pieces = page._pieces[form.start : form.end]
    return any(piece.attributes.get(key) == looked_for[3] for piece in pieces)


def tried():
    """The forms in which the browser idles."""
    found = set()
    for make in FORMS:
        with transaction.atomic():  # each begins with the same rows
            user, address, field, _button = make()
            client = Client()
            staff_login(client, user)
            here, beside = forms_on(client, address, field), forms_on(client, address)
            transaction.set_rollback(True)
        assert here, make.__name__
        found |= here
        ON_THESE_PAGES.update(beside)
    return found


ON_THESE_PAGES = set()


def test_each_form_of_the_administration_is_tried():
    own = tried()
    city, seen = City(), set(ON_THESE_PAGES)
    for name, route in addresses():
        if name.startswith("admin:"):
            for role in ("superuser", "reviewer"):
                seen |= forms_on(city.clients[role], city.path(name, route))
    of_a_file = {name.partition(":")[2] for name in own if name.startswith("applicants_app")}
    assert of_a_file == set(FORMS_OF_A_FILE)
    assert seen - own == set(ELSEWHERE)
