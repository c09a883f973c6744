"""The desk of a department: its queue, one page for each file, members of staff, mails, runs."""

from applicants.admin import applications, matching, notifications, staff

__all__ = ["applications", "matching", "notifications", "staff"]
