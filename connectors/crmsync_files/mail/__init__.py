"""Mail out of mbox files and Maildirs: headers only."""
