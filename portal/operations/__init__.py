"""Running the portal: backups and restores, the doctor, system status, other people's parts.

Promises: no backup lies anywhere unencrypted; what was restored sends nothing until somebody has
looked, and has forgotten again what had been deleted; what is wrong is said in words.
"""
