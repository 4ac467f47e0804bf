"""The public API: one description, made of each module's router."""

from ninja import NinjaAPI

from grono.directory.api import router as directory
from grono.projects.api import router as projects
from grono.schedule.api import router as schedule

api = NinjaAPI(title="Grono", version="1", docs_url=None, urls_namespace="api-1")
for router in (directory, projects, schedule):
    api.add_router("", router)
