"""Projects ⇄ the engines: likely partners, verdicts on consortia, proposals of partners."""
