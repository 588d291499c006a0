"""Pure rules that span nouns."""
