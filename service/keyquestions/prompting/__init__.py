"""Prompt files: load, vet, render."""
