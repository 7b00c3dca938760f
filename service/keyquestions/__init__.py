"""A news article in; a verified summary, framing analysis and key questions out.

Importing the package builds nothing, reads no environment and imports no vendor.
"""

__version__ = "0.1.0"
