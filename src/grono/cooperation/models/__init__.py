"""What the module keeps: profiles, the interest they found, and the agreements made."""
