"""Addresses of founders with an account."""

from django.urls import path

from applicants.views import (
    applying,
    feeds,
    files,
    mine,
    own_data,
    privacy,
    profile,
    unsent,
    unsubscribing,
)

app_name = "applicants"

urlpatterns = [
    path("privacy/", privacy.privacy, name="privacy"),
    path("welcome/", profile.welcome, name="welcome"),
    path("welcome/answers/", profile.merge, name="merge"),
    path("me/", profile.me, name="me"),
    path("me/mails/<slug:kind>/", profile.mail_kind, name="mail-kind"),
    path("me/copy/", own_data.export, name="export"),
    path("me/copy/archive.zip", own_data.export_file, name="export-file"),
    path("me/consent/", own_data.withdraw_keeping, name="withdraw-keeping"),
    path("me/consent/again/", own_data.renew_keeping, name="renew-keeping"),
    path("me/erase/", own_data.erase, name="erase"),
    path("programmes/<slug:slug>/apply/", applying.apply, name="apply"),
    path("programmes/<slug:slug>/apply/reuse/", applying.reuse, name="reuse"),
    path("applications/", mine.mine, name="mine"),
    path("applications/<slug:reference>/", mine.application, name="application"),
    path("applications/<slug:reference>/supplement/", mine.supplement, name="supplement"),
    path("applications/<slug:reference>/withdraw/", mine.withdraw, name="withdraw"),
    path("applications/<slug:reference>/discard/", applying.discard, name="discard"),
    path("files/<uuid:attachment>/", files.attachment, name="attachment"),
    path("files/<uuid:attachment>/remove/", applying.remove, name="remove-attachment"),
    path("me/calendar/", feeds.make, name="feed-make"),
    path("me/calendar/revoke/", feeds.revoke, name="feed-revoke"),
    path("calendar/<str:token>.ics", feeds.feed, name="feed"),
    path("unsent/", unsent.keep, name="keep"),
    path("unsent/discard/", unsent.throw_away, name="throw-away"),
    path("unsubscribe/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
]
