"""The page to apply on: what it shows, what it takes, what it says when it cannot."""

import errno
import re
from datetime import date
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from applicants.models import Application, Attachment
from applicants.services.applying import withdraw
from applicants.services.profiles import forget_facts
from applicants.uploads import remove_stored, stored_names
from tests.applicants.factories import a_pdf, a_profile, an_application
from tests.applicants.pages.conftest import client_of, read
from tests.applicants.uploads import samples

pytestmark = pytest.mark.django_db
PAGE = "/programmes/room/apply/"


def key_in(page):
    return re.search(r'name="key" value="([0-9a-f-]{36})"', page.content.decode())[1]


def sent(client, page=PAGE, **changes):
    if "key" not in changes:
        changes["key"] = key_in(client.get(page))
    plain = {"declared": "on", "submit": "1", "paper_0": a_pdf()}
    data = {name: value for name, value in {**plain, **changes}.items() if value is not None}
    return client.post(page, data)


def text_of(response):
    return response.content.decode()


def test_the_page_shows_facts_verdict_and_papers(founder):
    page = text_of(founder.get(PAGE))
    assert "1999 年 3 月 2 日" in page
    assert "柳市" in page
    assert "身份证" in page
    assert "商业计划书" in page
    assert (
        'accept=".pdf,.jpg,.jpeg,.jpe,.jfif,.heic,.heif,.webp,.png,application/pdf,image/jpeg,'
        in page
    )
    assert 'enctype="multipart/form-data"' in page
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)


def test_programme_page_help_and_check_name_the_same_formats(founder):
    promised = text_of(founder.get("/programmes/room/"))
    assert promised.count("PDF、JPG、PNG") == 1  # the identity card; the plan is PDF alone
    assert "请先另存为 PDF" in promised
    form = text_of(founder.get(PAGE))
    assert "PDF、JPG、PNG，不超过 20 MB" in form
    assert "请先另存为 PDF" in form
    refused = text_of(
        sent(founder, paper_1=SimpleUploadedFile("a.docx", b"PK\x03\x04" + b"a" * 99))
    )
    assert "这里只收：PDF。请用原来的软件打开" in refused


def test_handing_in_leads_to_the_receipt(founder):
    response = sent(founder)
    application = Application.objects.get()
    assert response.url == f"/applications/{application.reference}/"
    receipt = text_of(founder.get(response.url))
    assert application.reference in receipt
    assert "2026 年 3 月 9 日" in receipt
    assert "身份证.pdf" in receipt
    assert application.reference in text_of(founder.get("/applications/"))


def test_sending_twice_gives_one_application(founder):
    key = key_in(founder.get(PAGE))
    first = sent(founder, key=key)
    second = sent(founder, key=key)
    assert first.url == second.url
    assert Application.objects.count() == 1


def test_an_address_that_is_posted_to_leads_back_to_its_page(founder, other):
    sent(founder, save="1", submit=None, declared=None)
    draft = Application.objects.get()
    addresses = [
        f"/files/{draft.attachments.get().pk}/remove/",
        f"/applications/{draft.reference}/discard/",
    ]
    for address in addresses:
        assert founder.get(address, follow=True).redirect_chain[-1][0] == PAGE
        assert other.get(address).status_code == 404
        assert founder.put(address).status_code == 405
    assert draft.attachments.count() == 1
    sent(founder)
    address = f"/applications/{draft.reference}/"
    for suffix in ("supplement/", "withdraw/"):
        page = founder.get(f"{address}{suffix}")
        assert page.status_code == 200 or page.url == address
        assert other.get(f"{address}{suffix}").status_code == 404
    for start, page in {
        "/answers/undo/": "/answers/",
        "/answers/ask-again/": "/answers/",
        "/answers/founder.degree/delete/": "/answers/",
        "/me/mails/first_day/": "/me/",
        "/me/calendar/": "/plan/",
        "/me/calendar/revoke/": "/plan/",
    }.items():
        assert founder.get(start).url == page


def test_the_same_key_with_other_content_is_told(founder):
    key = key_in(founder.get(PAGE))
    sent(founder, key=key)
    page = sent(founder, key=key, paper_1=a_pdf())
    assert page.status_code == 200
    assert Application.objects.get().reference in text_of(page)
    assert Application.objects.get().attachments.count() == 1


def test_the_second_tab_is_told_of_the_first(founder):
    first, second = key_in(founder.get(PAGE)), key_in(founder.get(PAGE))
    sent(founder, key=first)
    page = text_of(sent(founder, key=second))
    assert Application.objects.get().reference in page
    assert 'type="file"' not in page


def test_what_is_missing_is_said_beside_it_and_the_rest_is_kept(founder):
    page = text_of(sent(founder, paper_0=None, paper_1=a_pdf("计划.pdf"), declared=None))
    assert 'id="id_paper_0_error"' in page
    assert "计划.pdf" in page
    assert Application.objects.get().is_draft
    assert sent(founder).status_code == 302
    assert Application.objects.get().attachments.count() == 2


