"""The shipped catalogue in memory, and a founder who answers, for tests of pages."""

from datetime import date
from uuid import UUID

from policies.rules.documents import read_documents
from policies.rules.library import Library
from policies.rules.rulebook import Rulebook
from policies.services.current import Catalogue

DAY = date(2026, 7, 15)
# A founder of 27 with a young firm: section 5.1 of the domain's worked examples in spirit.
FOUNDER = {
    "audience": ["running", "student"],
    "founder.born_on": "1999-03-02",
    "founder.graduated_on": "2022年6月20日",
    "founder.degree": "bachelor",
    "founder.is_legal_rep": "yes",
    "enterprise.town": "liushi",
    "enterprise.legal_form": "limited_company",
    "enterprise.registered_on": "2025-10-15",
    "enterprise.insured_hires": "６人",
    "enterprise.hires_insured_since": "2025年11月1日",
    "enterprise.paid_in_capital": "100万",
    "enterprise.dishonesty_list": "no",
    "enterprise.abnormal_list": "no",
    "founder.credit_clean": "yes",
    "founder.free_space": "none",
    "team.size": "4",
}


def in_memory(texts):
    """A catalogue as the services give it, without a database."""
    library = Library.read(texts.shared)
    documents = [
        document
        for text in texts.programmes.values()
        for document in read_documents(text, library=library)
    ]
    book = Rulebook(documents)
    return Catalogue(
        version=UUID(int=1),
        library=library,
        rulebook=book,
        vocabulary=library.facts.extended(
            {name: d.vocabulary[name] for d in documents for name in d.own_facts}
        ),
        shared={},
        _documents={},
    )


def answer(client, answers=FOUNDER):
    """Give answers as the forms take them; every one must be accepted."""
    for name, typed in answers.items():
        sent = {"answer": typed, "back": "answers", "sensitive": "on"}
        response = client.post(f"/questions/{name}/", sent)
        assert response.status_code == 302, (name, typed)
