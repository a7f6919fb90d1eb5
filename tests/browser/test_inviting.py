"""A colleague is invited by mail, and the pages on the way are fit for everybody."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.watching import in_every_light, zoomed
from tests.flow.a_mail_server import Post


def test_a_colleague_gets_their_link_by_mail(visit: Visit, post: Post) -> None:
    page = visit()
    page.goto("/house/staff/invite/")
    page.get_by_label("Name", exact=True).fill("Cleo Marsh")
    page.get_by_label("Sign-in name").fill("cleo")
    page.get_by_label("E-mail").fill("cleo@northwind.example")
    page.get_by_role("button", name="Make the sign-in link").click()
    expect(page.get_by_role("status").filter(has_text="cleo@")).to_contain_text("A sign-in link was sent to")
    assert in_every_light(page) == {}
    assert zoomed(page) == []

    mail = next(mail for mail in post.mails if mail.to == ["cleo@northwind.example"])
    theirs = visit("")
    theirs.goto(mail.link)
    theirs.get_by_role("button", name="Sign in").click()
    theirs.wait_for_url("**/desk/needs/")

    post.acts = ["refuse"]
    page.goto("/house/staff/")
    page.get_by_role("button", name="Sign-in link for Cleo Marsh").click()
    expect(page.get_by_role("alert")).to_contain_text("did not leave for certain")
    expect(page.get_by_label("The link")).to_have_value(re.compile("key="))
    assert in_every_light(page) == {}
    assert zoomed(page) == []
