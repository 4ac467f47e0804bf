"""The standing cast: the people who look at every page in the tests, each from their own corner.

``representative`` looks after ``their_organisation``, which is a member of ``their_cluster``, which ``cluster_manager``
runs. ``partner`` looks after ``partner_organisation`` in another country, with which the first may come to cooperate.
``outsider`` is signed in and has nothing to do with any of it. A visitor is nobody: ``client`` alone.
"""

import pytest

from factories import make_cluster, make_organisation, make_person
from grono.accounts.models import Person
from grono.directory.choices import AffiliationRole
from grono.directory.models import Affiliation, Cluster, Organisation


@pytest.fixture
def organiser(db: None) -> Person:
    """Somebody of the staff who organises the congress."""
    return make_person("Olga", "Organizatorska", is_staff=True)


@pytest.fixture
def their_organisation(db: None) -> Organisation:
    return make_organisation("Żyzny Krąg sp. z o.o.", slug="zyzny-krag", is_demonstration=True)


@pytest.fixture
def representative(their_organisation: Organisation) -> Person:
    person = make_person("Róża", "Reprezentacka")
    Affiliation.objects.create(
        person=person, organisation=their_organisation, role=AffiliationRole.REPRESENTATIVE, job_title="prezeska"
    )
    return person


@pytest.fixture
def cluster_manager(db: None) -> Person:
    return make_person("Klara", "Klastrowa")


@pytest.fixture
def their_cluster(their_organisation: Organisation, cluster_manager: Person) -> Cluster:
    return make_cluster(
        "Klaster Próbny", slug="probny", members=(their_organisation,), manager=cluster_manager, is_demonstration=True
    )


@pytest.fixture
def partner_organisation(db: None) -> Organisation:
    return make_organisation(
        "Zelená Síť s.r.o.", slug="zelena-sit", country="CZ", town="Ostrava", is_demonstration=True
    )


@pytest.fixture
def partner(partner_organisation: Organisation) -> Person:
    person = make_person("Petra", "Partnerská", language="en")
    Affiliation.objects.create(
        person=person, organisation=partner_organisation, role=AffiliationRole.REPRESENTATIVE, job_title="jednatelka"
    )
    return person


@pytest.fixture
def outsider(db: None) -> Person:
    return make_person("Ottokar", "Obcy")
