"""From a call to an eligible consortium: three programmes, their rules, proposals, and the partner who was missing."""

import re

from playwright.sync_api import Page, expect

from journeys.consortia import (
    CZECH,
    NOT_MET,
    accept,
    ask_for_proposals,
    broken_rule,
    expect_turned,
    invite,
    verdict,
    workspace,
)
from journeys.people import become, become_at

RIA_TOPIC = "Developing novel recycling technologies for complex plastic materials"
RIA = "demo-folia-wraca"
INTERREG = "demo-woda-ponad-granica"
FENG = "demo-receptura-na-miare"
MEMBER = "Laminaria Aero"
INVITATION = "Brakuje nam takiego zespołu; szczegóły prześlemy po przyjęciu zaproszenia."


def test_a_visitor_reads_the_encoded_conditions_of_a_real_topic(page: Page):
    page.goto("/pl/funding/")
    page.get_by_label("Słowa").fill("biotech")
    page.get_by_label("Słowa").press("Enter")
    page.get_by_role("link", name=RIA_TOPIC).click()
    conditions = page.get_by_role("region", name="Kto może wziąć udział")
    expect(conditions.locator(".verdict-head strong")).to_have_text(
        re.compile(r"^Sprawdzane automatycznie wg stanu zakodowanego \d+ \w+ \d{4} r\.; to nie jest porada prawna$")
    )
    rule = conditions.get_by_role("listitem").filter(has_text="Co najmniej trzy niezależne od siebie podmioty")
    expect(rule).to_contain_text("Art. 22(2)")
    expect(rule).to_contain_text("bez lektury tekstu prawnego")
    expect(conditions.get_by_role("group").last).to_contain_text("bez sprawdzania maszynowego")


def test_proposals_of_whole_consortia_come_out_of_real_organisations(page: Page):
    become(page, "manager")
    proposals = ask_for_proposals(page, RIA, size=5)
    inside = page.locator("article.workspace-proposal").first.get_by_text("już w konsorcjum").count()
    assert 1 < proposals.count() <= 5
    teams = set()
    for proposal in proposals.all():
        expect(proposal).to_contain_text("reguły spełnione")
        expect(proposal).to_contain_text("Dowiedziono, że żaden inny dobór")
        expect(proposal.get_by_text("Wnosi:").first).to_be_visible()
        members = proposal.locator(".workspace-members > li")
        expect(members).to_have_count(5)
        expect(members.filter(has_text="prawdziwa organizacja: tylko propozycja")).to_have_count(5 - inside)
        teams.add(tuple(members.locator("h3 a").all_inner_texts()))
    assert len(teams) == proposals.count()


def test_a_horizon_consortium_is_completed_by_the_partner_whom_its_rule_asks_for(page: Page):
    become(page, "manager")
    page.goto(workspace(RIA))
    expect(verdict(page)).to_have_text(NOT_MET)
    expect(broken_rule(page)).to_have_count(1)
    expect(broken_rule(page)).to_contain_text("z trzech różnych państw")
    expect(broken_rule(page)).to_contain_text("Art. 22(2)")
    expect(page.get_by_role("region", name="Kogo brakuje")).to_contain_text("Wystarczy jeszcze 1 partner")

    invite(page, RIA, organisation=CZECH, words=INVITATION)
    accept(page, "czech-partner", acronym="FOLIA WRACA", words=INVITATION)
    become_at(page, "manager", workspace(RIA))
    expect_turned(page, CZECH)


def test_a_cross_border_consortium_lacks_a_czech_partner_until_one_joins(page: Page):
    become_at(page, "manager", "/pl/dashboard/")
    line = page.get_by_role("region", name="Projekty w przygotowaniu").get_by_role("listitem")
    expect(line.filter(has_text="WODA PONAD GRANICĄ")).to_contain_text("Brakuje partnera z Czech")
    line.get_by_role("link", name="WODA PONAD GRANICĄ").click()
    expect(verdict(page)).to_have_text(NOT_MET)
    expect(broken_rule(page)).to_contain_text("Co najmniej jeden partner ze strony czeskiej")
    expect(broken_rule(page)).to_contain_text("§ 3")

    invite(page, INTERREG, organisation=CZECH, words=INVITATION)
    accept(page, "czech-partner", acronym="WODA PONAD GRANICĄ", words=INVITATION)
    become_at(page, "manager", workspace(INTERREG))
    expect_turned(page, CZECH)
    page.goto("/pl/dashboard/")
    expect(line.filter(has_text="WODA PONAD GRANICĄ")).to_contain_text("spełnia zakodowane reguły")


def test_a_large_firm_in_a_national_call_needs_a_small_one_beside_it(page: Page):
    become_at(page, "manager", workspace(FENG))
    expect(verdict(page)).to_have_text(NOT_MET)
    expect(broken_rule(page)).to_have_count(1)
    expect(broken_rule(page)).to_contain_text("Duże przedsiębiorstwo współpracuje z MŚP")

    invite(page, FENG, organisation=MEMBER, words=INVITATION)
    accept(page, "member", acronym="RECEPTURA NA MIARĘ", words=INVITATION)
    become_at(page, "manager", workspace(FENG))
    expect_turned(page, MEMBER)


def test_what_a_consortium_prepares_is_not_for_visitors(page: Page):
    page.goto(workspace(RIA))
    expect(page.get_by_role("heading", level=1)).to_have_text("Zaloguj się")
