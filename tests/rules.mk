# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Included by the Makefile: everything that tests, measures and lints. What is
# built for that lands in $(O), too, under the path it has in tests/.

# Unit tests: the same sources once more, for this machine and with sanitizers.
UNIT_SAN ?= address,undefined
unit_san := $(if $(UNIT_SAN),-fsanitize=$(UNIT_SAN) -fno-sanitize-recover=all)
unit_compile = $(HOSTCC) $(base) $(cppflags) -O1 -fno-omit-frame-pointer \
	-Werror=unused-function $(unit_san) $(shell pkg-config --cflags check)
data := $(foreach c,$(CLANGS),$(patsubst tests/%.c,$(O)/%.o,$(subst data/,data/$c/,$(wildcard tests/data/*.bpf.c))))
kernel_programs := $(patsubst tests/%.c,$(O)/%,$(wildcard tests/kernel/*.c))
kernel_scripts := $(filter-out tests/kernel/lib%,$(wildcard tests/kernel/*.sh))
static_programs := $(patsubst tests/%.c,$(O)/%,$(wildcard tests/vm/*.c tests/bench/*.c))
tools := tests/tools
groups := unit kernel vm
run_tests = O=$(abspath $(O)) $(tools)/run-tests
.PHONY: check $(groups:%=check-%) guest test-programs bench lint layers format fuzz

check: ## install what the tests lack (as root), run all of them, print one count
	@$(tools)/setup check
	@rm -rf $(O)/results
	@$(MAKE) --no-print-directory -k all test-programs || :
	@for g in $(groups); do SUMMARY=no $(MAKE) --no-print-directory check-$$g || :; done
	@$(run_tests) --sum $(groups)

check-kernel: $(O)/rawbpf $(data) $(kernel_programs) $(static_programs) $(if $(filter musl,$(LIBC)),small) ## on this machine's kernel (root)
	@$(run_tests) kernel $(kernel_programs) $(kernel_scripts)
check-vm: $(O)/rawbpf $(data) guest ## on other kernels, under qemu, arm64 too if there is a compiler
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
	$(Q)$(compile) -o $@ $(filter %.c %.o,$^) $(ldflags)
$(O)/vm/refused: $(patsubst %.c,$(O)/%.o,$(wildcard loader/verifier/catalogue*.c))

# A file's own flags, if any: a line that reads /* clang: -mcpu=v3 */ and no more.
define data_objects
$(O)/data/$1/%.o: tests/data/%.c $(O)/.flags Makefile
	$$(call say,BPF)
	$$(Q)$1 $(bpf_base) -Wall $$$$(sed -n 's|^/\* clang: \(.*\) \*/$$$$|\1|p' $$<) -c -o $$@ $$<
endef
$(foreach c,$(CLANGS),$(eval $(call data_objects,$c)))

bench: $(O)/rawbpf small $(static_programs) $(data) ## the numbers of tests/bench, as ratios
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
