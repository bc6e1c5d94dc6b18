"""Det Fælles Designsystem for forms: fields and the attributes their controls need.

The markup around them is in `templates/fds/`.
"""
