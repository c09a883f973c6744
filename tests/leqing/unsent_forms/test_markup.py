"""Writing what was typed into the forms of a page."""

import pytest

from leqing.unsent_forms.markup import Page, matching

PAGE = """<!DOCTYPE html>
<html><body><main id="content"><!-- kept --><p>A &amp; B &copy; 3 < 4</p>
<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="x">
<input type="hidden" name="form" value="review"><input type="hidden" name="version" value="3">
<div data-unsent></div>
<textarea name="opinion" rows="4">
old &lt;b&gt;</textarea>
<input name="title" value="a&quot;b"> <input type="checkbox" name="many" value="1" checked>
<input type="checkbox" name="many" value="2"> <input type="radio" name="one" value="y">
<select name="kind"><option value="">-</option><option value="k">K</option></select>
<input type="file" name="papers"></form>
<form method="post" action="/other/"><input type="hidden" name="form" value="decide">
<textarea name="reason"></textarea></form>
<script>if (a < b && c) { "</form>"; }</script></main></body></html>
"""
TYPED = {
    "form": ["review"],
    "version": ["2"],
    "opinion": ["新的 </textarea><script>\r\n第二行"],
    "title": ['"><i>'],
    "many": ["2"],
    "one": ["y"],
    "kind": ["k"],
    "papers": ["x"],
}


def test_a_page_that_is_taken_apart_is_put_together_again_to_the_letter():
    assert Page(PAGE, path="/here/").text() == PAGE


def test_every_kind_of_field_takes_what_was_typed():
    page = Page(PAGE, path="/here/")
    assert page.fill(matching(page, "/here/", TYPED), TYPED)
    text = page.text()
    assert "新的 &lt;/textarea&gt;&lt;script&gt;\n第二行</textarea>" in text
    assert 'value="&quot;&gt;&lt;i&gt;"' in text
    assert '<input type="checkbox" name="many" value="1">' in text
    assert '<input type="checkbox" name="many" value="2" checked>' in text
    assert '<input type="radio" name="one" value="y" checked>' in text
    assert '<option value="k" selected>' in text
    assert 'name="version" value="3"' in text  # the page's own, for it may be another by now
    assert '<input type="file" name="papers">' in text


def test_what_is_there_already_changes_nothing():
    page = Page(PAGE, path="/here/")
    same = {**TYPED, "opinion": ["old <b>"], "title": ['a"b'], "many": ["1"], "one": []}
    assert not page.fill(matching(page, "/here/", same), {**same, "kind": [""]})
    assert page.text() == PAGE


@pytest.mark.parametrize(
    ("path", "form"), [("/here/", "supplement"), ("/there/", "review"), ("/other/", "review")]
)
def test_another_form_is_left_alone(path, form):
    assert matching(Page(PAGE, path="/here/"), path, {**TYPED, "form": [form]}) is None


def test_a_form_that_cannot_be_changed_takes_nothing():
    still = PAGE.replace("<textarea", "<textarea readonly").replace("<input", "<input disabled")
    still = still.replace('disabled type="hidden"', 'type="hidden"').replace(
        "<select", "<select disabled"
    )
    assert matching(Page(still, path="/here/"), "/here/", TYPED) is None


def test_a_note_stands_where_the_form_has_a_place_for_it():
    page = Page(PAGE, path="/here/")
    page.note(matching(page, "/here/", TYPED), "<p>note</p>")
    assert "<div data-unsent><p>note</p></div>" in page.text()
    page.note(matching(page, "/other/", {"form": ["decide"]}), "<p>top</p>")
    assert '<form method="post" action="/other/"><p>top</p>' in page.text()
