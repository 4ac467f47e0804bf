"""Jobs of the module."""

from procrastinate.contrib.django import app

from grono.projects.actions import affinities, assessing, invitations, searches
from grono.projects.mails import invitations as invitation_mails


@app.periodic(cron="10 4 * * *")
@app.task(queueing_lock="refresh_affinities", lock="refresh_affinities", pass_context=False)
def refresh_affinities_task(timestamp: int = 0) -> None:
    """Compute the likely partners of organisations anew, where their joint work has changed."""
    affinities.refresh_affinities()


@app.task(queue="solves", pass_context=False)
def search_consortia(search_id: int) -> None:
    """Look for the best consortia of a project; running it again does nothing."""
    searches.run_search(search_id)


@app.task(queue="mails", pass_context=False)
def mail_about_invitation(invitation_id: int, event: str) -> None:
    """Write to the side of an invitation that has to know what happened."""
    invitation_mails.mail_about_invitation(invitation_id, event)


@app.periodic(cron="15 * * * *")
@app.task(queueing_lock="close_invitations", pass_context=False)
def close_invitations(timestamp: int) -> None:
    """Expire what nobody answered in time, then remind of what still waits; running it again does nothing."""
    invitations.expire_invitations()
    invitations.remind_invited()


@app.task(queue="solves", pass_context=False)
def find_missing_partners(record_id: int) -> None:
    """Look for the fewest partners that would turn a verdict to met; running it again does nothing."""
    assessing.find_missing_partners(record_id)


@app.periodic(cron="45 * * * *")
@app.task(queueing_lock="reassess_open_projects", pass_context=False)
def reassess_open_projects(timestamp: int) -> None:
    """Ask the rules again about consortia that are forming: facts and deadlines may have changed."""
    assessing.reassess_open_projects()
