"""Jobs of the module: they take ids, load and delegate."""

from django.conf import settings
from django.utils.translation import override
from procrastinate.contrib.django import app

from grono.proposals.actions import answers, assigning
from grono.proposals.mails import decisions as decision_mails
from grono.proposals.mails import invitations as invitation_mails
from grono.proposals.mails import proposals as proposal_mails
from grono.proposals.mails import reviewing as reviewing_mails


@app.task(queue="mails", pass_context=False)
def mail_about_proposal(proposal_id: int, event: str) -> None:
    """Write about something that happened to a proposal."""
    proposal_mails.mail_about_proposal(proposal_id, event)


@app.task(queue="mails", pass_context=False)
def mail_about_speaker(speaker_id: int, event: str) -> None:
    """Invite a co-speaker, or tell the proposer what the co-speaker answered."""
    invitation_mails.mail_about_speaker(speaker_id, event)


@app.periodic(cron="35 * * * *")
@app.task(queueing_lock="remind_of_drafts", pass_context=False)
def remind_of_drafts(timestamp: int) -> None:
    """Remind those whose drafts wait shortly before a deadline; running it again does nothing."""
    proposal_mails.remind_of_drafts()


@app.task(queue="mails", pass_context=False)
def mail_decision(mail_id: int) -> None:
    """Send a mail about a decision that an organiser has released."""
    decision_mails.send_decision(mail_id)


@app.task(queue="mails", pass_context=False)
def mail_reviewer(reviewer_id: int) -> None:
    """Tell a reviewer how many reviews wait."""
    reviewing_mails.remind_reviewer(reviewer_id)


@app.periodic(cron="50 3 * * *")
@app.task(queueing_lock="delete_orphaned_answers", pass_context=False)
def delete_orphaned_answers(timestamp: int) -> None:
    """Delete files of answers that no record names any more; running it again does nothing."""
    answers.delete_orphaned_files()


@app.task(queue="solves", pass_context=False)
def compute_assignment(run_id: int, language: str = settings.LANGUAGE_CODE) -> None:
    """Compute who reviews what, and say in a language why it failed if it did; running it again does nothing."""
    with override(language):
        assigning.compute_assignment(run_id)
