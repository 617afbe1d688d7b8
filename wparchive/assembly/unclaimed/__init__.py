"""The account of a source's words on the way in: text that no field holds is reported.

It shares no code with what reads the fields, so that a mistake there shows here.
"""
