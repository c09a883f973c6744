"""A copy of one's data, the consent taken back, the account erased: as a founder does it."""

import io
import json
import re
import time
import zipfile
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import User
from django.core import mail

from applicants.models import AuditEvent, Export, Notification, Profile
from applicants.services.export import expire_exports, make_exports
from applicants.uploads import stored_names
from tests.accounts import record
from tests.applicants.factories import a_pdf, a_profile, an_application
from tests.applicants.pages.conftest import client_of, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "on_the_day")]
AGAIN = "/account/code-again/"


def with_code(client, *, ago=0):
    """A client whose founder gave a code, by default just now."""
    user = User.objects.get(pk=client.session["_auth_user_id"])
    with freeze(ago):
        record(client, user, "code")
    return client


@contextmanager
def freeze(ago):
    """So many seconds ago."""
    with pytest.MonkeyPatch.context() as patch:
        then = time.time() - ago
        patch.setattr(time, "time", lambda: then)
        yield


@pytest.fixture
def sure(profile):
    return with_code(client_of(profile))


def code_in_mail():
    text = Notification.objects.filter(kind="account").latest("pk").text
    return re.search(r"\d{4} \d{4}", text)[0]


class TestFreshCode:
    @pytest.mark.parametrize("page", ["/me/copy/", "/me/erase/", "/me/copy/archive.zip"])
    def test_all_data_needs_a_fresh_code(self, founder, page):
        assert founder.get(page).url == f"{AGAIN}?next={page.replace('/', '%2F')}"
        assert founder.post(page).url.startswith(AGAIN)
        assert User.objects.filter(is_active=True).exists()

    def test_an_old_one_does_not_do(self, founder):
        with_code(founder, ago=901)
        assert founder.post("/me/erase/").url.startswith(AGAIN)

    def test_the_code_comes_by_mail_and_leads_back(self, founder):
        page = f"{AGAIN}?next=/me/erase/"
        assert "autocomplete" not in founder.get(page).content.decode()
        founder.post(AGAIN, {"send": "1", "next": "/me/erase/"})
        assert 'autocomplete="one-time-code"' in founder.get(page).content.decode()
        wrong = founder.post(AGAIN, {"code": "00000000", "next": "/me/erase/"})
        assert wrong.status_code == 200
        answer = founder.post(AGAIN, {"code": code_in_mail(), "next": "/me/erase/"})
        assert answer.url == "/me/erase/"
        assert founder.get("/me/erase/").status_code == 200

    def test_five_wrong_ones_make_it_useless(self, founder):
        founder.post(AGAIN, {"send": "1"})
        for _each in range(5):
            founder.post(AGAIN, {"code": "00000000"})
        assert founder.post(AGAIN, {"code": code_in_mail()}).status_code == 200

    def test_one_is_not_sent_elsewhere(self, founder):
        founder.post(AGAIN, {"send": "1", "next": "//evil.example"})
        answer = founder.post(AGAIN, {"code": code_in_mail(), "next": "//evil.example"})
        assert answer.url == "/me/"

    def test_it_stands_in_no_session(self, founder):
        founder.post(AGAIN, {"send": "1"})
        assert code_in_mail().replace(" ", "") not in json.dumps(dict(founder.session))
        assert not mail.outbox


