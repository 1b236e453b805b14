"""Every message that crosses a process, as one tagged struct that both ends use.

`message` holds what all of them share, `job_messages` what a worker's host and its parent say about any job,
`ears_messages` and `engine_messages` the orders, reports and results of each kind of worker. `core.wire` puts a message
into a frame and checks it on the way in.
"""
