"""Jobs of the module: they take ids, load and delegate."""

from procrastinate.contrib.django import app

from grono.congress.actions import supporters
from grono.congress.mails import press, team


@app.task(queue="mails", pass_context=False)
def mail_accreditation(accreditation_id: int, state: str) -> None:
    """Tell a journalist what became of their request; deferred when the answer is committed."""
    press.mail_accreditation(accreditation_id, state)


@app.task(queue="mails", pass_context=False)
def mail_team_member(member_id: int, by_id: int) -> None:
    """Tell a person that they now belong to the team of an edition."""
    team.mail_team_member(member_id, by_id)


@app.periodic(cron="50 3 * * *")
@app.task(queueing_lock="delete_orphaned_logos", pass_context=False)
def delete_orphaned_logos(timestamp: int) -> None:
    """Delete logos that no record names any more; running it again does nothing."""
    supporters.delete_orphaned_logos()
