"""The figures of the wall beside its peers; docs/bench.md says how to read them and what is fair about them."""
