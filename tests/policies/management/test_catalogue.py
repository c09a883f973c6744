"""``manage.py catalogue check|load|dump``."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from policies.models import Edition
from policies.services.files import read_folder
from tests.policies import small


def run(*arguments):
    """The exit code, and what was said on both streams."""
    out, err = StringIO(), StringIO()
    try:
        call_command("catalogue", *arguments, stdout=out, stderr=err)
    except SystemExit as error:
        return error.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_check_needs_no_database(folder):
    code, out, _ = run("check", str(folder))
    assert (code, out[:29]) == (0, "2 programmes with 3 editions,")


def test_check_tells_every_problem_and_their_number(folder):
    path = folder / "programmes" / "hire-help.yaml"
    path.write_text(small.HIRE.replace("human-resources", "nobody").replace("[3000]", "[1]"))
    code, out, err = run("check", str(folder))
    assert (code, out) == (1, "")
    assert "department: there is no department nobody" in err
    assert "first: examples[1]" in err
    assert err.endswith("2 problems.\n")


@pytest.mark.parametrize("action", ["check", "load"])
def test_a_folder_that_is_none_is_the_callers_mistake(action, tmp_path):
    with pytest.raises(CommandError, match="no such folder") as caught:
        run(action, str(tmp_path / "nothing"))
    assert caught.value.returncode == 2


def test_dump_into_a_file_is_the_callers_mistake(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="is not a folder") as caught:
        run("dump", str(tmp_path / "file"))
    assert caught.value.returncode == 2


def test_an_unknown_action_is_refused():
    with pytest.raises(CommandError, match="invalid choice"):
        run("burn")


@pytest.mark.django_db
def test_load_then_dump_gives_the_same_bytes(folder, tmp_path):
    assert "Published 3 editions" in run("load", str(folder))[1]
    assert "Nothing to do" in run("load", str(folder))[1]
    assert "5 shared files and 2 programmes" in run("dump", str(tmp_path / "out"))[1]
    assert read_folder(tmp_path / "out") == read_folder(folder)
    (folder / "programmes" / "hire-help.yaml").unlink()
    assert "Kept, though the files have not got it: hire-help." in run("load", str(folder))[1]


@pytest.mark.django_db
def test_a_refused_load_changes_nothing(folder):
    run("load", str(folder))
    path = folder / "programmes" / "hire-help.yaml"
    path.write_text(f"{small.HIRE}# changed\n")
    code, _, err = run("load", str(folder))
    assert code == 1
    assert "hire-help first: is published and its text differs" in err
    assert Edition.objects.get(name="first").document == small.HIRE


@pytest.mark.django_db
def test_a_load_can_pass_over_what_it_may_not_change(folder):
    run("load", str(folder))
    (folder / "programmes" / "hire-help.yaml").write_text(f"{small.HIRE}# changed\n")
    code, _, err = run("load", str(folder), "--skip-changed")
    assert (code, err) == (0, "hire-help first is published and its text differs: left as it is.\n")


@pytest.mark.django_db
def test_nothing_is_said_when_asked_for_quiet(folder):
    assert run("load", str(folder), "--verbosity", "0") == (0, "", "")
