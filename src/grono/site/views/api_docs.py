"""Our own page about the API, made from the description that machines read."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from grono.site.api import api


def reference(request: HttpRequest) -> HttpResponse:
    """List every endpoint with its parameters; the same facts as openapi.json."""
    description = api.get_openapi_schema()
    context = {"endpoints": list(_endpoints(description)), "openapi": reverse("api-1:openapi-json")}
    return render(request, "site/api.html", context)


def _endpoints(description: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": operation.get("summary", ""),
            "text": operation.get("description", ""),
            "parameters": [
                {"name": parameter["name"], "place": parameter["in"], "required": parameter.get("required", False)}
                for parameter in operation.get("parameters", [])
            ],
        }
        for path, operations in description["paths"].items()
        for method, operation in operations.items()
    ]
