"""The style sheets keep to their own system, and name nothing that no page has."""

import re
from pathlib import Path

import pytest

from policies.rules import intake, windows

ROOT = Path(__file__).parents[2]
SHEETS = ROOT / "leqing/static/leqing"
COMMENT, BLOCK = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"\{[^{}]*\}")
EXPRESSION = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}")
# Printed by templates from a view model: outcomes, and the states of an intake and of its windows.
PRINTED = {"met", "unmet", *intake.STATES, windows.UPCOMING, windows.NOT_FOR_YOU}
# In the administration: by Django, by our script, by parts of both, or from what is counted.
PRINTED_THERE = {
    *("aligned", "errorlist", "object-tools", "readonly", "submit-row", "js", "warning"),
    "select",
    *("unsent", "kept-at", "link", "errors", "errornote"),  # parts that both kinds of page share
    *("eligible", "ineligible", "undetermined", "gained", "newly-unknown", "settled"),
}
# On elements that scripts or tests find by it, without a look of their own.
HOOKS = {"beside", "asked", "why", "reason", "amount", "receipt", "records", "doubted", "readings"}
STEP = 4  # px
FINE = {0, 1, 2, 3}  # px: hairlines, edges, the ring of focus


def text(name):
    return COMMENT.sub("", (SHEETS / name).read_text())


def classes_of(sheet):
    """What stands after a point in a selector."""
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", BLOCK.sub(" ", sheet)))


def classes_in(folder, *, admin):
    """What stands in class attributes of templates."""
    found = {}
    for path in sorted((ROOT / folder).rglob("*.html")):
        if ("admin" in path.relative_to(ROOT).parts) is not admin or "emails" in path.parts:
            continue
        markup = path.read_text()
        values = re.findall(r'class="((?:\{%.*?%\}|\{\{.*?\}\}|[^"])*)"', markup)
        for value in values + re.findall(r"block layout %\}([\w -]+)\{%", markup):
            without = re.sub(r'\{%[^%]*"[^%]*%\}', " ", value)
            for name in EXPRESSION.sub(" ", without).split():
                found.setdefault(name, path.relative_to(ROOT))
    return found


def given_in_python():
    """Classes that forms and widgets give to their elements."""
    found = set()
    for app in ("leqing", "policies", "applicants"):
        for path in (ROOT / app).rglob("*.py"):
            for value in re.findall(r'"class": "([^"]+)"|class=\\?"([\w -]+)', path.read_text()):
                found |= set(" ".join(value).split())
    return found


def test_every_class_of_the_sheet_is_on_a_page():
    used = set(classes_in("templates", admin=False)) | given_in_python() | PRINTED
    assert classes_of(text("site.css")) - used == set()


@pytest.mark.parametrize("name", ["admin.css", "preview.css", "builder.css", "help.css"])
def test_every_class_of_a_sheet_of_the_administration_is_on_a_page(name):
    used = set(classes_in("templates", admin=True)) | given_in_python() | PRINTED | PRINTED_THERE
    unused = classes_of(text(name)) - used
    assert {
        each for each in unused if not re.match(r"field-\w+$|deep-\d$|depth-\d$", each)
    } == set()


def test_every_class_of_a_page_is_in_the_sheet():
    known = classes_of(text("site.css")) | HOOKS | PRINTED
    used = classes_in("templates", admin=False)
    assert {name: str(path) for name, path in used.items() if name not in known} == {}


def test_a_hook_is_still_somewhere():
    assert set(classes_in("templates", admin=False)) >= HOOKS


def declarations(sheet):
    return re.findall(r"([\w-]+):\s*([^;{}]+);", sheet)


def test_space_comes_in_steps():
    odd = []
    for name, value in declarations(text("site.css")):
        if re.match(r"margin|padding|gap|column-gap|row-gap", name):
            sizes = [abs(int(size)) for size in re.findall(r"(-?\d+)px", value)]
            odd += [(name, value) for size in sizes if size % STEP and size not in FINE]
    assert not odd


@pytest.mark.parametrize(
    ("about", "allowed"),
    [
        pytest.param("font-size", r"var\(--\w+\)|1rem|inherit|106\.25%|11pt", id="type"),
        pytest.param("font-weight", "400|600|inherit", id="weight"),
        pytest.param("border-radius", r"var\(--round\)|3px|50%", id="corners"),
        pytest.param("box-shadow|filter|background-image", "none", id="no decoration"),
    ],
)
def test_looks_come_from_the_scale(about, allowed):
    odd = [
        (name, value)
        for name, value in declarations(text("site.css"))
        if re.fullmatch(about, name) and not re.fullmatch(allowed, value.strip())
    ]
    assert not odd


def test_colours_come_from_tokens():
    odd = [
        (name, value)
        for name, value in declarations(text("site.css"))
        if re.search(r"#[0-9a-fA-F]{3,8}\b|rgb|hsl", value) and not name.startswith("--")
    ]
    assert odd == [("background", "#ffffff")]  # of a QR code, which readers want black on white


def test_both_themes_have_every_colour():
    sheet = text("site.css")
    light, dark = re.findall(r":root \{(.*?)\}", sheet, re.DOTALL)[:2]
    colours = {name for name, value in declarations(light) if value.startswith("#")}
    assert {name for name, _value in declarations(dark)} == colours


def test_nothing_comes_from_elsewhere():
    for sheet in SHEETS.glob("*.css"):
        assert not re.search(r'url\((?!"#)|@import|@font-face', text(sheet.name)), sheet
