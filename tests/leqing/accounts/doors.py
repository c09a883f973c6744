"""Both doors as a visitor uses them."""

import re
import time

from django.db import connection
from django.urls import reverse

from applicants.models import Notification

SIGN_IN, CODE = "/account/sign-in/", "/account/sign-in/code/"
STAFF, SECOND = "/account/staff/", "/account/two-factor/code/"
ACTIVATE = "/account/two-factor/activate/"


def ask(client, address, **more):
    """Ask for a code."""
    return client.post(SIGN_IN, {"email": address, **more})


def code_for(address):
    """The code of the newest mail to an address."""
    text = Notification.objects.filter(recipient=address).first().text
    return re.search(r"\d{4} \d{4}", text)[0]


def sign_in(client, address, **more):
    """Ask for a code and enter it."""
    ask(client, address, **more)
    return client.post(CODE, {"code": code_for(address), **more})


def password(client, address, word, **more):
    """The first step of staff."""
    return client.post(STAFF, {"login": address, "password": word, **more})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def forward(monkeypatch, seconds):
    """Let so many seconds go by, for whoever asks `time.time` and in the cache."""
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + seconds)
    with connection.cursor() as cursor:  # which looks at another clock
        cursor.execute("delete from cache where expires < now() + %s * interval '1 s'", [seconds])


def breaches(response):
    """What the content security policy would refuse."""
    text = response.content.decode()
    scripts = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
    return scripts + re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:|data:", text)


def admin_index():
    return reverse("admin:index")
