"""Organisations, affiliations, clusters and memberships, regions and activities."""
