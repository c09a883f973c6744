"""Pytest plugin: real servers before pytest-django reads the settings."""
