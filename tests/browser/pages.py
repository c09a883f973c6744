"""Every kind of page, and how a browser comes to it; what is looked at on all of them.

The tables are by the name of an address, so that a new page cannot be forgotten: a test asks for
each name of the resolver. A step after the address brings a page into a further state of it.
"""

import re
from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.enter import enter_faults

SIZES = {375: 812, 1280: 900}
# All rules in light; in dark those that look at colours, for nothing else differs.
RULES = {
    "light": {},
    "dark": {"runOnly": ["color-contrast", "link-in-text-block"]},
}
# Django labels its search by a picture with a text: against a best practice, not against WCAG.
DJANGO_S = {"label-title-only"}
LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True)
class Kind:
    """One kind of page.

    Attributes:
        name: of its address.
        path: a real one; `{…}` is filled in by who comes.
        step: what to do there first, a function of the page.
    """

    name: str
    path: str
    step: object = None

    def __str__(self):
        return f"{self.name} {self.path}" + (f" {self.step.__name__}" if self.step else "")


def wrong_answer(page):
    """An error beside a field."""
    page.locator("#question form").get_by_role("textbox").first.fill("昨天")
    page.locator("#question form button.button").first.click()
    expect(page.locator("#id_answer_error")).to_be_visible()


def lost_connection(page):
    """The answer could not be sent."""
    page.context.set_offline(True)
    page.locator("#question form button.button").first.click()
    expect(page.locator("#trouble")).to_be_visible()
    page.context.set_offline(False)


def share(page):
    """The list that others see."""
    page.goto(page.locator("#link").input_value())


def press_first(page):
    """The form with its errors, or the next step."""
    page.locator("main form button").first.click()


def hand_in(page):
    """An application that lacks its papers."""
    page.locator("button[name=submit]").click()
    expect(page.locator("#id_paper_0_error")).to_be_visible()


def ask_for_a_code(page):
    """The page that takes the code."""
    page.locator("input[name=email]").fill("ada@example.com")
    press_first(page)
    expect(page.locator("input[name=code]")).to_be_visible()


# Before anything is answered; then with a founder's answers, over the whole catalogue.
NEW = [
    Kind("policies:start", "/"),
    Kind("policies:results", "/results/"),
    Kind("policies:answers", "/answers/"),
    Kind("policies:sensitive", "/questions/sensitive/"),
    Kind("policies:withdraw-sensitive", "/answers/sensitive/withdraw/"),
    Kind("applicants:privacy", "/privacy/"),
    Kind("policies:erase", "/answers/erase/"),
    Kind("policies:plan", "/plan/"),
    Kind("policies:bundle", "/bundle/"),
    Kind("policies:share", "/results/share/"),
    Kind("policies:land-score", "/land-score/"),
]
OPEN = [
    Kind("policies:start", "/"),
    Kind("policies:question", "/questions/audience/"),
    Kind("policies:question", "/questions/founder.key_groups/"),
    Kind("policies:question", "/questions/founder.degree/"),
    Kind("policies:question", "/questions/enterprise.revenue_last_year/"),
    Kind("policies:question", "/questions/founder.born_on/", wrong_answer),
    Kind("policies:question", "/questions/founder.born_on/", lost_connection),
    Kind("policies:answers", "/answers/"),
    Kind("policies:erase", "/answers/erase/"),
    Kind("policies:delete-answer", "/answers/founder.born_on/delete/"),
    Kind("policies:results", "/results/"),
    Kind("policies:changes", "/results/job-creation-grant/changes/"),
    Kind("policies:plan", "/plan/"),
    Kind("policies:bundle", "/bundle/"),
    Kind("policies:share", "/results/share/"),
    Kind("policies:shared", "/results/share/", share),
    Kind("policies:land-score", "/land-score/"),
    Kind("policies:score", "/programmes/national-tech-sme/score/"),
    Kind("policies:programmes", "/programmes/"),
    Kind("policies:programmes", "/programmes/?q=zzzzzz"),
    Kind("policies:category", "/categories/space/"),
    Kind("policies:programme", "/programmes/national-tech-sme/"),
    Kind("policies:programme", "/programmes/youth-home/"),
    Kind("policies:programme", "/programmes/data-for-land/"),
    Kind("policies:systems", "/systems/"),
    Kind("policies:missing-texts", "/missing-texts/"),
    Kind("policies:system", "/systems/{system}/"),
    Kind("account_request_login_code", "/account/sign-in/"),
    Kind("account_request_login_code", "/account/sign-in/", press_first),
    Kind("account_confirm_login_code", "/account/sign-in/", ask_for_a_code),
    Kind("account_login", "/account/staff/"),
    Kind("account_login", "/account/staff/", press_first),
    Kind("mailbox", "/mailbox/"),
]
FOUNDER = [
    Kind("applicants:mine", "/applications/"),
    Kind("applicants:apply", "/programmes/room/apply/"),
    Kind("applicants:application", "/applications/{handed_in}/"),
    Kind("applicants:application", "/applications/{asked}/"),
    Kind("applicants:supplement", "/applications/{asked}/", press_first),
    Kind("applicants:application", "/applications/{decided}/"),
    Kind("applicants:withdraw", "/applications/{handed_in}/withdraw/"),
    Kind("applicants:me", "/me/"),
    Kind("applicants:export", "/me/copy/"),
    Kind("applicants:export", "/me/copy/", press_first),
    Kind("applicants:withdraw-keeping", "/me/consent/"),
    Kind("applicants:erase", "/me/erase/"),
    Kind("account_code_again", "/account/code-again/"),
    Kind("account_code_again", "/account/code-again/", press_first),
    Kind("applicants:unsubscribe", "/unsubscribe/{token}/"),
    Kind("mail", "/mailbox/{mail}/"),
    Kind("account_logout", "/account/sign-out/"),
]
APPLYING = [
    Kind("applicants:apply", "/programmes/room/apply/"),
    Kind("applicants:apply", "/programmes/room/apply/", hand_in),
    Kind("applicants:apply", "/programmes/aged/apply/"),
]
FRESH = [
    Kind("applicants:mine", "/applications/"),
    Kind("applicants:welcome", "/welcome/"),
    Kind("applicants:welcome", "/welcome/", press_first),
]
STAFF = [
    Kind("mfa_index", "/account/two-factor/"),
    Kind("mfa_view_recovery_codes", "/account/two-factor/recovery-codes/"),
    Kind("mfa_generate_recovery_codes", "/account/two-factor/recovery-codes/generate/"),
    Kind("mfa_deactivate_totp", "/account/two-factor/deactivate/"),
    Kind("account_change_password", "/account/password/"),
    Kind("account_reauthenticate", "/account/reauthenticate/"),
    Kind("mfa_reauthenticate", "/account/two-factor/reauthenticate/"),
    Kind("admin:index", "/admin/"),
    Kind("admin:applicants_application_changelist", "/admin/applicants/application/"),
    Kind("admin:applicants_application_change", "/admin/applicants/application/{waiting}/change/"),
    Kind("admin:applicants_application_change", "/admin/applicants/application/{proposed}/change/"),
    Kind("admin:applicants_application_change", "/admin/applicants/application/{decided}/change/"),
]
SECTIONS = (
    *("basics", "conditions", "facts", "sources", "figures"),
    *("scoring", "awards", "procedure", "examples"),
)
OFFICER = [
    Kind("admin:policies_draft_changelist", "/admin/policies/draft/"),
    *(
        Kind("admin:policies_draft_build", f"/admin/policies/draft/{{full}}/build/?section={name}")
        for name in SECTIONS
    ),
    Kind("admin:policies_draft_build", "/admin/policies/draft/{draft}/build/"),
    Kind("admin:policies_draft_text", "/admin/policies/draft/{full}/build/text/"),
    Kind("admin:policies_rules_help", "/admin/policies/edition/help/"),
    Kind("admin:retention", "/admin/retention/"),
    Kind("admin:policies_edition_change", "/admin/policies/edition/{edition}/change/"),
    Kind("admin:policies_edition_compare", "/admin/policies/edition/compare/"),
    Kind("admin:policies_edition_compare", "/admin/policies/edition/compare/?after={edition}"),
    Kind("admin:applicants_preview_edition", "/admin/preview/edition/{edition}/?on=2026-05-04"),
    Kind("admin:applicants_preview_edition", "/admin/preview/edition/{edition}/?on=never"),
    Kind("admin:applicants_preview_draft", "/admin/preview/draft/{draft}/"),
    Kind(
        "admin:applicants_preview_edition_people",
        "/admin/preview/edition/{edition}/people/?on=2026-05-04&move=lost",
    ),
]
ENROLLING = [Kind("mfa_activate_totp", "/account/two-factor/activate/")]
ERRORS = ("400", "400_session", "403", "403_csrf", "404", "429", "500", "503")

