# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# One file, not recursive but where a tool has to be installed before make looks
# for it. `make help` lists targets and variables. Everything made lands in $(O).

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

# Unit tests: the same sources once more, for this machine and with sanitizers.
UNIT_SAN ?= address,undefined
unit_san := $(if $(UNIT_SAN),-fsanitize=$(UNIT_SAN) -fno-sanitize-recover=all)
unit_compile = $(HOSTCC) $(base) $(cppflags) -O1 -fno-omit-frame-pointer \
	-Werror=unused-function $(unit_san) $(shell pkg-config --cflags check)
layers := elf loader maps cli
$(foreach l,$(layers),$(eval src_$l := $(sort $(wildcard $l/*.c $l/*/*.c))))
below_elf := elf
below_loader := loader $(below_elf)
below_maps := maps $(below_loader)
below_cli := cli $(below_maps)
src := $(src_elf) $(src_loader) $(src_maps) $(src_cli)
objs := $(src:%.c=$(O)/%.o)
embedded := $(patsubst bpf/%.bpf.c,%,$(sort $(wildcard bpf/*.bpf.c)))
data := $(foreach c,$(CLANGS),$(patsubst tests/%.c,$(O)/%.o,$(subst data/,data/$c/,$(wildcard tests/data/*.bpf.c))))
kernel_programs := $(patsubst tests/%.c,$(O)/%,$(wildcard tests/kernel/*.c))
kernel_scripts := $(filter-out tests/kernel/lib%,$(wildcard tests/kernel/*.sh))
static_programs := $(patsubst tests/%.c,$(O)/%,$(wildcard tests/vm/*.c tests/bench/*.c))
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
tools := tests/tools
groups := unit kernel vm
run_tests = O=$(abspath $(O)) $(tools)/run-tests

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all run check $(groups:%=check-%) guest test-programs bench lint layers \
	format fuzz install uninstall clean help FORCE

all: $(O)/rawbpf $(O)/rawbpf-small ## build $(O)/rawbpf, static and stripped, and one with fewer commands

$(O)/rawbpf $(O)/rawbpf-small: %: %.debug
	$(call say,STRIP)
	$(Q)$(if $(SAN),cp $< $@,$(STRIP) -s -R .comment -o $@ $<)
$(O)/rawbpf.debug: $(objs)
$(O)/rawbpf-small.debug: $(filter-out %/commands.o,$(objs)) $(O)/cli/commands-small.o
$(O)/rawbpf.debug $(O)/rawbpf-small.debug: $(O)/cli/embed.o
	$(call say,LINK)
	$(Q)$(CC) $(CFLAGS) -o $@ $^ $(ldflags)
$(O)/cli/%.o $(O)/unit/cli/%.o: cppflags_cli = -DRAWBPF_VERSION='"$(VERSION)"'
$(O)/cli/commands-small.o: cli/commands.c $(O)/.flags Makefile
	$(call say,CC)
	$(Q)$(compile) $(cppflags_cli) -DRAWBPF_SMALL -c -o $@ $<

$(O)/%.o: %.c $(O)/.flags Makefile
	$(call say,CC)
	$(Q)$(compile) $(cppflags_cli) -c -o $@ $<

# Other flags make other objects: switching LIBC= or W= rebuilds.
$(O)/.flags: FORCE
	@mkdir -p $(@D); f='$(subst ','\'',$(compile) $(ldflags) $(bpf_compile) $(bpf_strip) $(unit_san))'; \
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
	@$(tools)/setup build
	@$(MAKE) --no-print-directory all
	$(O)/rawbpf count -d 5
check: ## install what the tests lack (as root), run all of them, print one count
	@$(tools)/setup check
	@rm -rf $(O)/results
	@$(MAKE) --no-print-directory -k all test-programs || :
	@for g in $(groups); do SUMMARY=no $(MAKE) --no-print-directory check-$$g || :; done
	@$(run_tests) --sum $(groups)

check-kernel: $(O)/rawbpf $(data) $(kernel_programs) $(static_programs) ## on this machine's kernel (root)
	@$(run_tests) kernel $(kernel_programs) $(kernel_scripts)
check-vm: $(O)/rawbpf $(O)/rawbpf-small $(data) guest ## on other kernels, under qemu, arm64 too if there is a compiler
	@! command -v aarch64-linux-gnu-gcc >/dev/null || $(MAKE) --no-print-directory O=$(O)/arm64 \
	SAN= CROSS_COMPILE=aarch64-linux-gnu- CC=aarch64-linux-gnu-gcc LIBC=glibc guest
	@TEST_SECONDS=900 $(run_tests) vm tests/vm/run
guest: $(O)/rawbpf $(filter $(O)/vm/%,$(static_programs))
define unit_layer
test_$1 := $$(patsubst %.c,$(O)/unit/%,$$(wildcard tests/unit/$1/test_*.c))
help_$1 := $$(filter-out tests/unit/$1/test_%,$$(wildcard tests/unit/$1/*.c tests/unit/*.c))
$(O)/unit/$1.a: $$(patsubst %.c,$(O)/unit/%.o,$$(filter-out cli/main.c,$(src_$1))) \
	$(if $(filter cli,$1),$(O)/unit/cli/embed.o)
$(O)/unit/help_$1.a: $$(help_$1:%.c=$(O)/unit/%.o)
$$(test_$1): %: %.o $(O)/unit/help_$1.a $(below_$1:%=$(O)/unit/%.a)
	$$(call say,LINK)
	$$(Q)$(HOSTCC) $(unit_san) -o $$@ $$^ $$(shell pkg-config --libs check)
unit_tests += $$(test_$1)
endef
$(foreach l,$(layers),$(eval $(call unit_layer,$l)))
test-programs: $(unit_tests) $(data) $(kernel_programs) $(static_programs)
check-unit: $(unit_tests) $(data) ## tests/unit: needs no root and no BPF
	@$(run_tests) unit $(unit_tests) $(tools)/traps

$(O)/unit/%.o: %.c $(O)/.flags Makefile
	$(call say,CC)
	$(Q)$(unit_compile) $(cppflags_cli) -c -o $@ $<
$(O)/unit/%.a:
	@mkdir -p $(@D); rm -f $@; ar rcsD $@ $(filter %.o,$^)
$(kernel_programs): $(O)/%: tests/%.c $(O)/.flags Makefile
	$(call say,CC)
	$(Q)$(HOSTCC) $(base) $(cppflags) -O1 $(if $(filter %.a,$^),$(unit_san)) -o $@ $(filter-out Makefile %/.flags,$^)
$(filter %/test_objects,$(kernel_programs)): $(O)/unit/loader.a $(O)/unit/elf.a
$(static_programs): $(O)/%: tests/%.c $(O)/.flags Makefile
	$(call say,CC)
	$(Q)$(compile) -o $@ $< $(ldflags)

# A file's own flags, if any: a line that reads /* clang: -mcpu=v3 */ and no more.
define data_objects
$(O)/data/$1/%.o: tests/data/%.c $(O)/.flags Makefile
	$$(call say,BPF)
	$$(Q)$1 $(bpf_base) -Wall $$$$(sed -n 's|^/\* clang: \(.*\) \*/$$$$|\1|p' $$<) -c -o $$@ $$<
endef
$(foreach c,$(CLANGS),$(eval $(call data_objects,$c)))

bench: $(O)/rawbpf $(static_programs) $(data) ## the numbers of tests/bench, as ratios
	@O=$(abspath $(O)) RAWBPF=$(abspath $(O))/rawbpf tests/bench/run

lint: ## layers, sizes, format, clang-tidy, cppcheck, gcc and clang -Werror
	@$(tools)/setup check
	@$(MAKE) --no-print-directory all
	@O=$(O) MAKE='$(MAKE)' $(tools)/lint
layers: $(objs) ## prove from the compiler's dependency files which way includes go
	@O=$(O) $(tools)/lint layers
format: ## rewrite the C sources as .clang-format says
	@$(tools)/lint --format
fuzz: ## run each target of tests/fuzz for FUZZ_SECONDS (60)
	@O=$(O) CLANG=$(CLANG) $(tools)/fuzz $(filter-out cli/%,$(src))

install: all ## under $(DESTDIR)$(PREFIX): the tool, its pages, completion, BPF headers, init scripts
	@set -e; for b in rawbpf rawbpf-small; do $(INSTALL) -D -m 755 $(O)/$$b $(DESTDIR)$(SBINDIR)/$$b; done
	@set -e; for p in $(docs); do $(INSTALL) -D -m 644 $${p%%:*} $(DESTDIR)$${p#*:}; done
	@set -e; for p in $(init); do f=cli/init/$${p%%:*}; to=$(DESTDIR)$${p#*:}; \
	$(INSTALL) -D -m $$(test -x $$f && echo 755 || echo 644) $$f $$to; sed -i 's|@SBINDIR@|$(SBINDIR)|' $$to; done
uninstall:
	rm -f $(DESTDIR)$(SBINDIR)/rawbpf $(DESTDIR)$(SBINDIR)/rawbpf-small $(foreach p,$(docs) $(init),$(DESTDIR)$(lastword $(subst :, ,$p)))
clean: ## remove $(O)
	rm -rf $(O)
help:
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 16
	@echo 'O=DIR V=1 W=e SAN=address,undefined LIBC=musl|glibc CROSS_COMPILE=PREFIX CC CLANG CFLAGS LDFLAGS'

-include $(shell find $(O) -type f -name '*.d' 2>/dev/null)
