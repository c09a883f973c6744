"""English pages of founders hold no Chinese but what somebody wrote."""

import pytest

from applicants.models import Notification
from tests.applicants.factories import a_pdf, a_profile, an_application, asked, determined, reviewed
from tests.applicants.pages.conftest import client_of
from tests.policies.pages.test_languages import HAN, texts_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "on_the_day")]
WRITTEN = ("请补交租赁合同", "符合条件")  # by staff, in their language


def plain(text):
    for words in WRITTEN:
        text = text.replace(words, "")
    return text


@pytest.fixture
def profile():
    return a_profile(name="Example", language="en")


def handed_in(profile):
    return an_application(profile, files={"身份证": a_pdf("id.pdf")})


def test_an_english_page_has_no_chinese_text(profile):
    client = client_of(profile)
    client.cookies["django_language"] = "en"
    application = handed_in(profile)
    waiting = asked(handed_in(a_profile(profile.owner)))
    decided = determined(reviewed(handed_in(a_profile(profile.owner))))
    for path in (
        "/applications/",
        "/programmes/aged/apply/",
        "/programmes/room/apply/",
        f"/applications/{application.reference}/",
        f"/applications/{waiting.reference}/",
        f"/applications/{decided.reference}/",
        f"/applications/{application.reference}/withdraw/",
        "/me/",
    ):
        found = [text for text in texts_of(client.get(path)) if HAN.search(plain(text))]
        assert not [text for text in found if text != "中文"], path


def test_an_english_mail_has_no_chinese_text(profile):
    determined(reviewed(handed_in(profile)))
    asked(handed_in(a_profile(profile.owner, language="en")))
    for mail in Notification.objects.all():
        assert not HAN.search(plain(mail.subject + mail.text)), mail.text
