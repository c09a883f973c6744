"""The desk of a department: its queue, one page for each file, staff, mails, runs, audit log."""

from applicants.admin import applications, audit, calendar, matching, notifications, staff

__all__ = ["applications", "audit", "calendar", "matching", "notifications", "staff"]
