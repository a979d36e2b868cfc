# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Not recursive but where a tool has to be installed before make looks for it;
# what tests and lints is in tests/rules.mk. `make help` lists targets and
# variables. Everything made lands in $(O).

VERSION := 0.1.0
O ?= $(if $(SAN),build-san,build)
PREFIX ?= /usr/local
SBINDIR ?= $(PREFIX)/sbin
MANDIR ?= $(PREFIX)/share/man
SYSCONFDIR ?= $(PREFIX:/usr=)/etc
INCDIR ?= $(PREFIX)/include/rawbpf
BASHCOMPDIR ?= $(PREFIX)/share/bash-completion/completions
INSTALL ?= install
# musl means musl-gcc; glibc means whatever the compiler itself links with.
musl_gcc := $(if $(CROSS_COMPILE)$(SAN),,$(shell command -v musl-gcc 2>/dev/null))
LIBC := $(or $(LIBC),$(if $(filter default,$(origin CC)),$(if $(musl_gcc),musl,glibc),glibc))
ifeq ($(origin CC),default)
CC := $(if $(filter musl,$(LIBC)),musl-gcc,$(CROSS_COMPILE)gcc)
endif
HOSTCC ?= gcc
CLANG ?= clang
STRIP := $(CROSS_COMPILE)strip
in_path = $(wildcard $(addsuffix /$1,$(subst :, ,$(PATH))))
LLVM_STRIP ?= $(firstword $(call in_path,llvm-strip) $(call in_path,llvm-strip-[0-9]*))
CLANGS ?= $(CLANG) $(sort $(notdir $(call in_path,clang-[0-9][0-9])))

arch := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine 2>/dev/null)))
is_clang := $(findstring clang,$(shell $(CC) --version 2>/dev/null))
uapi := $(addprefix -idirafter ,/usr/include \
	$(wildcard /usr/include/$(arch)-linux-gnu /usr/$(arch)-linux-gnu/include))
same_paths := -ffile-prefix-map=$(abspath $(O))=build -ffile-prefix-map=$(CURDIR)=.

warnings := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wformat=2 -Wundef $(if $(filter e,$(W)),-Werror)
cppflags := -I. -D_GNU_SOURCE
base := -std=gnu11 -g $(warnings) $(same_paths) -MMD -MP

compile := $(CC) $(base) $(if $(is_clang),,-Wjump-misses-init) $(cppflags) \
	$(if $(filter musl,$(LIBC)),$(uapi)) \
	-ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables \
	$(if $(SAN),-O1 -fsanitize=$(SAN) -fno-omit-frame-pointer,-Os -fno-pie \
	-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong) \
	$(CPPFLAGS) $(CFLAGS)
ldflags := -Wl,--gc-sections -Wl,--build-id=none -Wl,-z,noseparate-code \
	$(if $(SAN),-fsanitize=$(SAN),-static $(if $(is_clang),,-no-pie)) $(LDFLAGS)

# The instruction set of every kernel from 4.9 on. Types and source lines stay (BTF);
# two thirds of the object go: DWARF, jump labels, and relocations of BTF itself.
bpf_base := --target=bpf -O2 -g -I. -Ibpf $(uapi) -fno-stack-protector \
	$(same_paths) -fdebug-compilation-dir=. -MMD -MP
bpf_compile := $(CLANG) $(bpf_base) -mcpu=v1 -Wall -Wextra -Werror \
	-Wno-unused-parameter -Wno-missing-field-initializers
bpf_strip := -g -R .rel.BTF -R .rel.BTF.ext -R .llvm_addrsig -w -N 'LBB*'

