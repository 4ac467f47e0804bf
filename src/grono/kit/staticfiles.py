"""Static files as they are served: style sheets joined, named by content, compressed."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORT = re.compile(r'@import url\("([^"]+)"\);')


class JoinedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Puts imported style sheets in place of their ``@import`` before files are hashed and compressed."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Join the collected style sheets, then go on as WhiteNoise does."""
        if not dry_run:
            for name in paths:
                if name.endswith(".css"):
                    path = Path(self.path(name))
                    text = path.read_text(encoding="utf-8")
                    if _IMPORT.search(text):
                        path.write_text(joined(text, path.parent), encoding="utf-8")
        yield from super().post_process(paths, dry_run=dry_run, **options)


def joined(text: str, folder: Path) -> str:
    """Return the style sheet with every imported one from the same folder in its place."""
    return _IMPORT.sub(lambda found: joined((folder / found[1]).read_text(encoding="utf-8"), folder), text)
