# The Spark application; docs/cluster.md. Spark, Java and Arrow are needed for
# these targets alone, and are installed into $(BUILD).
.PHONY: cluster-venv check-cluster bench-cluster
cluster-venv:
	@tests/deps.sh build demo check cluster
	@test -x $(BUILD)/cluster-venv/bin/python || \
	  python3 -m venv $(BUILD)/cluster-venv
	@$(BUILD)/cluster-venv/bin/pip install --quiet \
	  --disable-pip-version-check --requirement cluster/requirements.txt
	@$(MAKE) --no-print-directory -s $(BUILD)/nqtrack $(PORTAL)
check-cluster: cluster-venv	## the Spark application: installs it, tests it
	@BUILD=$(BUILD) prove --timer -e '' tests/run/cluster.t \
	  tests/run/cluster_faults.t
bench-cluster: cluster-venv $(BUILD)/tests/bench/pages	## what Spark adds
	@BUILD=$(BUILD) tests/bench/cluster.py