def summary_of(page):
    """The errors above a form: the links, and the words without marks."""
    found = re.search(r'<div class="errors".*?</div>', text_of(page), re.DOTALL)[0]
    assert "autofocus" in found
    return re.findall(r'href="#([^"]+)"', found), " ".join(re.sub(r"<[^>]+>", " ", found).split())


def test_the_summary_names_everything_that_is_missing_with_the_way_to_it(founder):
    page = sent(founder, paper_0=None, paper_1=a_pdf("计划.pdf", b"<html>"), declared=None)
    links, words = summary_of(page)
    assert links == ["id_paper_0", "id_paper_1", "id_declared"]
    for name in links:
        assert f'id="{name}"' in text_of(page)
    assert "有 3 处" in words
    assert "身份证" in words
    assert "扩展名是 PDF，内容却不是" in words
    assert "勾选" in words


def test_a_bad_file_is_said_beside_its_paper(founder):
    page = sent(founder, paper_0=a_pdf("身份证.pdf", b"%PDF-1.7 <html>"))
    assert 'id="id_paper_0_error"' in text_of(page)
    assert summary_of(page)[0] == ["id_paper_0"]
    assert not Attachment.objects.exists()


def test_a_bad_file_kept_for_later_is_not_called_handed_in(founder):
    wanted = {"submit": None, "save": "1", "declared": None}
    page = sent(founder, paper_1=a_pdf("a.pdf", samples.HTML), **wanted)
    links, words = summary_of(page)
    assert links == ["id_paper_1"]
    assert "还没有提交" not in words
    assert "有文件没有保存" in words
    assert Attachment.objects.get().paper == "身份证"
    assert "有文件没有保存" not in text_of(founder.get(PAGE))


def test_papers_can_be_used_again_after_withdrawing(founder, other, profile):
    assert "/apply/reuse/" not in text_of(founder.get(PAGE))
    sent(founder, paper_1=a_pdf("计划.pdf"))
    first = Application.objects.get()
    assert "/apply/reuse/" not in text_of(founder.get(PAGE))  # it is still to be decided
    assert founder.post(f"{PAGE}reuse/").status_code == 302
    assert Application.objects.count() == 1
    withdraw(application_id=first.pk, version=first.version, actor=profile.owner)
    assert re.search("用 20[0-9]{2} 年 .* 日交的 2 份材料", text_of(founder.get(PAGE)))
    assert "/apply/reuse/" not in text_of(other.get(PAGE))
    other.post(f"{PAGE}reuse/")
    for _time in range(2):
        founder.post(f"{PAGE}reuse/")
    draft = Application.objects.get(status="draft")
    assert draft.profile == profile
    assert [each.name for each in draft.attachments.all()] == ["身份证.pdf", "计划.pdf"]
    kept = {each.stored for each in Attachment.objects.all()}
    assert len(kept) == 4  # copies: deleting the draft leaves the first whole
    assert "/apply/reuse/" not in text_of(founder.get(PAGE))
    assert sent(founder, paper_0=None).status_code == 302
    assert Application.objects.get(pk=draft.pk).status == "submitted"


def test_only_papers_that_still_fit_are_used_again(founder, profile, monkeypatch):
    sent(founder, paper_0=SimpleUploadedFile("a.png", samples.png()), paper_1=a_pdf("计划.pdf"))
    first = Application.objects.get()
    withdraw(application_id=first.pk, version=first.version, actor=profile.owner)
    first.attachments.filter(paper="商业计划书").update(paper="别的")
    assert "交的 1 份材料" in text_of(founder.get(PAGE))
    first.attachments.filter(paper="身份证").update(content_type="image/gif")
    assert "/apply/reuse/" not in text_of(founder.get(PAGE))
    first.attachments.update(content_type="image/png")
    sent(founder, submit=None, save="1", paper_0=a_pdf())
    assert "/apply/reuse/" not in text_of(founder.get(PAGE))  # the draft has a newer one


def test_a_file_that_is_lost_is_asked_for_again(founder, profile, settings):
    sent(founder, paper_1=a_pdf("计划.pdf"))
    first = Application.objects.get()
    withdraw(application_id=first.pk, version=first.version, actor=profile.owner)
    remove_stored(first.attachments.last().stored)
    founder.post(f"{PAGE}reuse/")
    assert Application.objects.get(status="draft").attachments.get().paper == "身份证"
    assert len(list(stored_names())) == 2


