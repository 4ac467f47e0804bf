"""The words of eligibility: findings of the engine, which know no language, as sentences in the active one."""
