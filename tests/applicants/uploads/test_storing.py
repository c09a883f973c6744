"""Keeping uploads."""

import errno
import os
import re
import resource
import stat
from contextlib import contextmanager
from hashlib import sha256

import pytest

from applicants.uploads import (
    Inspected,
    StorageFull,
    UploadRefused,
    open_stored,
    remove_stored,
    store,
    stored_names,
)
from tests.applicants.uploads import samples
from tests.applicants.uploads.samples import upload

KEY = "ab" * 16
HOSTILE = [
    "",
    "attachments",
    "attachments/ab/",
    f"/attachments/ab/{KEY}",
    f"attachments/ab/{KEY}\n",
    f"attachments/ab/{KEY}/",
    f"attachments/ab/{KEY}.pdf",
    f"attachments/ab/{KEY}\0",
    f"attachments/ac/{KEY}",
    f"attachments/AB/{KEY.upper()}",
    f"attachments/ab/../ab/{KEY}",
    f"../attachments/ab/{KEY}",
    f"attachments/ab/{KEY.replace('b', 'b̶')}",
    "attachments/../../secret_key",
    "/etc/passwd",
    "attachments/" + "a" * 5_000,
]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "var" / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def paper():
    return upload("计划书.pdf", samples.pdf())


@pytest.fixture
def inspected(paper):
    return Inspected(
        kind="pdf",
        content_type="application/pdf",
        size=paper.size,
        sha256=sha256(samples.pdf()).hexdigest(),
        name=paper.name,
        file=paper,
    )


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_stored_comes_back(paper, inspected):
    with open_stored(store(paper, inspected)) as file:
        assert file.read() == samples.pdf()


def test_a_stored_name_says_nothing_of_the_upload(paper, inspected):
    names = {store(paper, inspected) for _ in range(3)}
    assert len(names) == 3
    for name in names:
        assert re.fullmatch(r"attachments/([0-9a-f]{2})/\1[0-9a-f]{30}", name)


def test_only_the_owner_may_read(paper, inspected, media):
    previous = os.umask(0)
    try:
        path = media / store(paper, inspected)
    finally:
        os.umask(previous)
    assert mode(path) == 0o600
    assert {mode(folder) for folder in (media, path.parent, path.parent.parent)} == {0o700}


@contextmanager
def largest_file(size):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_past_the_limit_of_the_system_leaves_nothing(paper, inspected, media):
    with largest_file(100), pytest.raises(StorageFull):
        store(paper, inspected)
    assert files(media) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
@pytest.mark.parametrize("step", ["mkdir", "open", "fsync", "rename"])
def test_a_full_disk_leaves_nothing(monkeypatch, paper, inspected, media, step, number):
    def full(*_, **__):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, step, full)
        with pytest.raises(StorageFull) as caught:
            store(paper, inspected)
    assert files(media) == []
    assert caught.value.code == "storage_full"
    assert isinstance(caught.value, UploadRefused)


def test_a_full_disk_at_the_very_end_leaves_nothing(monkeypatch, paper, inspected, media):
    plain, calls = os.fsync, []

    def full_for_folders(descriptor):
        calls.append(descriptor)
        if len(calls) > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        plain(descriptor)

    monkeypatch.setattr(os, "fsync", full_for_folders)
    with pytest.raises(StorageFull):
        store(paper, inspected)
    assert files(media) == []


def test_another_fault_of_the_disk_is_not_called_full(monkeypatch, paper, inspected, media):
    def broken(*_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="Input/output"):
        store(paper, inspected)
    assert files(media) == []


def test_a_changed_file_is_not_stored(inspected, media):
    with pytest.raises(ValueError, match="changed since"):
        store(upload("a.pdf", samples.pdf(pages=2)), inspected)
    assert files(media) == []


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_opens_and_removes_nothing(name, media):
    (media / "attachments" / "ab").mkdir(parents=True)
    (media / "attachments" / "ab" / KEY).touch()
    with pytest.raises(ValueError, match="is not the name of a stored file"):
        open_stored(name)
    with pytest.raises(ValueError, match="is not the name of a stored file"):
        remove_stored(name)
    assert len(files(media)) == 1


def test_a_link_is_not_followed(media, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    folder = media / "attachments" / "ab"
    folder.mkdir(parents=True)
    (folder / KEY).symlink_to(secret)
    with pytest.raises(OSError, match="symbolic links"):
        open_stored(f"attachments/ab/{KEY}")


def test_a_file_that_is_gone_is_told_as_such():
    with pytest.raises(FileNotFoundError):
        open_stored(f"attachments/ab/{KEY}")


def test_an_unfinished_file_is_not_opened(media):
    with pytest.raises(ValueError, match="is not the name"):
        open_stored(f"attachments/ab/{KEY}.part")


def test_removing_twice_is_removing_once(paper, inspected, media):
    name = store(paper, inspected)
    remove_stored(name)
    remove_stored(name)
    assert files(media) == []


def test_a_sweep_sees_whatever_was_written(paper, inspected, media):
    names = {store(paper, inspected) for _ in range(3)}
    first = min(names)
    (media / f"{first}.part").touch()
    (media / "attachments" / first[12:14] / "notes.txt").touch()
    os.utime(media / first, (1_000, 1_000))
    found = dict(stored_names())
    assert set(found) == {*names, f"{first}.part"}
    assert found[first] == 1_000
    for name in found:
        remove_stored(name)
    assert list(stored_names()) == []


def test_a_sweep_of_nothing_finds_nothing():
    assert list(stored_names()) == []


def test_a_sweep_goes_on_when_a_file_disappears(paper, inspected):
    names = {store(paper, inspected) for _ in range(2)}
    sweep = stored_names()
    first, _ = next(sweep)
    remove_stored((names - {first}).pop())
    assert list(sweep) == []
