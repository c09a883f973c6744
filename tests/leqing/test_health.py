"""`/healthz` and `/readyz`."""

import re
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection

from leqing import health, heartbeat


def test_healthz_answers_without_any_server(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("host", ["10.0.0.7", "10.0.0.7:8000", "other.example", "no host at all"])
@pytest.mark.django_db
def test_a_probe_may_ask_by_any_name(client, settings, path, host):
    heartbeat.leave()
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["leqing.example"], True
    response = client.get(path, headers={"host": host})
    assert response.json()["status"] == "ok"
    assert client.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_only_looked_at(client, path):
    assert client.post(path).status_code == 405


@pytest.mark.django_db
def test_readyz_is_ok_when_all_is_there(client):
    heartbeat.leave()
    response = client.get("/readyz")
    answers = response.json()
    assert isinstance(answers.pop("backlog"), int)  # other tests may have rung for a worker
    assert answers == {
        "status": "ok",
        "database": "ok",
        "broker": "ok",
        "worker": "ok",
        "disk": "ok",
        "trigrams": "ok",
        "migrations": "ok",
    }
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_tells_of_a_broker_that_is_away(client, settings, capsys):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["broker"] == "unreachable"
    assert response.json()["database"] == "ok"
    assert "Service Unavailable" not in capsys.readouterr().out


@pytest.mark.django_db
def test_readyz_tells_of_a_worker_that_is_away(client, monkeypatch):
    monkeypatch.setattr(heartbeat, "KEY", "leqing:heartbeat:never")
    assert client.get("/readyz").json()["worker"] == "no heartbeat"


@pytest.mark.django_db
def test_readyz_tells_of_migrations_not_applied(client, monkeypatch):
    monkeypatch.setattr(health, "_migrations_on_disk", lambda: {("leqing", "9999_next")})
    assert client.get("/readyz").json()["migrations"] == "1 not applied"


@pytest.mark.django_db
def test_readyz_tells_of_a_disk_that_is_nearly_full(client, settings):
    heartbeat.leave()
    settings.UPLOADS_LEAST_FREE = 10**9
    response = client.get("/readyz")
    said = response.json()["disk"]
    assert response.status_code == 503
    assert re.fullmatch(r"\d+ MB free for uploads, less than 1000000000", said)
    abroad = client.get("/readyz", REMOTE_ADDR="198.51.100.7")
    assert (abroad.status_code, abroad.json()) == (503, {"status": "not ready"})


def test_the_free_space_is_that_of_the_place_of_the_papers(settings, monkeypatch, tmp_path):
    """Their folder is made with the first of them; in a bucket they take no room here."""
    sizes = {tmp_path: 7, Path(settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir()): 9_999}
    settings.MEDIA_ROOT = tmp_path / "not" / "there"
    usage = lambda folder: SimpleNamespace(free=sizes[folder] * health.MEGABYTE)  # noqa: E731
    monkeypatch.setattr(health.shutil, "disk_usage", usage)
    assert health.disk() == "7 MB free for uploads, less than 500"
    settings.UPLOADS_BUCKET = "papers"
    assert health.disk() == health.OK


def test_a_place_that_cannot_be_read_is_said_without_its_name(settings, monkeypatch, tmp_path):
    def fails(_folder):
        raise OSError(tmp_path)

    monkeypatch.setattr(health.shutil, "disk_usage", fails)
    assert health.disk() == "the place of the uploads cannot be read"


@pytest.mark.django_db
def test_the_database_sees_chinese_letters():
    with connection.cursor() as cursor:
        cursor.execute("select similarity('高新技术企业认定', '高新技术企业')")
        assert cursor.fetchone()[0] > 0.5


@pytest.mark.django_db
def test_the_database_check_is_silent_on_a_good_database(capsys):
    call_command("check", databases=["default"])
    assert "W001" not in capsys.readouterr().err


@pytest.mark.django_db
@pytest.mark.parametrize(
    "elsewhere",
    [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}, {"REMOTE_ADDR": ""}],
)
def test_how_much_waits_is_not_for_strangers(client, elsewhere):
    heartbeat.leave()
    response = client.get("/readyz", **elsewhere)
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
