"""The desk of a department: its queue, one page for each file, members of staff, mails."""

from applicants.admin import applications, notifications, staff

__all__ = ["applications", "notifications", "staff"]
