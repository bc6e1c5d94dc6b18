"""The CV: an outline the citizen fills, one section at a time, each entry saved at once.

It says which next entry helps most, asks the citizen now and then whether it is still right (how
often is dated data), shows what an employer will see, and says in words who can see it now. A CV
the citizen has hidden is not given to anybody. Everything is the signed-in citizen's own.
"""
