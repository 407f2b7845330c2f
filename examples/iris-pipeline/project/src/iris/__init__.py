"""Classifies irises."""
