"""Pure decisions: the two service clocks, what an enquiry must say, who fits a job and why."""
