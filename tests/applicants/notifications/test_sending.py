"""From the outbox to a real SMTP listener, with all that such a server may answer."""

import logging
from datetime import timedelta
from email import message_from_string
from email import policy as email_policy

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from applicants.models import Notification
from applicants.notifications import outbox, sending
from applicants.tracing import Trace, current_trace, traced
from leqing.embedded.process import free_port

pytestmark = pytest.mark.django_db(transaction=True)


class Sink:
    """Keeps what it accepts; `answers` says what it replies to recipients, `after` to mails."""

    def __init__(self):
        self.mails, self.answers, self.after = [], {}, {}

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        answer = self.answers.get(address)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        answer = self.after.pop(envelope.rcpt_tos[0], None)
        if answer:
            return answer
        self.mails.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 ok"


@pytest.fixture
def sink(settings):
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield sink
    controller.stop()


def put(number, **changes):
    usual = {
        "recipient": f"r{number}@example.org",
        "subject": f"第 {number} 封",
        "text": "你好",
        "html": "<p>你好</p>",
        "language": "zh-hans",
    }
    outbox.queue(
        kind=Notification.Kind.ACCOUNT, dedupe_key=f"test:{number}", **{**usual, **changes}
    )
    return Notification.objects.get(dedupe_key=f"test:{number}")


def fresh(row):
    row.refresh_from_db()
    return row


def test_what_is_due_is_sent_once_as_text_and_html(sink):
    row = put(1, headers={"List-Unsubscribe": "<https://x.example/>"})
    assert sending.send_due() == 1
    assert sending.send_due() == 0
    [(recipients, content)] = sink.mails
    assert recipients == ["r1@example.org"]
    assert row.message_id in content
    assert "multipart/alternative" in content
    assert "List-Unsubscribe: <https://x.example/>" in content
    assert fresh(row).state == "sent"
    assert row.ended_at is not None
    assert row.lease_until is None


def test_a_mail_has_the_number_of_the_request_that_wrote_it(sink):
    with traced(Trace(number="ab12")):
        put(1)
        refused = put(2)
    put(3)
    sink.answers = {"r2@example.org": "550 no such mailbox"}
    heard = []
    handler = logging.Handler()
    handler.emit = lambda line: heard.append((current_trace().number, line.getMessage()))
    logging.getLogger("applicants.notifications.sending").addHandler(handler)
    try:
        sending.send_due()
    finally:
        logging.getLogger("applicants.notifications.sending").removeHandler(handler)
    first, third = (content for _recipients, content in sink.mails)
    assert "X-Request-ID: ab12" in first
    assert "X-Request-ID" not in third
    assert refused.request_number == "ab12"
    assert [number for number, words in heard if "refused" in words] == ["ab12"]


LONG = "你的申报已经收到，我们会在五个工作日内告诉你结果，请留意邮件和短信" * 2


@pytest.mark.parametrize("subject", ["你好", LONG, f"2026-47AA {LONG}", f"{'word ' * 30}end"])
def test_every_header_begins_on_its_own_line_and_says_the_same(sink, subject):
    headers = {"List-Unsubscribe": f"<https://leqing.example/unsubscribe/{'a1' * 60}/>"}
    address = f"{'r' * 60}@{'example.' * 5}org"
    row = put(1, subject=subject, headers=headers, recipient=address)
    Notification.objects.filter(pk=row.pk).update(message_id=f"<{'1' * 90}@leqing.example>")
    assert sending.send_due() == 1
    head, _, _body = sink.mails[0][1].partition("\r\n\r\n")
    for line in head.split("\r\n"):
        assert len(line) <= 998
        assert line.startswith(" ") or line.partition(": ")[2].strip(), line
    read = message_from_string(head, policy=email_policy.default)
    assert read["Subject"] == subject
    assert read["To"] == address
    assert read["List-Unsubscribe"] == headers["List-Unsubscribe"]
    assert read["Message-ID"] == f"<{'1' * 90}@leqing.example>"


