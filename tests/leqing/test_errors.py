"""Error pages, refused characters, and the headers of every answer."""

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from playwright.sync_api import expect

from leqing import urls
from leqing.errors import csrf_failure
from tests.accounts import browser_login


def fail(request):
    raise RuntimeError("secret of the server")


def lose_database(request):
    raise OperationalError("terminating connection")


def take(request):
    return csrf_failure(request) if request.GET else fail(request)


OTHER_TAB = []


def end_session_meanwhile(request):
    """Changes a session that another tab ends before it is written."""
    request.session["seen"] = 1
    OTHER_TAB.pop().post("/account/sign-out/")
    return HttpResponse("done")


class Addresses:
    handler400, handler403 = urls.handler400, urls.handler403
    handler404, handler500 = urls.handler404, urls.handler500
    urlpatterns = [
        *(path("fail", fail), path("lose-database", lose_database), path("take", take)),
        *(path("meanwhile", end_session_meanwhile), path("admin/meanwhile", end_session_meanwhile)),
        *urls.urlpatterns,  # middleware asks for names of ours
    ]


@pytest.fixture
def client(settings):
    settings.ROOT_URLCONF = Addresses
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/nowhere", 404, "没有这个页面"),
        ("/fail", 500, "系统出错了"),
        ("/lose-database", 503, "系统正忙"),
        ("/take?csrf", 403, "表单未能提交"),
        ("/nowhere?a=%00", 400, "这个请求无法读取"),
        ("/%00", 400, "这个请求无法读取"),
    ],
)
def test_each_error_has_its_page(client, address, status, words):
    response = client.get(address)
    assert response.status_code == status
    assert words in response.content.decode()
    assert "secret" not in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_an_error_page_speaks_the_readers_language(client):
    response = client.get("/nowhere", headers={"Accept-Language": "en"})
    assert "There is no such page" in response.content.decode()
    assert 'lang="en"' in response.content.decode()


@pytest.mark.parametrize("address", ["/fail", "/lose-database", "/take?csrf"])
def test_an_error_page_names_a_number_to_ask_with(client, address):
    response = client.get(address)
    number = response["X-Request-ID"]
    assert len(number) == 10
    assert number in response.content.decode()


def test_each_request_has_a_number_of_its_own_whatever_was_sent(client):
    sent = {"X-Request-ID": "theirs"}
    numbers = {client.get("/nowhere", headers=sent)["X-Request-ID"] for _turn in range(3)}
    assert len(numbers) == 3
    assert "theirs" not in numbers


def of_another_tab(client):
    """The same browser again."""
    other = Client()
    other.cookies = client.cookies
    return other


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "address", "door"),
    [
        ("get", "/meanwhile", "/account/sign-in/?next=%2Fmeanwhile"),
        ("post", "/meanwhile", "/account/sign-in/"),
        ("post", "/admin/meanwhile", "/account/staff/"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_session_that_ends_in_another_tab_meanwhile(
    client, django_user_model, method, address, door, language
):
    client.force_login(django_user_model.objects.create_user("somebody"))
    OTHER_TAB.append(of_another_tab(client))
    sent = {"Accept-Language": language}
    response = getattr(client, method)(address, headers=sent)
    text = response.content.decode()
    assert response.status_code == 400
    words = {"en": "you signed in or out in another tab", "zh-hans": "在别的标签页登录或退出了"}
    assert words[language] in text
    assert f'href="{door}"' in text
    assert 'href="/"' in text
    assert "这个请求无法读取" not in text
    assert client.get(door).status_code == 200


def test_a_lost_database_asks_to_come_back(client):
    assert client.get("/lose-database")["Retry-After"] == "5"


def test_a_foreign_host_is_refused(client):
    assert client.get("/nowhere", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("data", [{"name": "a\0b"}, {"na\0me": "a"}])
@pytest.mark.parametrize("kind", ["form", "multipart"])
def test_nul_in_a_form_is_refused(client, data, kind):
    if kind == "multipart":
        response = client.post("/take?csrf", data)
    else:
        body = "&".join(f"{key}={value}" for key, value in data.items()).replace("\0", "%00")
        response = client.post("/take?csrf", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400


def test_nul_in_a_cookie_is_refused(client):
    assert client.get("/nowhere", headers={"Cookie": r'session="a\000b"'}).status_code == 400
    assert client.get("/nowhere", headers={"Cookie": 'session="ab"'}).status_code == 404


@pytest.mark.parametrize("beyond", [1, 1000])
def test_too_many_fields_are_refused(client, settings, beyond):
    count = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + beyond
    assert client.post("/take?csrf", {f"f{i}": 1 for i in range(count)}).status_code == 400


@pytest.mark.parametrize("address", ["/nowhere", "/fail", "/healthz", "/nowhere?a=%00"])
def test_every_answer_carries_the_security_headers(client, address):
    response = client.get(address)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


def test_the_error_page_in_a_browser(page, live_server, axe):
    page.goto(f"{live_server.url}/nowhere")
    assert page.get_by_role("heading", name="没有这个页面").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    axe(page)


def test_the_admin_keeps_to_the_content_security_policy(page, live_server, django_user_model):
    user = django_user_model.objects.create_superuser("staff")
    browser_login(page, live_server, user)
    page.goto(f"{live_server.url}/admin/")
    page.get_by_role("link", name="用户", exact=True).first.click()
    page.get_by_role("link", name="staff", exact=True).click()
    expect(page.get_by_label("用户名")).to_have_value("staff")
