"""A visitor of a worked example at the keyboard: answers what is asked, skips the rest, reads."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from policies.presentation.sections import LOOKS

MOST_QUESTIONS = 250
QUESTION = re.compile(r"^/questions/(?P<name>[^/]+)/$")


def asked(page):
    """The fact that the page asks; ``None`` where it asks nothing."""
    match = QUESTION.match(urlsplit(page.url).path)
    return match["name"] if match else None


def allow_sensitive(page, site):
    """Let the site ask sensitive questions in the session of this browser."""
    page.goto(f"{site}/questions/audience/")
    token = page.locator("#question input[name=csrfmiddlewaretoken]").input_value()
    response = page.request.post(
        f"{site}/questions/sensitive/",
        form={"csrfmiddlewaretoken": token, "scope": "all"},
        max_redirects=0,
    )
    assert response.status == 302


def fill(page, typed):
    """Put an answer into the form that is shown."""
    form = page.locator("#question form")
    if isinstance(typed, list):
        for value in typed:
            form.locator(f"input[value='{value}']").check()
    elif form.locator(f"input[type=radio][value='{typed}']").count():
        form.locator(f"input[type=radio][value='{typed}']").check()
    elif form.locator("select[name=answer]").count():
        form.locator("select[name=answer]").select_option(typed)
    else:
        form.locator("input[name=answer]").fill(typed)


def answer_what_is_asked(page, site, visitor):
    """From the first question until nothing is asked any more.

    Returns:
        The facts that were asked, in order.
    """
    page.goto(f"{site}/questions/")
    order = []
    while (name := asked(page)) is not None:
        if name == "sensitive":
            page.get_by_role("button", name="同意，所有项目都可以问").click()
            page.wait_for_url(lambda url: "/questions/sensitive/" not in url)
            continue
        assert name not in order, f"{name} is asked twice"
        assert len(order) < MOST_QUESTIONS
        order.append(name)
        typed = visitor.answers.get(name)
        if typed is None:
            page.get_by_role("button", name="不清楚，先跳过").click()
        else:
            fill(page, typed)
            page.get_by_role("button", name="继续").click()
        page.wait_for_url(lambda url, name=name: f"/questions/{name}/" not in url)
    expect(page).to_have_url(re.compile("/results/"))
    return order


def volunteer(page, site, visitor, asked):
    """Tell what nobody needed to ask, since no verdict hangs on it: amounts and scores may."""
    for name, typed in visitor.answers.items():
        if name not in asked:
            page.goto(f"{site}/questions/{name}/?back=answers")
            fill(page, typed)
            if page.locator("input[name=sensitive]").count():
                page.locator("input[name=sensitive]").check()
            page.get_by_role("button", name="保存").click()
            page.wait_for_url("**/answers/**")


def groups(page, site):
    """On which part of the results each programme stands: its slug to the part's id."""
    page.goto(f"{site}/results/")
    found = {}
    for part in [look.id for look in LOOKS.values()]:
        around = f"section[aria-labelledby={part}]", f"details.group:has(#{part})"
        links = page.locator(", ".join(f"{each} .card h3 a" for each in around))
        for link in links.all():
            found[link.get_attribute("href").split("/")[2]] = part
    return found
