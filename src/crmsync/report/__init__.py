"""The report: one self-contained page that is looked at rather than read."""
