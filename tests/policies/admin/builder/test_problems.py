"""Every message that can be raised about a draft has words in both languages."""

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

from policies.admin.builder.problems import problem_words, words_for
from policies.admin.builder.remarks import said
from policies.rules.authoring.finding import ERROR, Finding, FindingProblem

ROOT = Path(__file__).parents[4]
# What a draft never meets: other files of the catalogue, and the engine at work.
APART = {"systems.py", "rulebook.py", "working_days.py", "errors.py"}
MODULES = [
    *sorted(path for path in (ROOT / "policies/rules").glob("*.py") if path.name not in APART),
    *sorted((ROOT / "policies/rules/authoring").glob("*.py")),
    *(
        ROOT / f"policies/services/{name}.py"
        for name in ("drafting", "approving", "editions", "repeal")
    ),
    *sorted((ROOT / "policies/admin/builder").glob("*.py")),
]
# function -> which argument says it, and what is said around it
RAISING = {
    "at": (1, "{}"),
    "add": (1, "{}"),
    "Problem": (1, "{}"),
    "refuse": (1, "expected {}, found the text 'x'."),
    "_expected": (1, "expected {}, found 7."),
    "_refuse": (0, "{}"),
    "_fail": (0, "{} (character 3)."),
    "fail": (0, "{} (character 3)."),
    "NumberRangeError": (0, "{}."),
    "Either": ("expected", "expected {}, found 7."),
}
# What an argument that is no text of its own comes to, each by what the code calls it.
NAMED = {
    "{error}.": [],  # of NumberRangeError, looked at by itself
    "problem.message": [],
    "str(problem)": [],
    "str(error)": [],
    "{error}": [
        "One sign was made up by the keyboard, and other devices cannot show it. Type it with "
        "another keyboard, or write it in pinyin.",
        "One sign arrived incomplete. Delete it and type it again.",
        "This holds the number of an identity card, which is not kept here: delete it, then go on.",
    ],
    "expected exactly one of {listed}; found {found}.": [
        "expected exactly one of all, any, fact; found none.",
        "expected exactly one of bands, linear, judged; found bands and linear.",
    ],
    "expected {expected}.": [
        "expected {} or {lower} once, for what is wanted.",
        "expected no braces but {year-1} to {year-4}.",
    ],
    "{above}: {why}.": [
        "firm.rooms: goes in a circle.", "firm.rooms: there is no such fact to ask.",
    ],
    "{lacking} is missing: every clause says where it stands.": [
        "source is missing: every clause says where it stands.",
        "basis is missing: every clause says where it stands.",
    ],
    "expected {what}, found {shown}.": [],  # looked at where it is called
    "expected {expected}, found {shown}.": [],
    "expected {text}, found {found}": ["expected ')', found the end (character 3)."],
    "there is nothing to {kind}.": ["there is nothing to undo.", "there is nothing to redo."],
    "no_such('department', document.department, in_charge)": [
        "there is no department x. Did you mean y?"
    ],
    "expected {need} beside {method}.": [
        "expected exactly one of fact and formula beside bands.",
        "expected neither fact nor formula beside judged.",
    ],
    "This is not JSON: {error.msg.lower()} at {place}.": [
        "This is not JSON: expecting value at line 3, column 7."
    ],
    "f'{kind}: {told}.' if told else f'{kind}.'": [],  # a finding, which has words by itself
    "near": ["there is no such key. Did you mean fact?", "there is no such key."],
    "{shorten(str(source))}: {near}": ["'x': there is no such source."],
    "{shorten(raw)[1:-1]}: {near}": ["x: there is no such fact. Did you mean y.z?"],
    "{shorten(other.value)}: {near[:-1]}": ["'x': there is no such choice (character 3)."],
    "expected": [],
    "operator.operand": [f"expected {each}, found 7." for each in (
        "one value", "a list of a low and a high value", "a list of values", "a text",
        "true or false",
    )],
    "self.expected": [],  # of Either, looked at by itself
    "kind": ["expected a number, found the text 'x'.", "expected a whole number, found 7.5."],
    "one_of(fact.choices, raw)": ["expected one of a, b (did you mean b?), found the text 'c'."],
    "one_of(fact.choices, value)": ["expected one of a, b, found 7."],
    "{line}{error.problem or 'this is not YAML'}.": ["Line 3: did not find.", "this is not YAML."],
    "_nothing_there(plain, steps, rest)": [
        "expected [0] to [3], found '[7]'.", "the list is empty.",
        "there is no 'x' here. Did you mean y?", "there is nothing below 'x'.",
    ],
    "no_such('programme', exclusion, known)": ["there is no programme x. Did you mean y?"],
    "no_such('source', source, document.sources)": ["there is no source x."],
    "message": [],  # looked at where it is put together
    "{message}{place}.": [],
    "'\\n'.join(failures)": [],
}  # fmt: skip


