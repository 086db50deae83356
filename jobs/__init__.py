"""Background work: procrastinate runs every job, PostgreSQL holds every queue."""
