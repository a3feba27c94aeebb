"""What the Google APIs have in common on loopback: errors, arguments, field masks, a way to answer, an allowance."""