def test_without_room_nothing_is_used_again(founder, profile, monkeypatch):
    def full(*_arguments, **_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    sent(founder, paper_1=a_pdf("计划.pdf"))
    first = Application.objects.get()
    withdraw(application_id=first.pk, version=first.version, actor=profile.owner)
    monkeypatch.setattr("applicants.uploads.disk._sync_folders", full)
    assert "存储空间已满" in text_of(founder.post(f"{PAGE}reuse/", follow=True))
    assert not Application.objects.filter(status="draft").exists()
    assert len(list(stored_names())) == 2


def test_an_empty_file_is_no_500(founder):
    assert sent(founder, paper_0=a_pdf("空.pdf", b" ")).status_code == 200


def test_papers_are_kept_without_handing_in_and_can_be_removed(founder):
    response = sent(founder, declared=None, submit=None, save="1")
    assert response.url == PAGE
    kept = Attachment.objects.get()
    assert f"/files/{kept.pk}/" in text_of(founder.get(PAGE))
    assert founder.post(f"/files/{kept.pk}/remove/").url == PAGE
    assert not Attachment.objects.exists()
    draft = Application.objects.get()
    assert founder.post(f"/applications/{draft.reference}/discard/").url == "/applications/"
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    "key", ["", "x", "0" * 40, "\0", "0" * 8 + "-0000-4000-8000-" + "0" * 12 + "x", None]
)
def test_a_strange_key_is_no_500_and_hands_in_nothing(founder, key):
    response = sent(founder, key=key)
    assert response.status_code in (200, 400)
    assert not Application.objects.exclude(status="draft").exists()


def test_a_closed_window_is_said_plainly(city, on_the_day, monkeypatch):
    monkeypatch.setattr("applicants.views.applying.today", lambda: date(2026, 4, 1))
    client = client_of(a_profile(facts={"enterprise.staff": 5}))
    page = text_of(client.get("/programmes/grant/apply/"))
    assert "2026 年 3 月 31 日" in page
    assert 'name="submit"' not in page


def test_an_ineligible_verdict_is_said_plainly(city, on_the_day):
    client = client_of(a_profile(facts={"enterprise.staff": 1}))
    page = text_of(client.get("/programmes/grant/apply/"))
    assert 'role="alert"' in page
    assert 'name="submit"' not in page


def test_a_programme_that_is_not_there_is_404(founder):
    assert founder.get("/programmes/nothing/apply/").status_code == 404


def test_a_programme_not_in_force_says_so(founder, monkeypatch):
    monkeypatch.setattr("applicants.views.applying.today", lambda: date(2025, 1, 1))
    assert "verdict" in text_of(founder.get(PAGE))


def test_the_programme_page_has_the_door(founder, profile):
    assert PAGE in text_of(founder.get("/programmes/room/"))
    forget_facts(profile_id=profile.pk, names=None)
    assert PAGE in text_of(founder.get("/programmes/room/"))  # undetermined may apply
    assert "/programmes/grant/apply/" not in text_of(founder.get("/programmes/grant/"))


def test_who_is_signed_out_signs_in_first_and_comes_back(client, city, on_the_day):
    response = client.get(PAGE)
    assert response.status_code == 302
    assert "/account/sign-in/" in response.url
    assert "next=/programmes/room/apply/" in response.url


def test_hostile_text_is_shown_as_text(founder, profile):
    name = "<script>alert(1)</script>.pdf"
    sent(founder, paper_0=a_pdf(name))
    application = Application.objects.get()
    page = text_of(founder.get(f"/applications/{application.reference}/"))
    assert "<script>alert" not in page
    assert escape("<script>alert") in page or "script" in page


def test_an_application_of_somebody_else_looks_like_none(founder, other, profile):
    application = an_application(profile)
    attachment = application.attachments.get()
    for path in (
        f"/applications/{application.reference}/",
        f"/applications/{application.reference}/withdraw/",
        f"/files/{attachment.pk}/",
    ):
        assert read(founder.get(path)).status_code == 200
        assert other.get(path).status_code == 404
    for path in (
        f"/applications/{application.reference}/supplement/",
        f"/applications/{application.reference}/withdraw/",
        f"/applications/{application.reference}/discard/",
        f"/files/{attachment.pk}/remove/",
    ):
        assert other.post(path).status_code == 404


def test_a_file_comes_as_a_download_that_cannot_run(founder, profile):
    attachment = an_application(profile).attachments.get()
    response = founder.get(f"/files/{attachment.pk}/")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Security-Policy"].startswith("sandbox")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content).startswith(b"%PDF")


def test_the_list_asks_no_more_for_more_applications(
    founder, profile, django_assert_max_num_queries
):
    for programme, facts in (("room", {}), ("aged", {})):
        an_application(profile, programme=programme, files={"身份证": a_pdf()}, **facts)
    with django_assert_max_num_queries(9):
        founder.get("/applications/")


def test_a_photograph_of_a_phone_is_kept_as_a_picture_that_everybody_can_open(founder):
    sent(founder, paper_0=SimpleUploadedFile("IMG_0001.HEIC", samples.heic()))
    row = Attachment.objects.get()
    assert (row.name, row.content_type) == ("IMG_0001.jpg", "image/jpeg")
    downloaded = b"".join(founder.get(f"/files/{row.pk}/").streaming_content)
    assert downloaded[:3] == b"\xff\xd8\xff"
    assert sha256(downloaded).hexdigest() == row.sha256
