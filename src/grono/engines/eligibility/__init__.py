"""Whether a consortium meets the rules of a call: met, not met or unknown, with reasons."""
