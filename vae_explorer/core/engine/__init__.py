"""How it runs fast: devices, memory, the optimiser, decoding without torch."""
