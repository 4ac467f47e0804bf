"""Who may do what with calls."""

import rules

from grono.accounts.models import Person
from grono.directory.permissions import is_representative, manages_a_cluster, manages_its_cluster
from grono.funding.choices import TopicOrigin, TopicState
from grono.funding.models import Topic


@rules.predicate
def is_published(person: Person, topic: Topic | None) -> bool:
    """The topic stands in the public list."""
    return topic is not None and topic.state == TopicState.PUBLISHED


@rules.predicate
def manages_entering_cluster(person: Person, topic: Topic | None) -> bool:
    """The topic was entered by hand for a cluster that the person manages."""
    return (
        topic is not None
        and topic.origin == TopicOrigin.HAND
        and topic.cluster is not None
        and topic.cluster.managers.filter(person=person.pk).exists()
    )


# A visitor has no key, and a missing key would match missing rows: writing is for people who are signed in.
may_change = rules.is_authenticated & (rules.is_staff | manages_entering_cluster)

rules.add_perm("funding.add_topic", rules.is_authenticated & (rules.is_staff | manages_a_cluster))
rules.add_perm("funding.change_topic", may_change)
rules.add_perm("funding.view_topic", is_published | may_change)
rules.add_perm("funding.watch_topic", rules.is_authenticated & is_published)

# Figures, owners and aid are nobody else's business: of the organisation's own people only its representatives.
knows_its_affairs = rules.is_authenticated & (rules.is_staff | is_representative | manages_its_cluster)

rules.add_perm("funding.view_facts", knows_its_affairs)
rules.add_perm("funding.declare_facts", knows_its_affairs)
