"""Pure: what a destination should hold, what must change there, and whether that is safe."""
