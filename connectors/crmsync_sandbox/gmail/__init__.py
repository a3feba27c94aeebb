"""Gmail on loopback: a mailbox with its history, labels, threads and batches, and Gmail's refusals and quota."""
