"""Answers to the questions of a call, and the files among them."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from grono.kit.uploads import MEGABYTE, CheckedUpload, check_upload, delete_files, delete_orphans
from grono.proposals.choices import QuestionKind
from grono.proposals.content import Content
from grono.proposals.models import Answer, Proposal, Question
from grono.proposals.models.proposals import FILES
from grono.proposals.queries.calls import questions_of
from grono.proposals.rules import EMPTY, question_field

LARGEST = 5 * MEGABYTE


def save_answers(proposal: Proposal, content: Content, *, kept: Mapping[int, Answer]) -> None:
    """Make the answers of a proposal what the content says; what it does not mention stays.

    ``kept`` are the answers that are there, by key of the question. Raises ``ValidationError`` naming the field of a
    file that breaks a rule.
    """
    asked = {question.code: question for question in questions_of(proposal.call)}
    written: list[Answer] = []
    emptied: list[int] = []
    for code, value in content.answers.items():
        question = asked[code]
        if question.kind == QuestionKind.FILE:
            continue
        if value not in EMPTY:
            written.append(Answer(proposal=proposal, question=question, value=value))
        elif question.pk in kept:
            emptied.append(kept[question.pk].pk)
    Answer.objects.bulk_create(
        written, update_conflicts=True, unique_fields=["proposal", "question"], update_fields=["value"]
    )
    if emptied:
        proposal.answers.filter(pk__in=emptied).delete()
    for code, file in content.files.items():
        _save_file(proposal, asked[code], kept.get(asked[code].pk), file)


def _save_file(proposal: Proposal, question: Question, kept: Answer | None, file: UploadedFile | bool) -> None:
    if isinstance(file, bool):
        if kept is not None and file is False:
            kept.delete()
            delete_files([kept.file])
        return
    checked = _checked(question, file)
    answer = kept or Answer(proposal=proposal, question=question)
    if kept is not None:
        delete_files([kept.file])
    answer.file_name, answer.content_type = checked.name, checked.content_type
    answer.file.save(checked.name, ContentFile(checked.content), save=False)
    try:
        answer.save()
    except BaseException:
        answer.file.delete(save=False)
        raise


def _checked(question: Question, file: UploadedFile) -> CheckedUpload:
    try:
        return check_upload(file, largest=LARGEST)
    except ValidationError as refusal:
        raise ValidationError({question_field(question.code): refusal.messages}) from refusal


def delete_files_of(proposal: Proposal) -> None:
    """Delete the files of a proposal once the transaction that deletes it is through."""
    delete_files(answer.file for answer in proposal.answers.exclude(file=""))


def delete_orphaned_files() -> int:
    """Delete files that no answer names any more, such as those of an upload that was broken off; return how many."""
    return delete_orphans(FILES, set(Answer.objects.exclude(file="").values_list("file", flat=True)))
