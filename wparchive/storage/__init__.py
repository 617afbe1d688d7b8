"""Bytes in and out: sources to read from, staged outputs, safe names and fixity."""
