"""The edition after the demonstrated one: its call for presentations is open, so that the whole way can be tried.

Everything goes through the actions that an organiser and proposers would use.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from grono.accounts.models import Person
from grono.congress.actions.editions import create_edition
from grono.congress.actions.parts import save_part
from grono.congress.actions.rooms import add_room
from grono.congress.actions.slots import save_slot
from grono.congress.choices import SlotKind
from grono.congress.models import Edition, Participant, Slot, Track
from grono.proposals.actions.calls import create_call, publish_call, remove_type, save_question, save_type
from grono.proposals.actions.proposals import start_proposal, submit_proposal
from grono.proposals.actions.reviewers import add_reviewer, change_reviewer, save_criteria
from grono.proposals.actions.speakers import answer_invitation, invite_speaker
from grono.proposals.content import Content
from grono.proposals.models import CallForPresentations, Criterion, Proposal, ProposalType, Question

#: The participant of the demonstrated edition who runs the next one too.
ORGANISER = "P004"


@transaction.atomic
def load_next_edition(folder: Path, before: Edition) -> Edition:
    """Set up the edition of ``edition.json`` with its call, and enter ``proposals.json``.

    Its people are participants of the edition ``before``, named by their codes.
    """
    data = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
    people = {one.code: one for one in before.participants.select_related("person", "organisation")}
    by = people[ORGANISER].person
    edition = _set_up(data, by)
    call = _open_call(edition, data["call"], by)
    for row in data["reviewers"]:
        _add_reviewer(call, row, people, by)
    for row in json.loads((folder / "proposals.json").read_text(encoding="utf-8")):
        _propose(call, row, people)
    return edition


def _set_up(data: Mapping[str, Any], by: Person) -> Edition:
    fields = data["edition"]
    days = {name: date.fromisoformat(fields[name]) for name in ("start_date", "end_date")}
    edition = create_edition(Edition(**{**fields, **days}), by=by)
    for row in data["tracks"]:
        save_part(Track(edition=edition, **row), by=by)
    for position, row in enumerate(data["rooms"]):
        add_room(edition, **row, position=position)
    for row in data["blocks"]:
        times = {name: _moment(row[name], edition) for name in ("starts_at", "ends_at")}
        save_slot(Slot(edition=edition, kind=SlotKind.PROGRAMME, **{**row, **times}), by=by)
    return edition


def _open_call(edition: Edition, data: Mapping[str, Any], by: Person) -> CallForPresentations:
    parts = ("types", "questions", "criteria")
    fields = {name: value for name, value in data.items() if name not in parts}
    times = {name: _moment(value, edition) for name, value in fields.items() if name.endswith("_at")}
    call = create_call(edition, by=by, **{**fields, **times})
    for kind in list(call.types.all()):
        remove_type(kind, by=by)
    for row in data["types"]:
        _coded(save_type(call, ProposalType(call=call, **row), by=by), row["code"])
    for row in data["questions"]:
        _coded(save_question(call, Question(call=call, **row), by=by), row["code"])
    criteria = [Criterion(call=call, **row, position=place) for place, row in enumerate(data["criteria"])]
    save_criteria(call, criteria, list(call.criteria.all()), by=by)
    publish_call(call, by=by)
    call.refresh_from_db()
    return call


def _coded(record: ProposalType | Question, code: str) -> None:
    """Give a part of the form the code by which the data name it; the builder makes one of the title."""
    record.code = code
    record.save(update_fields=["code"])


def _add_reviewer(
    call: CallForPresentations, row: Mapping[str, Any], people: Mapping[str, Participant], by: Person
) -> None:
    reviewer = add_reviewer(call, people[row["participant"]].person.email, most=row["most"], by=by)
    tracks = call.edition.tracks.filter(code__in=row["tracks"])
    fields = {"expertise": row["expertise"], "languages": row["languages"]}
    change_reviewer(reviewer, fields=fields, tracks=tracks, by=by)


def _propose(call: CallForPresentations, row: Mapping[str, Any], people: Mapping[str, Participant]) -> Proposal:
    participant = people[row["participant"]]
    person = participant.person
    content = Content(
        type=call.types.get(code=row["type"]),
        minutes=row["minutes"],
        language=row["language"],
        title=row["title"],
        abstract=row["abstract"],
        track=call.tracks.get(code=row["track"]),
        organisation=participant.organisation,
        expected=row["expected"],
        answers=row["answers"],
    )
    proposal = start_proposal(call, content, by=person)
    for code in row["co_speakers"]:
        other = people[code].person
        speaker = invite_speaker(
            proposal, email=other.email, name=other.get_full_name(), language=other.language, by=person
        )
        answer_invitation(speaker, takes_part=True, by=other)
    if row["state"] == "submitted":
        submit_proposal(proposal, by=person)
    return proposal


def _moment(text: str, edition: Edition) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=edition.zone)
