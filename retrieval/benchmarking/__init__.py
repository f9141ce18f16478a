"""How fast and how small: TinSở beside the literal design."""
