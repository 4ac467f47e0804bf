"""Facts ⇄ the engine ``eligibility``: entities, verdicts and the rules that apply."""
