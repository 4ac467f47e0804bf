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
        """Join the collected style sheets, then go on as WhiteNoise does with the joined ones."""
        own = dict(paths)
        if not dry_run:
            for name, (source, path) in paths.items():
                if name.endswith(".css"):
                    with source.open(path) as file:
                        text = file.read().decode()
                    if _IMPORT.search(text):
                        target = Path(self.path(name))
                        target.write_text(joined(text, target.parent), encoding="utf-8")
                        own[name] = (self, name)
        yield from super().post_process(own, dry_run=dry_run, **options)


def joined(text: str, folder: Path) -> str:
    """Return the style sheet with every imported one from the same folder in its place."""
    return _IMPORT.sub(lambda found: joined((folder / found[1]).read_text(encoding="utf-8"), folder), text)
