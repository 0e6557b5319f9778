# Installing and packaging; docs/install.md is the manual. packaging/install.sh
# has the list of what goes where.
PREFIX     ?= /usr/local
SYSCONFDIR ?= /etc
# Debian has its units outside the prefix.
UNITDIR    ?= $(PREFIX)/lib/systemd/system
DESTDIR    ?=

PUT = BUILD='$(BUILD)' DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' \
      SYSCONFDIR='$(SYSCONFDIR)' UNITDIR='$(UNITDIR)' packaging/install.sh

.PHONY: install uninstall dist distcheck check-unit deb
install: $(BUILD)/nqtrack	## PREFIX=/usr/local DESTDIR=: install
	@$(PUT) install
uninstall:		## the same paths: remove it, and keep what was edited
	@$(PUT) uninstall

check-unit: $(UNIT)	## the unit tests alone
	@prove -e '' $(sort $(UNIT))

# The same commit gives the same bytes: git stamps its files with the time of
# the commit, and gzip is not to add one.
DIST = nqtrack-$(VERSION)
TARBALL = $(BUILD)/dist/$(DIST).tar.gz
dist:			## a tarball of the commit, with its SHA-256
	@[ -z "$$(git status --porcelain)" ] || \
	  echo "what is not committed is not in the tarball" >&2
	@mkdir -p $(BUILD)/dist
	@git -c tar.umask=0022 archive --format=tar --prefix=$(DIST)/ \
	  -o $(TARBALL:.gz=) HEAD
	@gzip -9nf $(TARBALL:.gz=)
	@cd $(BUILD)/dist && sha256sum $(DIST).tar.gz | tee $(DIST).tar.gz.sha256
distcheck: dist		## the tarball builds, passes, installs and goes
	@TARBALL=$(TARBALL) MAKE='$(MAKE)' packaging/distcheck.sh
deb: dist		## a Debian package, and what lintian says of it
	@tests/deps.sh build deb
	@TARBALL=$(TARBALL) packaging/deb.sh