def calls(path):
    """Each call that raises or notes a problem: line, the text, whether it is the whole."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "message":
            yield node.lineno, node.value, "{}"
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name not in RAISING:
            continue
        where, around = RAISING[name]
        given = {each.arg: each.value for each in node.keywords}
        if isinstance(where, str):
            found = given.get(where)
        else:
            found = node.args[where] if len(node.args) > where else None
        if found is not None:
            yield node.lineno, found, around


HOLES = ("x", "7")


def texts_of(node):
    """The texts an argument may be, with something in each hole."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        if _written(node) in NAMED:
            return None
        return [*texts_of(node.body), *texts_of(node.orelse)]
    if isinstance(node, ast.JoinedStr):
        return (
            None
            if _written(node) in NAMED
            else ["".join(_filled(part, hole) for part in node.values) for hole in HOLES]
        )
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return texts_of(node.left)
    return None


def _written(node):
    if isinstance(node, ast.JoinedStr):
        parts = (
            each.value if isinstance(each, ast.Constant) else f"{{{ast.unparse(each.value)}}}"
            for each in node.values
        )
        return "".join(parts)
    return ast.unparse(node)


SORTS = re.compile(r"\bsort\b|\.sort\b")


def _filled(part, hole):
    if isinstance(part, ast.Constant):
        return part.value
    inside = ast.unparse(part.value)
    if "unknown_name" in inside:
        return "there is no such field. Did you mean y"
    if SORTS.search(inside):
        return "yes/no"
    if inside == "hint":
        return " (write it in quotes)"
    if inside == "guess":
        return " Did you mean y?"
    if inside in ("kind", "plain_text(self.low)", "self.high") and inside == "kind":
        return {"x": "a number", "7": "undo"}[hole]
    return hole


def messages():
    """Every message with the place in the code that makes it."""
    for path in MODULES:
        for line, node, around in calls(path):
            place = f"{path.relative_to(ROOT)}:{line}"
            texts = texts_of(node)
            written = _written(node)
            if texts is not None:
                yield place, tuple(around.replace("{}", text) for text in texts)
            elif written in NAMED:
                yield from ((place, (text,)) for text in NAMED[written])
            elif "unknown_name(" in written:
                yield place, ("there is no such field. Did you mean y?",)
            else:
                yield place, (f"?? {written}",)


FOUND = sorted(set(messages()))


def test_the_code_is_looked_through():
    assert len(FOUND) > 200
    assert not [each for each in FOUND if each[1][0].startswith("??")]


@pytest.mark.parametrize(("place", "texts"), FOUND, ids=[f"{p} {m[0]}" for p, m in FOUND])
def test_every_message_has_words(place, texts):
    words = [words_for(text) for text in texts]
    assert any(words), f"{place} says what no words were written for: {texts[0]}"


def test_no_words_are_left_in_english_on_a_chinese_page():
    with translation.override("zh-hans"):
        for place, texts in FOUND:
            message = next(filter(words_for, texts))
            words = re.sub(r"“[^”]*”", "", problem_words(message))
            assert re.search(r"[\u4e00-\u9fff]", words), (place, words)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("expected a number, found the text 'a few'.", "A number is needed here, not “a few”."),
        ("expected a number of at least 0, found -1.", "At least 0 is needed here, not “-1”."),
        ("source is missing: every clause says where it stands.",
         "Say where it stands: Source is missing."),
        ("enterprise.staf: there is no such fact, parameter or field. Did you mean "
         "enterprise.staff (character 1).",
         "“enterprise.staf” is not known. Did you mean enterprise.staff?"),
        ("expected 'x', found the end (character 9).",
         "In the formula “x” is missing before the end."),
        ("expected at most 80 characters, found the text '10000 characters'.",
         "At most 80 characters are possible here, not “10000”. Make it shorter."),
        ("expected a code such as C3823, found the text '4Z'.",
         "A code such as C3823 is needed here, not “4Z”."),
        ("firm.rooms: there is no such fact to ask.",
         "“firm.rooms” is no fact that is asked. Choose another one."),
        ("Line 3: mapping values are not allowed here.",
         "Line 3 cannot be read: look at colons, quotes and indents there."),
        ("cannot compare number with yes/no (character 1).",
         "In the formula two different kinds are compared: a number and yes or no."),
    ],
)  # fmt: skip
def test_what_a_message_becomes(message, words):
    with translation.override("en"):
        assert problem_words(message) == words


def test_a_message_without_words_is_quoted():
    with translation.override("en"):
        assert problem_words("gibberish.") == "This cannot be read: gibberish."


def test_what_an_example_gives_instead_is_said_in_words():
    failures = ("verdict is eligible, expected ineligible", "score is 55.0, expected 60.0")
    finding = Finding("examples[0]", "example_fails", ERROR, {"failures": failures})
    with translation.override("zh-hans"):
        words = said(FindingProblem("examples[0]", "example fails.", finding))
    assert words == "示例得不出应得结果：结果是符合，预期是不符合、得分是55，预期是60。"


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "缺少：英文。"), ("en", "Missing: the English text.")]
)
def test_a_language_that_is_missing_is_called_by_its_name(language, words):
    with translation.override(language):
        assert words_for("en is missing.") == words
