"""Which encoded rules a topic of the EU portal falls under. Only sure cases: nothing is better than a wrong verdict."""

import re

from grono.funding.models import Topic

#: Types of action of Horizon Europe whose consortium is ruled by the general annexes alone, under ordinary calls and
#: those of joint undertakings. Lump sums change how costs are paid, not who may apply.
_HORIZON = {
    "RIA": ("Research and Innovation Actions", "horizon-ria"),
    "IA": ("Innovation Actions", "horizon-ia"),
    "CSA": ("Coordination and Support Actions", "horizon-csa"),
}
_HORIZON_NAME = re.compile(r"HORIZON (?:JU )?(?:Lump Sum )?(.+?)(?: Lump Sum)?")
#: Kinds of grants known by the topic's identifier.
_BY_ID = (
    (r"HORIZON-EIC-\d{4}-PATHFINDEROPEN\b.*", "eic-pathfinder-open"),
    (r"HORIZON-EIC-\d{4}-ACCELERATOR(?:OPEN)?(?:-\d+)*", "eic-accelerator"),
    (r"I3-\d{4}-INV1\b.*", "i3-strand-1"),
    (r"I3-\d{4}-INV2A\b.*", "i3-strand-2a"),
    (r"CERV-\d{4}-CITIZENS-TOWN-TT", "cerv-town-twinning"),
    (r"CREA-CULT-\d{4}-COOP-1", "creative-europe-small"),
    (r"CREA-CULT-\d{4}-COOP-2", "creative-europe-medium"),
    (r"CREA-CULT-\d{4}-COOP-3", "creative-europe-large"),
    (r"ERASMUS-(?:EDU|YOUTH|SPORT)-\d{4}-(?:PCOOP-ENGO|SCP)", "erasmus-cooperation"),
)
_ANNEX_B = re.compile(r"described in\W{0,3}(?:general )?annex b\b", re.IGNORECASE)
#: The topic replaces the general rule on the consortium instead of adding to it.
_REPLACED = re.compile(
    r"mono-beneficiary|\b(?:by|of|for) (?:only )?(?:one|a single) (?:legal )?entity|single applicant"
    r"|replacing the relevant sections|the eligibility conditions are those established in|consortium composition",
    re.IGNORECASE,
)


def scheme_code(
    *,
    programme: str,
    topic_id: str,
    action_type: str,
    action_type_name: str,
    conditions: str,
    own_conditions: str,
) -> str:
    """Return the code of the rules that a topic falls under, or nothing when that is not sure.

    ``programme`` is its address, ``conditions`` and ``own_conditions`` the topic's text. An ordinary action of Horizon
    Europe counts as sure when its conditions send the reader to Annex B of the general annexes and its own sentences do
    not put another rule in the place of it; sentences that only add to it are shown beside the verdict.
    """
    for pattern, code in _BY_ID:
        if re.fullmatch(pattern, topic_id, re.IGNORECASE):
            return code
    name, code = _HORIZON.get(action_type, ("", ""))
    written = _HORIZON_NAME.fullmatch(action_type_name)
    if programme != "horizon-europe" or written is None or written[1] != name:
        return ""
    return code if _ANNEX_B.search(conditions) and not _REPLACED.search(own_conditions) else ""


def scheme_of(topic: Topic) -> str:
    """Return the code of the rules that a saved topic falls under by its own facts; reads its call and programme."""
    return scheme_code(
        programme=topic.call.programme.slug,
        topic_id=topic.topic_id,
        action_type=topic.action_type,
        action_type_name=topic.action_type_name,
        conditions=topic.conditions,
        own_conditions=topic.own_conditions,
    )