def test_many_go_over_one_connection_each_to_one_recipient(sink):
    for number in range(5):
        put(number)
    assert sending.send_due() == 5
    assert [len(recipients) for recipients, _ in sink.mails] == [1] * 5


def test_what_is_not_yet_due_waits(sink):
    row = put(1, not_before=timezone.now() + timedelta(hours=1))
    assert sending.send_due() == 0
    assert fresh(row).state == "waiting"


def test_what_is_of_no_use_any_more_is_not_sent(sink):
    row = put(1, expires_at=timezone.now() - timedelta(seconds=1))
    sending.send_due()
    assert fresh(row).state == "expired"
    assert not sink.mails


def test_a_refusal_for_good_is_tried_once(sink):
    row = put(1)
    sink.answers["r1@example.org"] = "550 no such person"
    sending.send_due()
    assert (fresh(row).state, row.attempts) == ("bounced", 1)
    assert "no such person" in row.last_error


def test_a_refusal_for_now_is_tried_again_later(sink):
    row = put(1)
    sink.answers["r1@example.org"] = "451 greylisted"
    sending.send_due()
    assert (fresh(row).state, row.attempts) == ("waiting", 1)
    minutes = (row.not_before - timezone.now()).total_seconds() / 60
    assert 0.9 < minutes <= 1
    sink.answers.clear()
    Notification.objects.update(not_before=Now())
    sending.send_due()
    assert (fresh(row).state, row.attempts) == ("sent", 2)


def test_each_retry_waits_longer(sink):
    row = put(1)
    sink.answers["r1@example.org"] = "451 busy"
    waits = []
    for _ in range(6):
        sending.send_due()
        waits.append(round((fresh(row).not_before - timezone.now()).total_seconds() / 60))
        Notification.objects.update(not_before=Now())
    assert waits == [1, 5, 15, 30, 60, 60]


def test_after_three_days_it_gives_up(sink):
    row = put(1)
    sink.answers["r1@example.org"] = "451 busy"
    Notification.objects.update(created_at=Now() - timedelta(hours=73))
    sending.send_due()
    assert fresh(row).state == "expired"
    assert "busy" in row.last_error


def test_one_bad_address_does_not_stop_the_others(sink):
    rows = [put(number) for number in range(3)]
    Notification.objects.filter(pk=rows[0].pk).update(recipient="a\n@example.org")
    sink.after["r1@example.org"] = "554 looks like spam"
    sending.send_due()
    assert [fresh(row).state for row in rows] == ["bounced", "bounced", "sent"]


def test_a_server_that_is_away_loses_nothing(sink, settings):
    rows = [put(number) for number in range(3)]
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    sending.send_due()
    assert [fresh(row).state for row in rows] == ["waiting"] * 3
    assert "ConnectionRefusedError" in rows[0].last_error
    settings.EMAIL_PORT = port
    Notification.objects.update(not_before=Now())
    sending.send_due()
    assert len(sink.mails) == 3


def test_what_another_sender_holds_is_left_to_it(sink):
    row = put(1)
    Notification.objects.update(lease_until=Now() + timedelta(seconds=30), lease_owner="other")
    assert sending.send_due() == 0
    Notification.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert sending.send_due() == 1  # its lease is over: whoever held it was killed
    assert fresh(row).state == "sent"


def test_no_transaction_is_open_while_the_server_is_spoken_to(sink, monkeypatch):
    put(1)
    seen = []
    real = sending._Server.send

    def spy(self, message):
        seen.append(connection.in_atomic_block)
        return real(self, message)

    monkeypatch.setattr(sending._Server, "send", spy)
    sending.send_due()
    assert seen == [False]


def test_a_code_is_in_no_row_once_its_mail_is_sent(sink):
    row = put(1, text="Your code: 1234 5678", html="<p>1234 5678</p>")
    sending.send_due()
    assert (fresh(row).state, row.text, row.html) == ("sent", "", "")
