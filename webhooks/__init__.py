"""The front door: verify a delivery, recognise which issue it is about, queue that, answer."""
