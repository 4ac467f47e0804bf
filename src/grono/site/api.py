"""The public API: one description, made of each module's router."""

from ninja import NinjaAPI

from grono.cooperation.api import router as cooperation
from grono.directory.api import router as directory
from grono.funding.api import router as funding
from grono.projects.api import router as projects
from grono.proposals.api import router as proposals
from grono.schedule.api import router as schedule
from grono.search.api import router as search

api = NinjaAPI(title="Grono", version="1", docs_url=None, urls_namespace="api-1")
for router in (directory, funding, cooperation, projects, proposals, schedule, search):
    api.add_router("", router)
