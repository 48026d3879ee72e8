"""What the benchmarks share: asking the engine, judging its answers, and keeping the figures."""
