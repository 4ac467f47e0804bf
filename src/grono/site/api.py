"""The public API: one Ninja instance that mounts each module's router."""

from ninja import NinjaAPI

api = NinjaAPI(title="Grono", version="1", docs_url=None, urls_namespace="api-1")
