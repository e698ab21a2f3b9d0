"""Django's own SQLite backend, with what it does to each query anew done cheaply. Named in DATABASES as its ENGINE."""