# Addresses that show no page of their own.
ONWARD = {
    "policies:questions": "goes to the question worth asking",
    "policies:ask-again": "a post",
    "policies:undo": "a post",
    "policies:plan-file": "a calendar",
    "policies:plan-entry": "a calendar",
    "applicants:feed": "a calendar",
    "applicants:feed-make": "a post",
    "applicants:feed-revoke": "a post",
    "applicants:mail-kind": "a post",
    "applicants:renew-keeping": "a post",
    "applicants:export-file": "a file",
    "applicants:discard": "a post",
    "applicants:reuse": "a post",
    "applicants:remove-attachment": "a post",
    "applicants:attachment": "a file",
    "applicants:throw-away": "a post",
    "applicants:keep": "a post",
    "applicants:merge": "a form on the way from one session to another, shown by welcome",
    "set_language": "a post",
    "mail-html": "a mail in a sandbox where no script runs, axe's neither",
    "robots": "for machines",
    "account_session": "for the script that says when the sign-in ends",
    "mfa_authenticate": "only after a password; the form of mfa_reauthenticate",
}


def all_kinds():
    return [*NEW, *OPEN, *FOUNDER, *APPLYING, *FRESH, *STAFF, *OFFICER, *ENROLLING]


def with_axe(page):
    """Have axe-core in every page that is opened: quicker than to send it to each."""
    page.add_init_script(Axe().axe_script)
    return page


def check_everywhere(page, kind):
    """Zero violations at both widths in both schemes, nothing wider than the screen."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = []
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in RULES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for rule, where in page.evaluate(VIOLATIONS, RULES[scheme]):
                if not (rule in DJANGO_S and str(kind).startswith("admin:")):
                    found.append((str(kind), width, scheme, rule, where))
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append((str(kind), width, "wider than the screen"))
    return found + [(str(kind), *each) for each in enter_faults(page.content())]


# Django's administration fades from one scheme into the other: colours count when it is over.
VIOLATIONS = """
(rules) => Promise.allSettled(document.getAnimations().map((each) => each.finished))
  .then(() => axe.run(document, {resultTypes: ["violations"], preload: false, ...rules}))
  .then((results) => results.violations.flatMap((each) =>
    each.nodes.map((node) => [each.id, node.html.slice(0, 200)])))
"""


def go(page, site, kind, **values):
    """Open a page and bring it into its state."""
    address = site + re.sub(r"\{(\w+)\}", lambda found: str(values[found[1]]), kind.path)
    assert page.goto(address).ok, kind
    if kind.step is not None:
        kind.step(page)
