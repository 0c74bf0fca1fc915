"""The moments of a run that are kept, to be looked at again and to go on from."""
