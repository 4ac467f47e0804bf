"""Write docs/openapi.json from the code, or check with ``--check`` that it is current."""

import json
import os
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"


def main() -> int:
    """Write or check the description; return the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grono.site.settings")
    import django

    django.setup()
    from grono.site.api import api

    text = json.dumps(api.get_openapi_schema(), indent=2, ensure_ascii=False, default=str) + "\n"
    if "--check" not in sys.argv:
        TARGET.parent.mkdir(exist_ok=True)
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
        print("docs/openapi.json is not current: run python scripts/openapi.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
