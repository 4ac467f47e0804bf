"""Calls of the demonstration: real topics of the EU portal, and invented national and cross-border ones."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from i18nfield.strings import LazyI18nString

from grono.accounts.models import Person
from grono.directory.models import Cluster, Competence
from grono.funding.actions.topics import WRITTEN, publish_topic, save_topic
from grono.funding.models import FundingProgramme, RuleScheme, Topic

#: The cluster that enters the invented calls, so that its manager may show how it is done.
CLUSTER = "klaster-pokazowy-zamknieta-petla"


@transaction.atomic
def load_invented_calls(folder: Path) -> int:
    """Enter the calls of ``calls.json`` as their cluster's manager would, and publish them; return how many.

    ``own`` of a call names a file of rules in ``rules/`` that hold for it alone.
    """
    calls = json.loads((folder / "calls.json").read_text(encoding="utf-8"))
    cluster = Cluster.objects.get(slug=CLUSTER)
    by = cluster.managers.select_related("person").order_by("pk")[0].person
    words = {one.code: one for one in Competence.objects.all()}
    programmes = {call["programme"]["slug"]: _programme(call["programme"]) for call in reversed(calls)}
    for call in calls:
        topic = _entered(call, cluster, words, programmes[call["programme"]["slug"]], by=by)
        if call.get("own"):
            rules = (folder / "rules" / f"{call['own']}.json").read_text(encoding="utf-8")
            Topic.objects.filter(pk=topic.pk).update(own_rules=json.loads(rules))
        publish_topic(topic, by=by)
    return len(calls)


def _entered(
    call: Mapping[str, Any],
    cluster: Cluster,
    words: Mapping[str, Competence],
    programme: FundingProgramme,
    *,
    by: Person,
) -> Topic:
    fields = {name: call[name] for name in WRITTEN if name in call and name not in {"scheme", "opening_date"}}
    fields |= {
        "language": "pl",
        "cluster": cluster,
        "source": "nabór wymyślony na potrzeby edycji pokazowej",
        "scheme": RuleScheme.objects.get(code=call["scheme"]),
        "opening_date": date.fromisoformat(call["opening_date"]),
    }
    days = [date.fromisoformat(day) for day in call["dates"]]
    keywords = [words[code] for code in call["keywords"] if code in words]
    topic = save_topic(None, by=by, fields=fields, dates=days, programme=programme, keywords=keywords)
    Topic.objects.filter(pk=topic.pk).update(is_demonstration=True)
    return topic


def _programme(given: Mapping[str, Any]) -> FundingProgramme:
    return FundingProgramme(name=LazyI18nString(given["name"]), level=given["level"], country=given["country"])
