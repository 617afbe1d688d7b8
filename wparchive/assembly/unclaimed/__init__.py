"""Account for a source's words while reading: text that is in no field is reported.

It shares no code with what reads the fields, so that a mistake there shows here.
"""
