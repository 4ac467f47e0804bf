"""From a call, its rules and a pool of organisations to the best consortia, each with proof."""
