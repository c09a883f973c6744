"""The shape of what founders and staff type; whether it is allowed is the services' question."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.credit_codes import fits, has_form, is_somebody, read_code
from applicants.models import Profile, Review
from applicants.services.applying import Form as SentForm
from applicants.services.applying import paper_name
from applicants.uploads import accept_attribute
from policies.forms.typed import PlainTextField, WholeNumberField
from policies.presentation.words import in_language, listed
from policies.rules.papers import FORMATS, accepted_formats
from policies.rules.signs import IDENTITY, drop_unseen

LONGEST_TEXT = 4_000


def clean_credit_code(typed: str) -> str:
    """A unified social credit code as the licence has it; its check sign is not looked at.

    Raises:
        ValidationError: it cannot be one, or is the number of an identity card.
    """
    code = read_code(typed)
    if not drop_unseen(typed).strip():
        return ""
    if is_somebody(code):
        text = _("This is the number of an identity card. Enter the code on the business licence.")
        raise ValidationError(text, code=IDENTITY)
    if not has_form(code):
        raise ValidationError(
            _(
                "A unified social credit code has 18 digits and letters, without I, O, S, V and Z: "
                "the registry, the kind, six digits for the region. Compare it with the licence."
            )
        )
    return code


class DetailsForm(forms.Form):
    """Who somebody is: name, code, language of mails, reminders."""

    name = PlainTextField(
        label=gettext_lazy("Name of the applicant"),
        help_text=gettext_lazy("Your own name, or the name of the company as on its licence."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    credit_code = forms.CharField(
        label=gettext_lazy("Unified social credit code"),
        help_text=gettext_lazy(
            "Only for a registered company or business: the 18 signs on the "
            "licence. You can add it later."
        ),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of mails"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
    )
    remind = forms.BooleanField(
        label=gettext_lazy(
            "Write to me when an intake that fits me is about to close, or when a programme "
            "begins to fit me. I can stop this in every mail."
        ),
        required=False,
    )

    confirmed_code = forms.CharField(required=False, max_length=60)  # drawn where a code is doubted
    doubted_code = ""

    def clean_credit_code(self) -> str:
        typed: str = self.cleaned_data["credit_code"]
        kept: str = self.initial.get("credit_code", "")
        return kept if kept and read_code(typed) == kept else clean_credit_code(typed)

    def clean(self) -> dict[str, Any]:
        """Ask about a code whose check sign does not fit: some licences are so."""
        found = super().clean() or self.cleaned_data
        code, confirmed = found.get("credit_code", ""), read_code(found.pop("confirmed_code", ""))
        if code and not fits(code) and code not in (confirmed, self.initial.get("credit_code")):
            self.doubted_code = code
            text = _(
                "The last sign does not fit the others: compare them with the licence one by one. "
                "If the licence really says so, tick that below; whoever reviews is told."
            )
            self.add_error("credit_code", text)
        return found

    def full_clean(self) -> None:
        """Check it, and do not write the number of an identity card into the page again."""
        super().full_clean()
        found = self.errors.as_data().items()
        refused = [name for name, errors in found if any(e.code == IDENTITY for e in errors)]
        if refused:
            self.data = {**self.data, **dict.fromkeys(refused, "")}


class WelcomeForm(DetailsForm):
    """Asked once, after the first sign-in."""

    kind = forms.ChoiceField(
        label=gettext_lazy("For whom is this account?"),
        choices=Profile.Kind.choices,
        widget=forms.RadioSelect,
    )
    consent = forms.BooleanField(
        label=gettext_lazy("I agree that my answers are kept and checked against the programmes."),
        error_messages={
            "required": gettext_lazy(
                "Without this nothing can be kept. You can go on without an "
                "account: sign out below."
            )
        },
    )
    sensitive = forms.BooleanField(
        label=gettext_lazy(
            "Keep my sensitive answers as well, such as the date of birth. Without this they are "
            "left out, and what needs them stays open."
        ),
        required=False,
    )
    of_age = forms.BooleanField(
        label=gettext_lazy("I am 14 or older, or a parent or guardian does this with me."),
        error_messages={
            "required": gettext_lazy(
                "Below 14 nothing can be kept without a parent or guardian. You can go on "
                "without an account: sign out below."
            )
        },
    )
    field_order = (
        "kind",
        "name",
        "credit_code",
        "language",
        "consent",
        "sensitive",
        "remind",
        "of_age",
    )


class ApplyForm(forms.Form):
    """The papers of one edition, the declaration, and the key that makes sending it safe.

    Args:
        papers: as the edition lists them.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)
    declared = forms.BooleanField(
        label=gettext_lazy(
            "I declare that my answers and papers are true and complete. I know "
            "that false statements lead to refusal and repayment."
        ),
        required=False,
    )

    def __init__(self, *args: Any, papers: Iterable[Mapping[str, Any]], **options: Any) -> None:
        options.setdefault("initial", {"key": uuid.uuid4()})
        super().__init__(*args, **options)
        self.papers: dict[str, str] = {}  # field -> Chinese name
        for place, paper in enumerate(papers):
            name = f"paper_{place}"
            self.papers[name] = paper_name(paper)
            formats = accepted_formats(paper)
            self.fields[name] = forms.FileField(
                label=in_language(paper["name"]),
                help_text=self._help(paper, formats),
                required=False,
                allow_empty_file=True,  # the service says what is wrong with it
                max_length=10_000,
                widget=forms.FileInput(attrs={"accept": accept_attribute(formats)}),
            )

    def sent(self, *, submit: bool) -> SentForm:
        """What a valid form holds, as the service takes it."""
        chosen = {self.papers[name]: self.cleaned_data.get(name) for name in self.papers}
        files: dict[str, UploadedFile[Any]] = {name: file for name, file in chosen.items() if file}
        return SentForm(
            key=self.cleaned_data["key"],
            declared=self.cleaned_data["declared"],
            submit=submit,
            files=files,
        )

    def add_problems(self, fields: Mapping[str, Any], declaration: Any) -> None:
        """Put what a service says of a paper, or of the declaration, beside its field."""
        names = {paper: name for name, paper in self.papers.items()}
        for paper, words in fields.items():
            self.add_error(names.get(paper), str(words))
        if declaration:
            self.add_error("declared", str(declaration))
        # the declaration comes last on the page, and so among what is wrong
        self.order_fields([name for name in self.fields if name != "declared"])

    @staticmethod
    def _help(paper: Mapping[str, Any], formats: tuple[str, ...]) -> str:
        parts = [in_language(paper["from"])] if paper.get("from") else []
        parts.append(_("%(formats)s, at most 20 MB") % {"formats": _listed(formats)})
        return " · ".join(parts)


