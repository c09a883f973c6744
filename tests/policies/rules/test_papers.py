"""One list says what files a paper may be: for pages, forms, checks and the catalogue."""

import pytest

from policies.rules.documents import split_documents
from policies.rules.grammar import PAPER
from policies.rules.papers import FORMATS, RETIRED_FORMATS, accepted_formats
from policies.rules.reading import read_document_text
from tests.policies.rules.documents import PROGRAMMES


@pytest.mark.parametrize(
    ("named", "accepted"),
    [
        pytest.param(["jpg", "pdf"], ("pdf", "jpg"), id="in the order of the list"),
        pytest.param(["pdf", "docx"], ("pdf",), id="without what no form takes"),
        pytest.param(["xlsx"], FORMATS, id="nothing left is everything"),
        pytest.param([], FORMATS, id="nothing named is everything"),
    ],
)
def test_what_a_paper_may_be(named, accepted):
    assert accepted_formats({"formats": named}) == accepted


@pytest.mark.parametrize("path", PROGRAMMES, ids=lambda path: path.stem)
def test_the_catalogue_asks_for_no_file_that_the_form_refuses(path):
    for piece in split_documents(path.read_text("utf-8")):
        for paper in read_document_text(piece).get("documents", ()):
            assert set(paper.get("formats", ())) <= set(FORMATS), paper["name"]


def test_what_was_published_with_other_formats_is_still_read():
    PAPER.check({"name": "a", "formats": [*FORMATS, *RETIRED_FORMATS]}, "documents[0]")
