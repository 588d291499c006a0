"""The words the domain is written in; they know no village."""
