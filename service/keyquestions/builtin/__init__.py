"""The analyst that needs no model and downloads nothing."""
