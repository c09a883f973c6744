"""Papers in a bucket, tried against an S3 server on this machine."""

import subprocess
import sys
from hashlib import sha256

import boto3
import pytest
from django.core.files.storage import storages
from django.test import Client
from moto.server import ThreadedMotoServer

from applicants.models import Attachment
from applicants.services.cleaning import remove_orphans
from applicants.uploads import (
    copy_stored,
    open_stored,
    remove_stored,
    store_made,
    stored_names,
)
from leqing.environment import BASE_DIR
from tests.applicants.factories import a_pdf, a_profile, an_application
from tests.applicants.uploads import samples

NAME, REGION = "papers", "us-east-1"


@pytest.fixture(scope="module")
def server():
    """An S3 server on a free port of the loopback."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server, settings):
    """A bucket with nothing in it, named in the settings."""
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": REGION}
    found = boto3.resource("s3", endpoint_url=server, **keys).Bucket(NAME)
    found.create()
    options = {"bucket_name": NAME, "endpoint_url": server, "region_name": REGION}
    options |= {"access_key": "key", "secret_key": "secret", "addressing_style": "path"}
    made = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "uploads": made}
    yield found
    found.objects.all().delete()
    found.delete()


def file_with(tmp_path, content):
    path = tmp_path / "made"
    path.write_bytes(content)
    return path.open("rb")


def test_what_is_kept_is_read_copied_listed_and_removed(bucket, tmp_path):
    content = samples.pdf()
    with file_with(tmp_path, content) as file:
        name = store_made(file)
    with open_stored(name) as file:
        assert file.read() == content
    copy = copy_stored(name, sha256=sha256(content).hexdigest())
    assert {each for each, _at in stored_names()} == {name, copy}
    remove_stored(name)
    remove_stored(name)  # gone already
    with pytest.raises(FileNotFoundError):
        open_stored(name)
    with open_stored(copy) as file:
        assert file.read() == content


def test_another_content_than_was_inspected_is_not_kept(bucket, tmp_path):
    with file_with(tmp_path, samples.pdf()) as file:
        name = store_made(file)
    with pytest.raises(ValueError, match="has changed"):
        copy_stored(name, sha256="0" * 64)
    assert [each.key for each in bucket.objects.all()] == [name]


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_an_application_lies_in_it_and_its_owner_reads_it(bucket):
    profile = a_profile()
    application = an_application(profile)
    paper = application.attachments.get()
    assert [each.key for each in bucket.objects.all()] == [paper.stored]
    client = Client()
    client.force_login(profile.owner)
    response = client.get(f"/files/{paper.pk}/")
    assert b"".join(response.streaming_content) == a_pdf().read()
    assert response.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.django_db
def test_the_sweep_leaves_young_files_alone(bucket, tmp_path):
    with file_with(tmp_path, samples.pdf()) as file:
        name = store_made(file)
    assert remove_orphans() == 0
    assert not Attachment.objects.filter(stored=name).exists()
    assert storages["uploads"].exists(name)


def test_the_environment_names_the_bucket(server, monkeypatch):
    code = (
        "import django; django.setup();"
        "from django.core.files.storage import storages;"
        "print(storages['uploads'].bucket_name, storages['uploads'].endpoint_url)"
    )
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "leqing.settings")
    monkeypatch.setenv("UPLOADS_BUCKET", "of-the-city")
    monkeypatch.setenv("UPLOADS_ENDPOINT", server)
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=BASE_DIR, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["of-the-city", server]
