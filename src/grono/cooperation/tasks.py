"""Jobs of the module: they take ids, load and delegate."""

from procrastinate.contrib.django import app

from grono.cooperation.actions import attachments, interests, publication
from grono.cooperation.mails import agreements as agreement_mails
from grono.cooperation.mails import interests as interest_mails
from grono.cooperation.mails import profiles as profile_mails


@app.task(queue="mails", pass_context=False)
def mail_about_profile(profile_id: int, event: str) -> None:
    """Write to those whom something that happened to a profile concerns."""
    profile_mails.mail_about_profile(profile_id, event)


@app.periodic(cron="10 * * * *")
@app.task(queueing_lock="end_profiles", pass_context=False)
def end_profiles(timestamp: int) -> None:
    """End profiles whose last day has passed, and remind of those that end soon; running it again does nothing."""
    publication.expire_profiles()
    profile_mails.remind_of_endings()


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="delete_orphaned_files", pass_context=False)
def delete_orphaned_files(timestamp: int) -> None:
    """Delete files of profiles that no record names any more; running it again does nothing."""
    attachments.delete_orphaned_files()


@app.task(queue="mails", pass_context=False)
def mail_about_interest(interest_id: int, event: str) -> None:
    """Write to the side of an expression of interest that has to know what happened."""
    interest_mails.mail_about_interest(interest_id, event)


@app.task(queue="mails", pass_context=False)
def mail_about_message(message_id: int) -> None:
    """Tell the other side of a thread that there is something to read."""
    interest_mails.mail_about_message(message_id)


@app.task(queue="mails", pass_context=False)
def mail_about_agreement(agreement_id: int, event: str, actor_id: int | None = None) -> None:
    """Tell the parties of an agreement what happened to it."""
    agreement_mails.mail_about_agreement(agreement_id, event, actor_id)


@app.periodic(cron="20 * * * *")
@app.task(queueing_lock="close_interests", pass_context=False)
def close_interests(timestamp: int) -> None:
    """Expire what nobody answered in time, then remind of what still waits; running it again does nothing."""
    interests.expire_interests()
    interests.remind_addressees()
