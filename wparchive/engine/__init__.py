"""The run, in reading order: request, inputs, plan (pass 1), convert (pass 2), report."""
