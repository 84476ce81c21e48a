"""Jobs: work too long for a request, with progress, a result and a way to stop it.

* The queue is a table: a job is enqueued in the transaction of the act that wants it; nothing is lost or run twice.
* Steps are resting points. What a job wrote before one is committed together with how far it is, and others may write
  (SQLite has one writer). A killed job starts again with `done` from its last resting point; a worker that was taken
  for dead cannot commit any more. What must be all or nothing is written after the last step.
* A job that only reads works on one state of the data, and holds nobody up.
* A job is shown to its owner and to administrators.
"""
