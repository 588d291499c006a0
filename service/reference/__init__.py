"""What everybody may look up and nobody here decides: regions."""
