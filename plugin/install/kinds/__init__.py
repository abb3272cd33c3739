"""One module for each kind of thing: what of it is lacking, and the steps that make it."""
