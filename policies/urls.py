"""Addresses of the pages that need no account."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path, register_converter
from django.views.decorators.cache import never_cache

from policies.rules.facts import FACT_NAME
from policies.views import (
    answers,
    bundles,
    catalogue,
    plans,
    programme,
    questions,
    register,
    results,
    scoring,
    searching,
    sensitive,
    sharing,
    systems,
)

app_name = "policies"


class FactNameConverter:
    """A fact's name in a path."""

    regex = FACT_NAME.pattern

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FactNameConverter, "fact")


def personal(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
    """A page that shows answers: no cache keeps it, so that what is erased is gone."""
    return path(route, never_cache(view), name=name)


urlpatterns = [
    personal("", catalogue.start, "start"),
    personal("questions/", questions.next_question, "questions"),
    personal("questions/sensitive/", sensitive.sensitive, "sensitive"),
    personal("questions/<fact:name>/", questions.question, "question"),
    personal("answers/", answers.answer_list, "answers"),
    personal("answers/erase/", answers.erase, "erase"),
    personal("answers/undo/", answers.undo, "undo"),
    personal("answers/sensitive/withdraw/", sensitive.withdraw, "withdraw-sensitive"),
    personal("answers/ask-again/", answers.ask_again, "ask-again"),
    personal("answers/<fact:name>/delete/", answers.delete, "delete-answer"),
    personal("results/", results.results, "results"),
    personal("results/share/", sharing.share, "share"),
    personal("results/<slug:slug>/changes/", results.changes, "changes"),
    personal("shared/<str:token>/", sharing.shared, "shared"),
    personal("bundle/", bundles.bundle, "bundle"),
    personal("plan/", plans.plan_page, "plan"),
    personal("plan/leqing.ics", plans.plan_file, "plan-file"),
    personal("plan/<slug:identity>.ics", plans.entry_file, "plan-entry"),
    personal("programmes/", searching.programme_list, "programmes"),
    personal("programmes/<slug:slug>/", programme.programme, "programme"),
    personal("programmes/<slug:slug>/score/", scoring.score, "score"),
    personal("land-score/", scoring.score, "land-score"),
    personal("systems/", systems.system_list, "systems"),
    personal("systems/<slug:slug>/", systems.system, "system"),
    personal("missing-texts/", register.missing_texts, "missing-texts"),
    personal("categories/<slug:category>/", searching.programme_list, "category"),
]
