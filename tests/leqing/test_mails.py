"""The mailbox of one's own machine, as pages."""

import base64
import hashlib
import re
import smtplib
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from leqing.mailbox import Mailbox
from leqing.mails import MOST
from tests.accounts import code_of, with_app
from tests.leqing.accounts.doors import STAFF, breaches

LIST = "/mailbox/"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, db):
    settings.VAR_DIR, settings.MAILS_ARE_KEPT = tmp_path, True
    (tmp_path / "mail").mkdir()
    return tmp_path / "mail"


def mail(
    folder, number=1, *, to="ada@example.com", subject="你好", text="Text", html="", **headers
):
    """Keep a mail as `manage.py up` does; its address on the site is returned."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Leqing <l@localhost>", to, subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    (folder / f"{number}.eml").write_bytes(message.as_bytes())
    return f"{LIST}{number}.eml/"


def test_an_empty_box_says_what_to_do(client):
    assert 'href="/account/sign-in/"' in client.get(LIST).content.decode()


def test_a_box_that_was_never_made_is_empty(client, folder):
    folder.rmdir()
    assert client.get(LIST).status_code == 200


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        ("10.0.0.7", {}),
        ("192.168.1.20", {}),
        ("2001:db8::1", {}),
        ("", {}),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}),
        ("127.0.0.1", {"X-Forwarded-For": ""}),
        ("127.0.0.1", {"X-Real-IP": "127.0.0.1"}),
        ("127.0.0.1", {"Forwarded": "for=127.0.0.1"}),
    ],
)
def test_who_comes_over_a_network_finds_no_mails(client, folder, peer, headers):
    for path in (LIST, mail(folder), f"{mail(folder, html='<p>x</p>')}html/"):
        response = client.get(path, REMOTE_ADDR=peer, headers=headers)
        assert response.status_code == 404


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.9.0.1", "::1"])
def test_who_sits_at_the_machine_finds_them(client, peer):
    assert client.get(LIST, REMOTE_ADDR=peer).status_code == 200


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("zh-hans", ["发件人", "收件人", "主题", "日期", "退订链接"]),
        ("en", ["From", "To", "Subject", "Date", "Unsubscribe"]),
    ],
)
def test_the_headers_have_names_in_the_readers_language(client, folder, language, names):
    address = mail(
        folder, List_Unsubscribe="<https://x.example/>", Date="Mon, 30 Nov 2026 20:14:46 -0000"
    )
    client.cookies["django_language"] = language
    page = client.get(address)
    assert re.findall(r"<dt[^>]*>\s*(.*?)\s*</dt>", page.text) == names


def test_the_newest_mail_is_on_top(client, folder):
    for number in (9, 10, 8):
        mail(folder, number, subject=f"mail {number}", to=f"to{number}@example.com")
    page = client.get(LIST).content.decode()
    assert page.index("mail 10") < page.index("mail 9") < page.index("mail 8")
    assert "to10@example.com" in page


def test_the_list_has_an_end(client, folder):
    for number in range(MOST + 5):
        mail(folder, number + 1)
    assert len(client.get(LIST).context["mails"]) == MOST


def test_a_mail_shows_its_heads_and_its_text_with_links(client, folder):
    unsubscribe = "<http://127.0.0.1:8000/unsubscribe/x/>"
    text = "一次性代码：1234\nhttp://127.0.0.1:8000/applications/ <b>x</b>"
    path = mail(
        folder, text=text, List_Unsubscribe=unsubscribe, Date="Mon, 1 Jun 2026 08:00:00 +0800"
    )
    page = client.get(path).content.decode()
    for words in (
        "Leqing &lt;l@localhost&gt;",
        "ada@example.com",
        "你好",
        "1 Jun 2026",
        "一次性代码",
    ):
        assert words in page
    assert "&lt;http://127.0.0.1:8000/unsubscribe/x/&gt;" in page
    assert 'href="http://127.0.0.1:8000/applications/"' in page
    assert "<b>x</b>" not in page
    assert "/html/" not in page


def test_the_html_part_may_do_nothing(client, folder):
    html = "<style>p { margin: 0 }</style><p onclick='x()'>你好</p><script>x()</script>"
    path = mail(folder, html=html)
    assert f'href="{path}html/"' in client.get(path).content.decode()
    response = client.get(f"{path}html/")
    assert "你好" in response.content.decode()
    policy = response["Content-Security-Policy"]
    style = base64.b64encode(hashlib.sha256(b"p { margin: 0 }").digest()).decode()
    assert policy == f"sandbox; default-src 'none'; style-src 'sha256-{style}'"


def test_a_mail_without_styles_gets_none(client, folder):
    policy = client.get(f"{mail(folder, html='<p>你好</p>')}html/")["Content-Security-Policy"]
    assert policy == "sandbox; default-src 'none'; style-src 'none'"


def test_a_mail_without_html_has_no_such_page(client, folder):
    assert client.get(f"{mail(folder)}html/").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "2.eml",
        "../secret.eml",
        "..%2fsecret.eml",
        "%2e%2e%2fsecret_key",
        "1.eml%0a",
        "1.EML",
        "x.eml",
        "1.eml.eml",
        ".eml",
        "１.eml",
        "1",
        "9" * 31 + ".eml",
    ],
)
def test_other_names_are_not_there(client, folder, name):
    mail(folder)
    (folder.parent / "secret.eml").write_text("To: x\n\nsecret")
    (folder / "x.eml").write_text("To: x\n\nsecret")
    assert client.get(f"{LIST}{name}/").status_code == 404
    assert client.get(f"{LIST}{name}/html/").status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00garbage",
        b"Subject: =?utf-8?b?x?=\nTo: =?nothing?q?a?=\n\nx",
        b"Subject: \xe4\xbd\xa0\nTo: <<<>>,,;;\nDate: no\n\n\xff",
        b"Content-Type: text/plain; charset=nothing\n\n\xff\xfe",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n",
        b"Content-Type: multipart/mixed\n\nx",
        b"Content-Transfer-Encoding: base64\n\n\x00???",
        b"Content-Type: message/rfc822\n\nTo: a\n\nb",
        b"To: a\r\n b\r\n\tc\nTo\n\n",
    ],
)
def test_a_broken_mail_does_no_harm(client, folder, content):
    (folder / "1.eml").write_bytes(content)
    assert client.get(LIST).status_code == 200
    assert client.get(f"{LIST}1.eml/").status_code == 200
    assert client.get(f"{LIST}1.eml/html/").status_code in (200, 404)


def test_a_folder_named_like_a_mail_does_no_harm(client, folder):
    (folder / "1.eml").mkdir()
    assert client.get(LIST).status_code == 200
    assert client.get(f"{LIST}1.eml/").status_code == 404


def test_with_a_real_mail_server_the_page_says_so(client, settings):
    settings.MAILS_ARE_KEPT = False
    settings.EMAIL_HOST, settings.EMAIL_PORT = "mail.example", 587
    assert "mail.example:587" in client.get(LIST).content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_keep_to_the_policy_in_both_languages(client, folder, language):
    client.cookies["django_language"] = language
    for path in (LIST, mail(folder, html="<p>x</p>"), LIST):
        response = client.get(path)
        assert f'<html lang="{language}"' in response.content.decode()
        assert not breaches(response)
        assert client.post(path).status_code == 405


def test_demo_staff_have_their_code_below(client):
    demo = with_app(User.objects.create_user("a", "a@demo.invalid", "x", is_staff=True))
    hidden = [
        with_app(User.objects.create_user("b", "b@example.com", "x", is_staff=True)),
        with_app(User.objects.create_user("c", "c@demo.invalid", "x")),
        with_app(User.objects.create_user("d", "d@demo.invalid.example", "x", is_staff=True)),
    ]
    before, page, after = code_of(demo), client.get(LIST).content.decode(), code_of(demo)
    assert "a@demo.invalid" in page
    assert before in page or after in page
    for user in hidden:
        assert user.email not in page.replace("a@demo.invalid", "")
        assert f">{code_of(user)}<" not in page


def test_the_box_on_a_phone(page, live_server, axe, folder):
    with_app(User.objects.create_user("a", "a@demo.invalid", "x", is_staff=True))
    mail(folder, text="http://127.0.0.1:8000/" + "long" * 40, html="<p>x</p>")
    page.goto(f"{live_server.url}{LIST}")
    axe(page)
    page.click("main .rows a")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


@pytest.mark.parametrize("kept", [True, False])
def test_the_page_that_asks_for_a_code_leads_here(client, settings, kept):
    settings.MAILS_ARE_KEPT = kept
    client.post("/account/sign-in/", {"email": "ada@example.com"})
    page = client.get("/account/sign-in/code/").content.decode()
    assert (f'href="{LIST}"' in page) == kept


def test_the_code_of_demo_staff_signs_in(client):
    with_app(User.objects.create_user("a", "a@demo.invalid", "demo password", is_staff=True))
    client.post(STAFF, {"login": "a@demo.invalid", "password": "demo password"})
    code = client.get(LIST).context["staff"][0][1]
    assert client.post("/account/two-factor/code/", {"code": code}).url == "/admin/"


def keep(folder, *recipients):
    """What the console says when a mail arrives."""
    said = []
    box = Mailbox(folder, address="http://127.0.0.1:8000/", said=said.append)
    box.start()
    with smtplib.SMTP("127.0.0.1", box.port) as server:
        server.sendmail("leqing@localhost", recipients, "To: x\n\nx")
    box.stop()
    return said


def test_the_console_says_to_whom_and_where_to_read(folder):
    assert keep(folder, "ada@example.com") == [
        "a mail to ada@example.com can be read at http://127.0.0.1:8000/mailbox/"
    ]


def test_the_console_is_silent_about_people_of_the_demonstration(folder):
    assert keep(folder, "a@demo.invalid") == []
    assert len(list(folder.glob("*.eml"))) == 1


def test_the_time_is_that_of_the_file(client, folder):
    mail(folder)
    found = client.get(LIST).context["mails"][0]
    assert abs(found.at.timestamp() - time.time()) < 60
    assert Path(folder / found.name).exists()
