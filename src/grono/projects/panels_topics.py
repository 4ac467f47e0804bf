"""What the module adds to the page of a funding topic."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from grono.funding.models import Topic
from grono.kit.registry import TopicPanel
from grono.projects.queries.projects import projects_stamp, public_projects, with_counts

SHOWN = 8


def _for_topic(request: HttpRequest, topic: Topic) -> Mapping[str, Any] | None:
    """Return the public projects prepared here for a topic, or nothing when there are none."""
    found = list(with_counts(public_projects().filter(topic=topic)).order_by("acronym", "pk")[:SHOWN])
    return {"projects": found} if found else None


TOPIC_PROJECTS = TopicPanel("projects", "projects/_topic_projects.html", _for_topic, order=10, stamp=projects_stamp)
