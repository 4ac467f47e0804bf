"""Signs of life for whoever operates the site."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether the database answers, has the vector extension and all migrations; 503 when not."""
    checks = {"database": False, "vector": False, "migrations": False}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_extension WHERE extname = 'vector'")
            checks["database"] = True
            checks["vector"] = cursor.fetchone() == (1,)
        checks["migrations"] = _migrated()
    except DatabaseError:
        pass
    return JsonResponse({"ready": all(checks.values()), **checks}, status=200 if all(checks.values()) else 503)


def _migrated() -> bool:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def robots(request: HttpRequest) -> HttpResponse:
    """Keep search engines out unless the site wants them."""
    rule = "Allow: /" if settings.INDEXING else "Disallow: /"
    return HttpResponse(f"User-agent: *\n{rule}\n", content_type="text/plain")
