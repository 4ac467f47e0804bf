"""Jobs of the module: they take ids, load and delegate."""

from procrastinate.contrib.django import app

from grono.funding.mails import watching


@app.task(queue="mails", pass_context=False)
def mail_deadline_change(topic_id: int, change_id: int) -> None:
    """Tell those who watch a topic that its deadlines have changed; deferred when the change is committed."""
    watching.mail_deadline_change(topic_id, change_id)


@app.periodic(cron="25 * * * *")
@app.task(queueing_lock="remind_of_deadlines", pass_context=False)
def remind_of_deadlines(timestamp: int) -> None:
    """Remind those who watch topics of deadlines that come near; running it again does nothing."""
    watching.remind_of_deadlines()
