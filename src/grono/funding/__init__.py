"""Funding programmes, their calls and topics, the rules of eligibility and the facts that the rules ask for."""
