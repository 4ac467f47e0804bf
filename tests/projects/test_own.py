"""Projects prepared here: who enters and changes them, how they move on, and what each step demands."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings

from factories import make_organisation, make_topic
from grono.projects import rules
from grono.projects.actions import outline
from grono.projects.actions import own as actions
from grono.projects.choices import ProjectLevel, ProjectState
from grono.projects.models import Project
from grono.projects.queries.projects import LEVEL, state_on_day
from grono.projects.rules import EditedMeanwhile, ProjectRefused
from projects.own_projects import join, make_own
from reading import page, words

pytestmark = pytest.mark.django_db
TODAY = date(2027, 5, 19)


@pytest.fixture(autouse=True)
def _at_the_congress():
    with override_settings(CLOCK="2027-05-19T10:20:00+02:00"):
        yield


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"status": "terminated", "end_date": date(2030, 1, 1)}, "dropped"),
        ({"status": "closed"}, "completed"),
        ({"end_date": date(2027, 5, 18)}, "completed"),
        ({"start_date": date(2027, 5, 20), "end_date": date(2028, 5, 20)}, "funded"),
        ({"status": "signed"}, "funded"),
        ({"start_date": date(2027, 5, 19), "end_date": date(2027, 5, 19)}, "running"),
        ({"status": "signed", "start_date": date(2026, 1, 1)}, "running"),
        ({"start_date": date(2014, 1, 1)}, None),
        ({}, None),
    ],
)
def test_state_of_an_imported_project_follows_from_its_facts_in_python_and_in_sql(facts, state):
    project = Project.objects.create(slug="x", acronym="X", title="X", source="CORDIS", **facts)
    assert rules.state_on(project, TODAY) == state
    assert Project.objects.annotate(now=state_on_day(TODAY)).get().now == (state or "")


@pytest.mark.parametrize(
    ("facts", "level"), [({"level": "regional"}, "regional"), ({"cordis_id": "1"}, "european"), ({}, None)]
)
def test_level_is_the_given_one_or_european_for_a_grant_of_a_framework_programme(facts, level):
    project = Project.objects.create(slug="x", acronym="X", title="X", source="CORDIS", **facts)
    assert rules.level_of(project) == (ProjectLevel(level) if level else None)
    assert Project.objects.annotate(now=LEVEL).get().now == (level or "")


def test_new_project_is_a_hidden_idea_with_its_coordinator(their_organisation, representative):
    project = make_own(their_organisation, by=representative)
    assert (project.state, project.is_public, project.is_demonstration, project.slug) == ("idea", False, True, "krag")
    assert [(part.organisation, part.role) for part in project.participations.all()] == [
        (their_organisation, "coordinator")
    ]


def test_second_project_of_an_acronym_and_one_called_like_a_page_get_their_own_addresses(
    their_organisation, representative
):
    slugs = [make_own(their_organisation, by=representative, acronym=name).slug for name in ("Map", "KRĄG", "krąg")]
    assert slugs == ["map-2", "krag", "krag-2"]


def test_project_goes_from_idea_to_completed_and_no_further(their_organisation, representative):
    project = make_own(their_organisation, by=representative, state="completed")
    assert project.state == "completed"
    with pytest.raises(ProjectRefused, match="zakończony"):
        actions.drop_project(project, by=representative)


@pytest.mark.parametrize("state", ["idea", "forming", "submitted", "funded", "running"])
def test_project_is_dropped_from_any_state_before_the_end_and_taken_up_again(their_organisation, representative, state):
    project = make_own(their_organisation, by=representative, state=state, public=True)
    dropped = actions.drop_project(project, by=representative)
    assert (dropped.state, dropped.is_public) == ("dropped", False)
    assert actions.set_state(dropped, ProjectState.IDEA, by=representative).state == "idea"


def test_project_does_not_skip_a_state(their_organisation, representative):
    project = make_own(their_organisation, by=representative)
    with pytest.raises(ProjectRefused):
        actions.set_state(project, ProjectState.FUNDED, by=representative)
    project.refresh_from_db()
    assert project.state == "idea"


@pytest.mark.parametrize(
    ("given", "before", "target", "missing"),
    [
        ({"objective": ""}, "idea", "forming", {"objective"}),
        ({"topics": "", "duration_months": None}, "forming", "submitted", {"topic", "duration_months"}),
        ({"start_date": None, "end_date": None}, "submitted", "funded", {"start_date"}),
        ({"start_date": "2027-05-20", "end_date": None}, "funded", "running", {"start_date"}),
        ({"end_date": "2027-05-20"}, "running", "completed", {"end_date"}),
        ({"end_date": None}, "running", "completed", {"end_date"}),
    ],
)
def test_each_step_demands_its_facts_and_names_them(their_organisation, representative, given, before, target, missing):
    project = make_own(their_organisation, by=representative, state=before, **given)
    with pytest.raises(ValidationError) as refusal:
        actions.set_state(project, ProjectState(target), by=representative)
    assert set(refusal.value.message_dict) == missing
    project.refresh_from_db()
    assert project.state == before


def test_submitted_project_needs_a_coordinator(their_organisation, representative):
    project = make_own(their_organisation, by=representative, state="forming")
    project.participations.update(role="participant")
    with pytest.raises(ValidationError) as refusal:
        actions.set_state(project, ProjectState.SUBMITTED, by=representative)
    assert set(refusal.value.message_dict) == {"coordinator"}


def test_change_keeps_what_the_state_demands(their_organisation, representative):
    project = make_own(their_organisation, by=representative, state="submitted")
    with pytest.raises(ValidationError) as refusal:
        actions.change_project(project, by=representative, version=1, fields={"duration_months": None})
    assert set(refusal.value.message_dict) == {"duration_months"}
    project.refresh_from_db()
    assert (project.duration_months, project.version) == (24, 1)


def test_second_of_two_writers_is_told(their_organisation, representative):
    project = make_own(their_organisation, by=representative)
    actions.change_project(project, by=representative, version=1, fields={"title": "First"})
    with pytest.raises(EditedMeanwhile):
        actions.change_project(project, by=representative, version=1, fields={"title": "Second"})
    project.refresh_from_db()
    assert (project.title, project.version) == ("First", 2)


def test_wrong_dates_topics_and_clusters_are_refused(their_organisation, representative, their_cluster):
    other = make_organisation("Obca", slug="obca")
    stray = other.coordinated_clusters.create(slug="obcy", name="Obcy")
    draft = make_topic("DRAFT-1", state="draft")
    fields = {"start_date": date(2028, 1, 1), "end_date": date(2027, 1, 1), "topic": draft, "lead_cluster": stray}
    with pytest.raises(ValidationError) as refusal:
        make_own(their_organisation, by=representative, **fields)
    assert set(refusal.value.message_dict) == {"end_date", "topic", "lead_cluster"}
    assert not Project.objects.exists()
    assert make_own(their_organisation, by=representative, lead_cluster=their_cluster).lead_cluster == their_cluster


def test_facts_from_a_source_are_never_changed_by_hand(organiser):
    project = Project.objects.create(slug="x", acronym="X", title="X", source="CORDIS")
    acts = [
        lambda: actions.change_project(project, by=organiser, version=1, fields={"title": "Y"}),
        lambda: actions.drop_project(project, by=organiser),
        lambda: actions.publish_project(project, by=organiser),
        lambda: actions.hide_project(project, by=organiser),
        lambda: outline.add_milestone(project, by=organiser, fields={"name": "M", "due_date": TODAY}),
    ]
    for act in acts:
        with pytest.raises(ProjectRefused, match="publi"):
            act()
    assert not organiser.has_perm("projects.change_project", project)


def test_idea_without_an_objective_is_not_published(their_organisation, representative):
    project = make_own(their_organisation, by=representative, objective="")
    with pytest.raises(ValidationError) as refusal:
        actions.publish_project(project, by=representative)
    assert set(refusal.value.message_dict) == {"objective"}


def test_permissions_of_the_standing_cast(
    their_organisation,
    representative,
    partner_organisation,
    partner,
    their_cluster,
    cluster_manager,
    organiser,
    outsider,
):
    project = make_own(their_organisation, by=representative, lead_cluster=their_cluster)
    everyone = (representative, partner, cluster_manager, organiser, outsider)

    def who(permission: str) -> list[bool]:
        return [person.has_perm(f"projects.{permission}", project) for person in everyone]

    assert who("change_project") == [True, False, True, True, False]
    assert who("view_workspace") == [True, False, True, True, False]
    assert who("view_project") == [True, False, True, True, False]
    join(project, partner_organisation)
    assert who("view_workspace") == [True, True, True, True, False]
    assert who("change_project") == [True, False, True, True, False]
    assert [person.has_perm("projects.add_project", their_organisation) for person in everyone] == [
        True, False, True, True, False,
    ]  # fmt: skip


def test_representative_who_left_loses_the_project(their_organisation, representative):
    project = make_own(their_organisation, by=representative)
    representative.affiliations.update(ended_date=date(2027, 5, 1))
    assert not representative.has_perm("projects.change_project", project)
    assert not representative.has_perm("projects.view_project", project)


def test_work_packages_are_numbered_and_stay_within_the_project(their_organisation, representative):
    project = make_own(their_organisation, by=representative)
    first = outline.add_work_package(
        project, by=representative, fields={"title": "Management", "start_month": 1, "end_month": 24}
    )
    second = outline.add_work_package(
        project, by=representative, fields={"title": "Pilots", "start_month": 6, "end_month": 18}
    )
    assert (first.number, second.number) == (1, 2)
    for fields, name in (
        ({"end_month": 25}, "end_month"),
        ({"start_month": 19}, "end_month"),
        ({"number": 1}, "__all__"),
        ({"number": 0}, "number"),
    ):
        with pytest.raises(ValidationError) as refusal:
            outline.change_work_package(project.work_packages.get(pk=second.pk), by=representative, fields=fields)
        assert set(refusal.value.message_dict) == {name}
    with pytest.raises(ValidationError) as refusal:
        actions.change_project(project, by=representative, version=1, fields={"duration_months": 12})
    assert set(refusal.value.message_dict) == {"duration_months"}


def test_work_package_is_led_by_a_partner(their_organisation, representative):
    project = make_own(their_organisation, by=representative)
    other = make_own(their_organisation, by=representative, acronym="OTHER").participations.get()
    with pytest.raises(ValidationError) as refusal:
        outline.add_work_package(project, by=representative, fields={"title": "X", "lead": other})
    assert set(refusal.value.message_dict) == {"lead"}


def test_milestone_is_reached_today_or_earlier(their_organisation, representative):
    project = make_own(their_organisation, by=representative)
    milestone = outline.add_milestone(
        project, by=representative, fields={"name": "Pilot", "due_date": date(2027, 9, 1)}
    )
    assert outline.reach_milestone(milestone, by=representative).reached_date == TODAY
    with pytest.raises(ValidationError) as refusal:
        outline.reach_milestone(milestone, by=representative, on=date(2027, 5, 20))
    assert set(refusal.value.message_dict) == {"reached_date"}


def test_visitor_is_led_to_sign_in_and_an_outsider_finds_nothing(client, their_organisation, representative, outsider):
    make_own(their_organisation, by=representative)
    assert client.get("/en/projects/krag/edit/").status_code == 302
    client.force_login(outsider)
    for path in ("", "edit/", "outline/", "documents/"):
        assert client.get(f"/en/projects/krag/{path}").status_code == 404
    assert client.post("/en/projects/krag/state/", {"state": "forming"}).status_code == 404


def test_partner_sees_a_hidden_project_and_changes_nothing(
    client, their_organisation, representative, partner_organisation, partner
):
    join(make_own(their_organisation, by=representative), partner_organisation)
    client.force_login(partner)
    document = page(client, "/en/projects/krag/")
    assert "only for partners" in words(document)
    assert document.xpath('//form[contains(@action, "/state/")]') == []
    assert client.get("/en/projects/krag/edit/").status_code == 403


def test_project_is_entered_changed_and_moved_on_through_the_pages(client, their_organisation, representative):
    make_topic("HORIZON-CL4-2027-01-12")
    client.force_login(representative)
    given = {
        "acronym": "RING", "title": "Ring", "objective": "Turn.", "language": "en", "currency": "EUR",
        "topic": "horizon-cl4-2027-01-12",
    }  # fmt: skip
    answer = client.post("/en/projects/new/", given)
    assert answer.headers["Location"] == "/en/projects/ring/"
    project = Project.objects.get()
    assert (project.topic.topic_id, project.created_by) == ("HORIZON-CL4-2027-01-12", representative)
    form = page(client, "/en/projects/ring/edit/").xpath('//form[contains(@class, "project-form")]')[0]
    fields = dict(form.form_values()) | {"title": "Ring of rings"}
    assert client.post("/en/projects/ring/edit/", fields).headers["Location"] == "/en/projects/ring/"
    client.post("/en/projects/ring/state/", {"state": "forming"})
    client.post("/en/projects/ring/publication/", {"public": "yes"})
    project.refresh_from_db()
    assert (project.title, project.state, project.is_public) == ("Ring of rings", "forming", True)
    refused = client.post("/en/projects/ring/state/", {"state": "submitted"}, follow=True)
    assert b"Say how many months the project lasts." in refused.content


def test_form_says_what_is_wrong_and_saves_nothing(client, their_organisation, representative):
    client.force_login(representative)
    given = {"acronym": "RING", "title": "", "language": "en", "currency": "EUR", "topic": "NONE-1"}
    answer = client.post("/en/projects/new/", given)
    assert b"There is no topic NONE-1 among the calls." in answer.content
    assert not Project.objects.exists()


def test_outline_is_kept_through_the_pages(client, their_organisation, representative):
    project = make_own(their_organisation, by=representative)
    client.force_login(representative)
    client.post(
        "/en/projects/krag/outline/",
        {"what": "package", "package-title": "Pilots", "package-start_month": "1", "package-end_month": "6"},
    )
    client.post(
        "/en/projects/krag/outline/",
        {"what": "milestone", "milestone-name": "Half way", "milestone-due_date": "2027-06-01"},
    )
    package, milestone = project.work_packages.get(), project.milestones.get()
    client.post(f"/en/projects/krag/outline/milestones/{milestone.pk}/", {"reached": "1"})
    document = page(client, "/en/projects/krag/")
    assert "WP1 Pilots" in words(document)
    assert "reached 19 May 2027" in words(document)
    client.post(f"/en/projects/krag/outline/packages/{package.pk}/", {"remove": "1"})
    assert not project.work_packages.exists()
