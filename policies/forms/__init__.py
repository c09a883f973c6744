"""Forms that take what people type for a fact and give what the rules take."""

from policies.forms.background import Background
from policies.forms.question import QuestionForm
from policies.forms.widgets import NONE_OF_THESE, as_typed

__all__ = ["NONE_OF_THESE", "Background", "QuestionForm", "as_typed"]
