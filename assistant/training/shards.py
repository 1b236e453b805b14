"""Shares the work of one training step among several processes."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from assistant.core.child_process import child_environment, python_command


def run_shards(module: str, arguments: Sequence[str], shards: int) -> bool:
    """Runs `python -m MODULE ARGUMENTS… SHARD SHARDS` once for each shard, all at the same time. Blocks.

    Args:
        module: One of our modules.
        arguments: Its first arguments.
        shards: Number of processes; SHARD counts from 0.

    Returns:
        True if every process succeeded; what failed ones wrote to stderr has already been shown.
    """
    command, environment = python_command(module, *arguments), child_environment()
    running = [subprocess.Popen([*command, str(shard), str(shards)], env=environment) for shard in range(shards)]
    exits = [process.wait() for process in running]
    return not any(exits)
