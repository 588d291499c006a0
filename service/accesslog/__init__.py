"""Who read whose data, when and for what: written once, never changed."""
