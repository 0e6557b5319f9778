# Installing and packaging; docs/install.md is the manual. packaging/install.sh
# has the list of what goes where.
PREFIX     ?= /usr/local
SYSCONFDIR ?= /etc
# Debian has its units outside the prefix.
UNITDIR    ?= $(PREFIX)/lib/systemd/system
DESTDIR    ?=

INSTALL = BUILD='$(BUILD)' DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' \
          SYSCONFDIR='$(SYSCONFDIR)' UNITDIR='$(UNITDIR)' packaging/install.sh

.PHONY: install uninstall
install: $(BUILD)/nqtrack	## PREFIX=/usr/local DESTDIR=: install
	@$(INSTALL) install
uninstall:		## the same paths: remove it, and keep what was edited
	@$(INSTALL) uninstall
