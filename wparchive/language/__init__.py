"""Dates and phrases in the languages of people."""
