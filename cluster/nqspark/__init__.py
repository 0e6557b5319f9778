"""nqtrack on Spark: docs/cluster.md explains, cluster/submit.py is run."""
