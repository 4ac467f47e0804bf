"""Who and what is recommended to a member: composed here, because it joins all modules."""
