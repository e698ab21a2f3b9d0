"""What stands around the site: granian, its workers and how they are renewed, and the worker for background work.

Without Django in it: a worker imports the site anew each time, so that SIGHUP serves the code that is there now.

    manage.py serve ── becomes ──▶ python -m embassy.serving (the main process; SIGHUP, SIGTERM)
                                     │ holds a listening socket for each worker, and answers nobody
                                     ├── worker 1, 2, …     the site (embassy.server), one socket each
                                     └── manage.py worker   background work

A worker that is to go must cut nobody. Three kinds of request would be cut if it were only told to stop:

- one whose connection lies in the queue of a socket that is closed. So the main process keeps the sockets: the worker
  that follows takes from the same queue (granian's own workers have a socket each, which ends with them).
- one whose connection was accepted but not yet read from: hyper closes such at once. So a worker first stops accepting,
  answers for some seconds what it has accepted, and is stopped only then.
- one that is sent on an idle connection in the instant when the server closes it. HTTP has clients ask anew (RFC 9112,
  9.3.1), which they cannot for a POST. So whatever is answered in those seconds says `Connection: close`, and what is
  closed has then been idle for as long.
"""
