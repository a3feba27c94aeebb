"""TOML → typed settings, with every problem told at once."""
