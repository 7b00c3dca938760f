"""What outlives the process: a database, by SQLAlchemy on SQLite or PostgreSQL, and recordings.

Nothing here is imported before a model is chosen: SQLAlchemy takes its time.
"""
