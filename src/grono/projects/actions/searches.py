"""Searching for the best consortia of a project: asked for by a person, done by a job, kept with the project."""

import structlog
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.kit import clock
from grono.projects.choices import PoolChoice, SearchState
from grono.projects.models import ConsortiumSearch, Project
from grono.projects.planning import consortia

log = structlog.get_logger(__name__)


@transaction.atomic
def ask_for_consortia(project: Project, *, size: int, among: str = PoolChoice.SOURCED, by: Person) -> ConsortiumSearch:
    """Have a job look for the best consortia of so many members around those who are in already.

    Raises ``ValidationError`` for a size that adds nobody, and while another search for the project is under way.
    """
    inside = project.participations.filter(organisation__isnull=False).count()
    if size <= inside:
        raise ValidationError(
            {"size": _("The consortium has %(count)d members already: choose a larger size.") % {"count": inside}}
        )
    search = ConsortiumSearch(project=project, size=size, among=among, requested_by=by, requested_at=clock.now())
    search.full_clean()
    try:
        with transaction.atomic():
            search.save()
    except IntegrityError:  # somebody else asked between the check and the writing
        search.validate_constraints()
        raise
    from grono.projects.tasks import search_consortia  # the jobs of the module call its actions

    search_consortia.defer(search_id=search.pk)
    log.info("consortia_asked_for", project=project.pk, search=search.pk, by=by.pk)
    return search


def run_search(search_id: int) -> None:
    """Do a search and keep what came of it; one that has ended is not done again."""
    search = ConsortiumSearch.objects.select_related("project__topic").get(pk=search_id)
    if search.state not in {SearchState.WAITING, SearchState.RUNNING}:
        return
    search.state = SearchState.RUNNING
    search.save(update_fields=["state"])
    try:
        search.document = consortia.propose(search)
        search.state = SearchState.DONE
    except consortia.NobodyInside:
        search.state, search.error = SearchState.FAILED, "nobody-inside"
    except Exception as error:  # whatever it is, the person who waits is told, and may ask again
        search.state, search.error = SearchState.FAILED, f"{type(error).__name__}: {error}"
        log.exception("consortia_search_failed", search=search.pk)
    search.finished_at = clock.now()
    search.save(update_fields=["state", "document", "error", "finished_at"])
