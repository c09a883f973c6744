"""What one edition says otherwise than another; any two, drafts as they stand among them."""

from policies.models import Draft, Edition
from policies.rules.differences import Difference, differences
from policies.rules.documents import Document, read_document
from policies.rules.errors import RuleError
from policies.services.current import current_catalogue, read_edition
from policies.services.errors import CatalogueError


def document_of(written: Edition | Draft) -> Document:
    """The document of an edition or of a draft as it stands.

    Raises:
        CatalogueError: the text is not, or no longer, a rule document.
    """
    shared = current_catalogue().library
    try:
        if isinstance(written, Edition):
            return read_edition(written, shared)
        return read_document(written.text, library=shared)
    except RuleError as error:
        raise CatalogueError(error.problems) from None


def differences_between(before: Edition | Draft, after: Edition | Draft) -> tuple[Difference, ...]:
    """What the second says otherwise than the first, in both languages.

    Raises:
        CatalogueError: one of them is no rule document.
    """
    catalogue = current_catalogue()
    book = catalogue.rulebook
    titles = {slug: editions[-1].title for slug, editions in book.editions.items()}
    departments = catalogue.library.departments
    old, new = document_of(before), document_of(after)
    return differences(old, new, departments=departments, titles=titles)
