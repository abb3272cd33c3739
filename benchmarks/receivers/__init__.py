"""The servers that the receiver is measured beside; each is started by ``benchmarks.receiver`` in the peers' Python."""
