"""Editions of the congress: venue, rooms, slots, tracks, participants, bookings, solves."""
