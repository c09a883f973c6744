"""Addresses of the pages that need no account."""

from django.urls import path, register_converter

from policies.rules.facts import FACT_NAME
from policies.views import answers, catalogue, questions, results

app_name = "policies"


class FactNameConverter:
    """A fact's name in a path."""

    regex = FACT_NAME.pattern

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FactNameConverter, "fact")

urlpatterns = [
    path("", catalogue.start, name="start"),
    path("questions/", questions.next_question, name="questions"),
    path("questions/<fact:name>/", questions.question, name="question"),
    path("answers/", answers.answer_list, name="answers"),
    path("answers/erase/", answers.erase, name="erase"),
    path("answers/ask-again/", answers.ask_again, name="ask-again"),
    path("answers/<fact:name>/delete/", answers.delete, name="delete-answer"),
    path("results/", results.results, name="results"),
    path("programmes/", catalogue.programme_list, name="programmes"),
    path("programmes/<slug:slug>/", catalogue.programme, name="programme"),
    path("categories/<slug:category>/", catalogue.programme_list, name="category"),
]