layers := elf loader maps cli
$(foreach l,$(layers),$(eval src_$l := $(sort $(wildcard $l/*.c $l/*/*.c))))
below_elf := elf
below_loader := loader $(below_elf)
below_maps := maps $(below_loader)
below_cli := cli $(below_maps)
src := $(src_elf) $(src_loader) $(src_maps) $(src_cli)
objs := $(src:%.c=$(O)/%.o)
embedded := $(patsubst bpf/%.bpf.c,%,$(sort $(wildcard bpf/*.bpf.c)))
docs := $(foreach h,$(filter-out $(embedded:%=bpf/%.h),$(wildcard bpf/*.h)),$h:$(INCDIR)/$h) \
	$(foreach m,$(wildcard cli/man/*.8),$m:$(MANDIR)/man8/$(notdir $m)) \
	$(addsuffix :$(BASHCOMPDIR)/rawbpf,$(wildcard cli/rawbpf.bash-completion))
tramfs := $(PREFIX)/share/initramfs-tools
dracut := $(PREFIX)/lib/dracut/modules.d/90rawbpf
init := rawbpf-boot.service:$(PREFIX)/lib/systemd/system/rawbpf-boot.service \
	openrc:$(SYSCONFDIR)/init.d/rawbpf-boot initramfs-hook:$(tramfs)/hooks/rawbpf \
	initramfs-script:$(tramfs)/scripts/init-premount/rawbpf \
	dracut-module-setup.sh:$(dracut)/module-setup.sh dracut-hook.sh:$(dracut)/rawbpf-boot.sh

Q := $(if $(V),,@)
quiet := $(V)$(findstring s,$(firstword -$(MAKEFLAGS)))
say = @mkdir -p $(@D)$(if $(quiet),,; printf '  %-6s %s\n' $1 $(patsubst $(O)/%,%,$@))

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all small run install uninstall clean help FORCE

all: $(O)/rawbpf ## build $(O)/rawbpf, static and stripped (the default)
small: ## build $(O)/small/rawbpf with COMMANDS ("count load") and no more, for size
	@$(MAKE) --no-print-directory O=$(O)/small COMMANDS='$(or $(COMMANDS),count load)' \
	CFLAGS='-Oz -fno-stack-protector -fno-jump-tables $(CFLAGS)' LDFLAGS='-Wl,-z,norelro $(LDFLAGS)' all

$(O)/rawbpf: $(O)/rawbpf.debug
	$(call say,STRIP)
	$(Q)$(if $(SAN),cp $< $@,$(STRIP) -s -R .comment -o $@ $<)
$(O)/rawbpf.debug: $(objs) $(O)/cli/embed.o
	$(call say,LINK)
	$(Q)$(CC) $(CFLAGS) -o $@ $^ $(ldflags)
$(O)/cli/%.o $(O)/unit/cli/%.o: cppflags_cli = -DRAWBPF_VERSION='"$(VERSION)"'
$(O)/cli/commands.o: cppflags_cli += $(if $(COMMANDS),-DRAWBPF_COMMANDS='$(COMMANDS:%=&%_command,)')

$(O)/%.o: %.c $(O)/.flags Makefile
	$(call say,CC)
	$(Q)$(compile) $(cppflags_cli) -c -o $@ $<

# Other flags make other objects: switching LIBC= or W= rebuilds.
$(O)/.flags: FORCE
	@mkdir -p $(@D); f='$(subst ','\'',$(compile) $(ldflags) $(bpf_compile) $(bpf_strip) $(unit_san) $(COMMANDS))'; \
	echo "$$f" | cmp -s - $@ || echo "$$f" >$@

$(O)/bpf/%.bpf.o: bpf/%.bpf.c $(O)/.flags Makefile
	$(call say,BPF)
	$(Q)$(bpf_compile) -c -o $@ $<
	$(Q)$(if $(LLVM_STRIP),$(LLVM_STRIP) $(bpf_strip) $@,echo 'no llvm-strip: $@ keeps its DWARF')

# cli/embed.S makes one table row of each line of this list.
$(O)/bpf/%.bpf.o.gz: $(O)/bpf/%.bpf.o
	$(Q)gzip -9nc $< >$@
$(O)/embed.list: $(embedded:%=$(O)/bpf/%.bpf.o.gz) Makefile
	$(call say,GEN)
	$(Q)for n in $(embedded); do echo "object $$n, \"$(O)/bpf/$$n.bpf.o.gz\""; done >$@
$(O)/cli/embed.o $(O)/unit/cli/embed.o: cli/embed.S $(O)/embed.list
	$(call say,AS)
	$(Q)$(if $(findstring unit,$@),$(HOSTCC),$(CC) $(CFLAGS)) -DEMBED_LIST='"$(O)/embed.list"' -c -o $@ $<

run: ## install what the build lacks (as root), build, count system calls for 5 s
	@tests/tools/setup build
	@$(MAKE) --no-print-directory all
	$(O)/rawbpf count -d 5
include tests/rules.mk

install: all ## under $(DESTDIR)$(PREFIX): the tool, its pages, completion, BPF headers, init scripts
	$(INSTALL) -D -m 755 $(O)/rawbpf $(DESTDIR)$(SBINDIR)/rawbpf
	@set -e; for p in $(docs); do $(INSTALL) -D -m 644 $${p%%:*} $(DESTDIR)$${p#*:}; done
	@set -e; for p in $(init); do f=cli/init/$${p%%:*}; to=$(DESTDIR)$${p#*:}; \
	$(INSTALL) -D -m $$(test -x $$f && echo 755 || echo 644) $$f $$to; sed -i 's|@SBINDIR@|$(SBINDIR)|' $$to; done
uninstall:
	rm -f $(DESTDIR)$(SBINDIR)/rawbpf $(foreach p,$(docs) $(init),$(DESTDIR)$(lastword $(subst :, ,$p)))
clean: ## remove $(O)
	rm -rf $(O)
help:
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' Makefile tests/rules.mk | expand -t 16
	@echo 'O=DIR V=1 W=e SAN=address,undefined LIBC=musl|glibc CROSS_COMPILE=PREFIX CC CLANG CFLAGS LDFLAGS COMMANDS'

-include $(shell find $(O) -type f -name '*.d' 2>/dev/null)
