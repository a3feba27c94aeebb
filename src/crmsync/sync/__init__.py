"""The shell, where parts meet: pull, resolve, compute, plan, apply."""