def _listed(formats: Iterable[str]) -> str:
    return listed([each.upper() for each in formats])


def _supplement_help() -> str:
    text = _("%(formats)s, at most 20 MB each. You may choose several.")
    return text % {"formats": _listed(FORMATS)}


class MultipleFileInput(forms.FileInput):
    """An input that takes several files."""

    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """Several files at once; none is an empty list."""

    widget = MultipleFileInput(attrs={"accept": accept_attribute(FORMATS)})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(SeveralFiles, self).clean(each, initial) for each in files if each]


class VersionForm(forms.Form):
    """A form about one state of an application: another one has another version."""

    version = WholeNumberField(min_value=1, max_value=10**9, widget=forms.HiddenInput)


class SupplementForm(VersionForm):
    """What the department asked for."""

    answer = PlainTextField(
        label=gettext_lazy("Your answer"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    papers = SeveralFiles(
        label=gettext_lazy("Files"),
        help_text=lazy(_supplement_help, str)(),
        required=False,
        allow_empty_file=True,
        max_length=10_000,
    )


class RequestSupplementForm(VersionForm):
    """A reviewer asks for what is missing."""

    wanted = PlainTextField(
        label=gettext_lazy("What is missing"),
        help_text=gettext_lazy("Everything at once: it can be asked for only once."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    working_days = WholeNumberField(
        label=gettext_lazy("Working days to answer"), min_value=1, max_value=60, initial=15
    )


class ReviewForm(VersionForm):
    """A reviewer's opinion."""

    recommendation = forms.ChoiceField(
        label=gettext_lazy("Recommendation"),
        choices=Review.Recommendation.choices,
        widget=forms.RadioSelect,
    )
    opinion = PlainTextField(
        label=gettext_lazy("Opinion"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DetermineForm(VersionForm):
    """A decision, or sending it back; which one is the button's."""

    reason = PlainTextField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The applicant reads it, unless you send it back."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
