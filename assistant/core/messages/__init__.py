"""Every message that crosses a process, as one tagged struct that both ends use.

| module | messages |
|---|---|
| `job_messages` | what a worker's host and its parent say about any job; `Order` names its reports and its result |
| `ears_messages`, `engine_messages` | orders, reports and results of the ears, the transcriber and the painter |
| `event_messages` | what the daemon publishes |
| `control_messages` | what clients ask the daemon, and its answers |

`core.message` holds what all of them share: tag, payload rule, a failure's words. `core.wire` puts a message into a
frame and checks it on the way in. JSON schemas: `msgspec.json.schema(SomeMessage)`.

To add a field to a message, add it to its struct, with a default where other code builds the message. A new wish of a
painting or a transcription goes into `PaintOrder` or `TranscriptionOptions`; the engines that can do it name it in
their `supports`, all others refuse it.
"""
