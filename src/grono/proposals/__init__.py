"""From the call for presentations to the decision: forms, proposals, reviews, answers to those who proposed."""
