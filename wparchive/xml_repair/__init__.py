"""Repair damaged XML: read a broken document tag by tag and write a well-formed copy."""
