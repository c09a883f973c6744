"""What the laws share: a book of random documents, and Kleene verdicts of partial answers."""

from itertools import product

from policies.rules.documents import read_document
from policies.rules.library import Library
from policies.rules.rulebook import Rulebook
from tests.policies.rules.documents import ON, plain_facts
from tests.policies.rules.strategies import DOMAINS, text_of

LIBRARY = Library()


def read(document, as_yaml=False):
    """A document of plain data, through its text."""
    return read_document(text_of(document, as_yaml), library=LIBRARY)


def book_of(*documents):
    """A book of documents of plain data."""
    return Rulebook([read(each, as_yaml=n == 1) for n, each in enumerate(documents)])


def values_of(book, answers):
    """Answers as the engine has them."""
    return book.vocabulary.read(plain_facts(answers))


def truth_of(book, answers, on=ON):
    """The verdict of the programme ``tried`` as True, False or None."""
    return book.truth("tried", values_of(book, answers), on=on)


def verdict_facts(book):
    """The facts that the verdict of the programme ``tried`` may rest on."""
    return [name for document in book.editions["tried"] for name in document.verdict_facts]


class Oracle:
    """Looks at every partial answer to a few facts with few values."""

    def __init__(self, book, on=ON):
        self.book, self.on = book, on
        self.names = list(dict.fromkeys(verdict_facts(book)))
        self.seen = {}

    def truth(self, answers):
        """The verdict, each set of answers judged once."""
        key = tuple(sorted((name, str(value)) for name, value in answers.items()))
        if key not in self.seen:
            self.seen[key] = truth_of(self.book, answers, self.on)
        return self.seen[key]

    def can_settle(self, name, answers):
        """Whether some value of a fact settles the verdict, others being answered or not."""
        others = [other for other in self.names if other not in answers and other != name]
        for chosen in product(*([None, *DOMAINS[other]] for other in others)):
            pairs = zip(others, chosen, strict=True)
            now = {**answers, **{other: value for other, value in pairs if value is not None}}
            if self.truth(now) is None and any(
                self.truth({**now, name: value}) is not None for value in DOMAINS[name]
            ):
                return True
        return False
