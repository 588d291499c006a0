"""A regency to try things in: invented people in real villages."""
