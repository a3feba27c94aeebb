"""How good the numbers are, by a cut-off in the past and what came after it. Values in, values out."""
