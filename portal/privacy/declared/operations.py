"""Running the portal: nothing here is about a person."""

from portal.privacy.holding import held

HELD = (
    held("backup_run", L="id way name started_at ended_at bytes problem verified_at"),
    held("log_archive", L="id at piece"),
    held("system_check", L="key place code state values checked_at since"),
)
