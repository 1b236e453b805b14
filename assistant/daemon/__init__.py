"""Builds the parts of the running daemon, answers its clients, and watches over it, all on one asyncio loop.

`app` builds everything; `services` are the parts that a request needs, with or without a daemon; `handlers` answer the
control socket; `status` says what is true right now; `integrations` follow systemd, the session bus and logind.
"""
