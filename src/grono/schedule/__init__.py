"""The programme: sessions, versions, releases, exports."""
