"""Who has looked at whose data, and why: for those it is about, for staff, and for the auditor."""