class TestCopy:
    @pytest.fixture
    def archive(self, profile, sure):
        an_application(profile, files={"身份证": a_pdf("我的身份证.pdf")})
        sure.post("/questions/enterprise.staff/", {"answer": "98765"})
        sure.post("/questions/enterprise.staff/", {"answer": "98766"})
        assert sure.post("/me/copy/").url == "/me/copy/"
        assert "正在生成" in sure.get("/me/copy/").content.decode()
        assert make_exports() == 1
        assert "下载" in sure.get("/me/copy/").content.decode()
        answer = read_all(sure.get("/me/copy/archive.zip"))
        return zipfile.ZipFile(io.BytesIO(answer))

    def test_it_has_all_in_json(self, archive, profile):
        data = json.loads(archive.read("data.json"))
        assert data["account"]["email"] == profile.owner.email
        assert data["profile"]["name"] == "示例申报人"
        answers = {each["name"]: each for each in data["answers"]}
        assert answers["enterprise.staff"]["value"] == 98766
        assert answers["enterprise.staff"]["history"][0]["after"] == 98765
        assert {"keep", "remind"} <= {each["purpose"] for each in data["consents"]}
        (application,) = data["applications"]
        assert application["handed_in"]["facts"]["enterprise.town"] == "liushi"
        assert application["handed_in"]["applicant"]["name"] == "示例申报人"
        assert application["files"][0]["name"] == "我的身份证.pdf"
        assert data["mails"]

    def test_it_has_a_page_to_read(self, archive):
        page = archive.read("index.html").decode()
        for words in ("示例申报人", "我的身份证.pdf", "柳市"):
            assert words in page

    def test_it_has_the_files_themselves(self, archive, profile):
        (name,) = [each for each in archive.namelist() if each.startswith("files/")]
        attachment = profile.applications.get().attachments.get()
        assert name.endswith("我的身份证.pdf")
        assert len(archive.read(name)) == attachment.size

    def test_it_is_written_down(self, archive):
        actions = set(AuditEvent.objects.values_list("action", flat=True))
        assert {"export.asked", "export.made", "export.downloaded"} <= actions

    def test_asking_twice_makes_one(self, sure):
        sure.post("/me/copy/")
        sure.post("/me/copy/")
        assert make_exports() == 1
        assert Export.objects.count() == 1

    def test_after_a_day_it_is_gone(self, archive, sure, django_capture_on_commit_callbacks):
        Export.objects.update(asked_at="2026-01-01T00:00:00Z")
        assert sure.get("/me/copy/archive.zip").status_code == 404
        assert expire_exports(dry_run=True) == 1
        assert Export.objects.exists()
        with django_capture_on_commit_callbacks(execute=True):
            assert expire_exports() == 1
        assert len(list(stored_names())) == 1  # the paper handed in

    def test_nobody_else_gets_it(self, archive, other):
        assert with_code(other).get("/me/copy/archive.zip").status_code == 404

    def test_a_file_that_is_lost_leaves_the_rest(self, profile, sure, settings):
        an_application(profile)
        for path in settings.MEDIA_ROOT.glob("attachments/*/*"):
            path.unlink()
        sure.post("/me/copy/")
        assert make_exports() == 1


class TestConsent:
    def test_one_button_takes_it_back(self, founder, profile):
        assert 'action="/me/consent/"' in founder.get("/me/").content.decode()
        assert founder.post("/me/consent/").url == "/me/consent/"
        profile.refresh_from_db()
        assert profile.is_paused
        page = founder.get("/me/consent/").content.decode()
        assert "/me/copy/" in page
        assert "/me/erase/" in page
        assert AuditEvent.objects.filter(action="consent.withdrawn").exists()

    def test_nothing_new_is_kept_meanwhile(self, founder, profile):
        founder.post("/me/consent/")
        founder.post("/questions/enterprise.staff/", {"answer": "3"})
        profile.refresh_from_db()
        assert "enterprise.staff" not in profile.facts
        assert founder.get("/me/").status_code == 200
        assert founder.get("/welcome/answers/").url == "/me/consent/"
        assert founder.get("/programmes/room/apply/").url == "/me/consent/"

    def test_what_was_handed_in_goes_on(self, founder, profile):
        application = an_application(profile)
        founder.post("/me/consent/")
        assert founder.get(f"/applications/{application.reference}/").status_code == 200

    def test_it_can_be_given_again(self, founder, profile):
        founder.post("/me/consent/")
        assert founder.post("/me/consent/again/").url == "/me/"
        profile.refresh_from_db()
        assert not profile.is_paused
        assert founder.get("/programmes/room/apply/").status_code == 200


class TestErasing:
    def test_the_page_says_what_goes_and_what_stays(self, sure, profile):
        application = an_application(profile)
        page = sure.get("/me/erase/").content.decode()
        assert application.reference in page
        assert "会先撤回" in page
        assert "183 天" in page

    def test_it_is_done_at_once(self, sure, profile):
        assert sure.post("/me/erase/").url == "/"
        assert not Profile.objects.filter(pk=profile.pk).exists()
        assert sure.get("/me/").url.startswith("/account/sign-in/")

    def test_from_my_profile_there_is_a_way(self, founder):
        page = founder.get("/me/").content.decode()
        for address in ("/me/copy/", "/me/erase/"):
            assert f'href="{address}"' in page


def read_all(response):
    """What a browser keeps of a file."""
    return b"".join(response.streaming_content)


def test_the_file_is_streamed(sure):
    a_profile()
    sure.post("/me/copy/")
    make_exports()
    assert read(sure.get("/me/copy/archive.zip")).streaming
