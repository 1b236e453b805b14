"""Runs engines in processes of their own.

`host` is the program of each worker process. All other modules run on the loop of the parent, which is the daemon or a
command: `process` is one process and its socket, `handle` gives it jobs, `worker_supervisor` keeps one kind of worker
alive by the rules in `supervision_policy`.
"""
