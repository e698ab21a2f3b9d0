"""Is the site well? Quick checks for machines (/health/ready); the same and thorough ones for people (`doctor`).

A check gives a sentence with its remedy for each thing that is wrong, and nothing where all is well. What can go wrong
in a feature is checked by that feature, in a function of its own; here stands which are asked when.
"""
