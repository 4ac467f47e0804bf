"""Pages of the directory: for everyone, for representatives, for cluster managers."""
