"""``match preview`` in a terminal."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.applicants.catalogue import GRANT
from tests.applicants.factories import a_profile

pytestmark = pytest.mark.django_db(transaction=True)
ON = "2026-05-04"


@pytest.fixture
def run(city, tmp_path):
    """Previews a text; gives the lines."""

    def run(text, on=ON):
        path = tmp_path / "next.yaml"
        path.write_text(text)
        output = StringIO()
        call_command("match", "preview", "--document", str(path), "--on", on, stdout=output)
        return output.getvalue().splitlines()

    return run


def test_what_would_change(run):
    for staff in range(8):
        a_profile(facts={"enterprise.staff": staff, "enterprise.town": "liushi"})
    lines = run(GRANT.replace('edition: "2026"', "edition: next").replace("least: 3", "least: 6"))
    assert lines[0] == "grant (next) against 2026, on 2026-05-04."
    (liushi,) = [line.split() for line in lines if line.startswith("Liushi")]
    assert liushi[1:] == ["0", "3", "0", "0", "2", "8"]
    assert lines[-1].startswith("8 profiles in ")


def test_a_file_of_several_editions_is_read_to_its_last(run):
    old = GRANT.replace(
        "in_force: {from: 2026-01-01}", "in_force: {from: 2020-01-01, to: 2026-12-31}"
    )
    new = GRANT.replace("2026-01-01", "2027-01-01").replace('edition: "2026"', "edition: next")
    assert run(f"{old}---\n{new}")[0].startswith("grant (next) against 2026")


def test_nothing_was_in_force(run):
    assert "against nothing" in run(GRANT.replace("programme: grant", "programme: other"))[0]


@pytest.mark.parametrize("text", ["", "programme: grant\n", "- 1\n", "\x00"])
def test_what_is_no_document(run, text):
    with pytest.raises(CommandError) as refused:
        run(text)
    assert refused.value.returncode == 2
    assert "next.yaml: " in str(refused.value)


def test_a_file_that_is_not_there(city):
    with pytest.raises(CommandError) as refused:
        call_command("match", "preview", "--document", "nowhere.yaml")
    assert refused.value.returncode == 2
